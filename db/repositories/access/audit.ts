/** Who changed or decided what: written in the transaction of the change itself. */

import type { Knex } from 'knex';
import type { Actor } from '../../../domain/access/scope.ts';

export interface NewAuditEntry {
  /** Null: it concerns the installation or a person, not one company. */
  companyId: number | null;
  actor: Actor;
  /** Dotted and permanent: `settings.changed`. */
  action: string;
  subjectKind: string;
  subjectId?: string | number;
  via?: 'api' | 'telegram' | 'workflow' | 'start';
  /** Ids, codes and old and new values; never what a client wrote. */
  details?: Record<string, unknown>;
}

export function actorId(actor: Actor): number | null {
  if (actor.kind === 'system') return null;
  return actor.kind === 'user' ? actor.userId : actor.telegramUserId;
}

export async function addAudit(trx: Knex, entry: NewAuditEntry): Promise<void> {
  await trx('audit_log').insert({
    company_id: entry.companyId,
    actor_kind: entry.actor.kind,
    actor_id: actorId(entry.actor),
    actor_label: entry.actor.name,
    action: entry.action,
    subject_kind: entry.subjectKind,
    subject_id: entry.subjectId === undefined ? null : String(entry.subjectId),
    via: entry.via ?? 'api',
    details: JSON.stringify(entry.details ?? {}),
  });
}
