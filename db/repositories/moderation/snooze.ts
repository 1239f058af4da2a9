/** Messages that are put off until later: by whom, until when, and back again. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { checkedSnooze, SNOOZES, type Snooze, snoozedUntil } from '../../../domain/moderation/snooze.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';

type Via = 'api' | 'telegram';

interface Waiting {
  status: string;
  decision: string | null;
  awaitingSince: Date | null;
  goodUntil: Date | null;
  snoozedUntil: Date | null;
  timeZone: string;
}

export interface SnoozeTime {
  snooze: Snooze;
  until: string;
}

export function createSnoozeRepository(database: Database) {
  return {
    /** What may be offered at this moment, on the company's clock; a message that expires earlier comes back earlier. */
    async times(scope: Scope, at: Date): Promise<SnoozeTime[]> {
      const company = await database('companies')
        .where({ id: scope.companyId })
        .first<{ time_zone: string } | undefined>('time_zone');
      if (!company) return [];
      return SNOOZES.flatMap((snooze) => {
        const until = snoozedUntil(snooze, at, company.time_zone);
        return until ? [{ snooze, until: until.toISOString() }] : [];
      });
    },

    /** Whoever asks last decides. The workflow needs no word of it: its timer until the expiry runs on. */
    async snooze(
      scope: Scope,
      { messageId, snooze, via, at }: { messageId: number; snooze: Snooze; via: Via; at: Date },
    ): Promise<{ until: Date }> {
      return database.transaction(async (trx) => {
        const message = await lockWaiting(trx, scope, messageId);
        const asked = checkedSnooze(snooze, message, at, message.timeZone);
        if ('problem' in asked) throw new RuleBroken(`snooze_${asked.problem}`, 'conflict', { messageId });
        const { until } = asked;
        await change(trx, scope, messageId, { until, by: scope.actor.name });
        await note(trx, scope, { messageId, kind: 'snoozed', via, at, details: { until: until.toISOString() } });
        return asked;
      });
    },

    /** Back before its time. Twice is harmless: a message that is not put off stays as it is. */
    async wake(scope: Scope, { messageId, via, at }: { messageId: number; via: Via; at: Date }): Promise<void> {
      await database.transaction(async (trx) => {
        const message = await lockWaiting(trx, scope, messageId);
        if (message.snoozedUntil === null) return;
        await change(trx, scope, messageId, { until: null, by: null });
        await note(trx, scope, { messageId, kind: 'woken', via, at, details: {} });
      });
    },
  };
}

export type SnoozeRepository = ReturnType<typeof createSnoozeRepository>;

async function lockWaiting(trx: Knex, scope: Scope, messageId: number): Promise<Waiting> {
  const { rows } = await trx.raw<{ rows: Waiting[] }>(
    `select m.status, m.decision, m.awaiting_since as "awaitingSince", m.good_until as "goodUntil",
            m.snoozed_until as "snoozedUntil", company.time_zone as "timeZone"
     from messages m join companies company on company.id = m.company_id
     where m.company_id = :companyId and m.id = :messageId for update of m`,
    { companyId: scope.companyId, messageId },
  );
  const [message] = rows;
  if (!message) throw new RuleBroken('message_not_found', 'not_found');
  if (message.status === 'drafting') throw new RuleBroken('not_ready', 'conflict', { status: message.status });
  if (message.status !== 'awaiting_approval' || message.decision !== null)
    throw new RuleBroken('already_decided', 'conflict', { status: message.status, decision: message.decision });
  return message;
}

async function change(
  trx: Knex,
  scope: Scope,
  messageId: number,
  { until, by }: { until: Date | null; by: string | null },
): Promise<void> {
  await trx('messages')
    .where({ company_id: scope.companyId, id: messageId })
    .update({ snoozed_until: until, snoozed_by: by, updated_at: trx.fn.now() });
}

async function note(
  trx: Knex,
  scope: Scope,
  said: { messageId: number; kind: 'snoozed' | 'woken'; via: Via; at: Date; details: Record<string, string> },
): Promise<void> {
  const { messageId, kind, via, at, details } = said;
  await trx('message_events').insert({
    company_id: scope.companyId,
    message_id: messageId,
    kind,
    actor_label: scope.actor.name,
    details: JSON.stringify({ via, ...details }),
    at,
  });
  await addAudit(trx, {
    companyId: scope.companyId,
    actor: scope.actor,
    action: `message.${kind}`,
    subjectKind: 'message',
    subjectId: messageId,
    via,
    details,
  });
}
