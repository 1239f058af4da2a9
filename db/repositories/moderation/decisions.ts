/** What people asked for about a message, and who won: the store behind integrations/temporal/decisions.ts. */

import type { Actor, Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export type DecisionKind = 'approve' | 'reject' | 'edit' | 'rewrite';

export interface NewDecision {
  messageId: number;
  decision: DecisionKind;
  text: string | null;
  variables: string[] | null;
  seenVersion: number | null;
  via: 'api' | 'telegram';
  onceKey: string | null;
}

export interface MessageNow {
  messageId: number;
  scenario: string;
  status: string;
  reason: string | null;
  kind: 'template' | 'text';
  text: string | null;
  variables: string[] | null;
  templateBody: string | null;
  version: number;
  decision: 'approved' | 'rejected' | 'expired' | null;
  decidedBy: string | null;
  decidedVia: string | null;
  decidedAt: Date | null;
}

export interface StoredDecision {
  decisionId: number;
  outcome: 'accepted' | 'too_late' | 'refused' | null;
}

export const actorId = (actor: Actor): number | null =>
  actor.kind === 'user' ? actor.userId : actor.kind === 'telegram' ? actor.telegramUserId : null;

export function createDecisionsRepository(database: Database) {
  return {
    /** The message as it is now, with its template's body; null when this company has no such message. */
    async messageNow(scope: Scope, messageId: number): Promise<MessageNow | null> {
      const { rows } = await database.raw<{ rows: MessageNow[] }>(
        `select m.id as "messageId", m.scenario, m.status, m.reason, m.kind, m.text, m.variables, t.body as "templateBody", m.version,
                m.decision, m.decided_by as "decidedBy", m.decided_via as "decidedVia", m.decided_at as "decidedAt"
         from messages m
         left join message_templates t on t.company_id = m.company_id and t.name = m.template and t.language = m.language
         where m.company_id = :companyId and m.id = :messageId`,
        { companyId: scope.companyId, messageId },
      );
      return rows[0] ?? null;
    },

    /**
     * Stores what a person asks for, before the workflow is told its id.
     * A repeat is the same row: the same once_key, or the same wish of the same person that nobody has answered yet
     * (their first try timed out), so that a retry is the same Update and cannot act twice.
     */
    async storeDecision(scope: Scope, asked: NewDecision): Promise<StoredDecision> {
      const { companyId, actor } = scope;
      const row = {
        ...asked,
        companyId,
        variables: asked.variables === null ? null : JSON.stringify(asked.variables),
        actorKind: actor.kind,
        actorId: actorId(actor),
        actorLabel: actor.name,
      };
      const { rows: open } = await database.raw<{ rows: StoredDecision[] }>(
        `select id as "decisionId", outcome from moderation_decisions
         where company_id = :companyId and message_id = :messageId
           and decision = :decision
           and (once_key = cast(:onceKey as text)
             or (outcome is null and actor_kind = :actorKind and actor_id is not distinct from cast(:actorId as bigint)
               and text is not distinct from cast(:text as text) and variables is not distinct from cast(:variables as jsonb)
               and seen_version is not distinct from cast(:seenVersion as integer)))
         order by once_key is not distinct from cast(:onceKey as text) desc, id desc limit 1`,
        row,
      );
      if (open[0]) return open[0];
      const { rows } = await database.raw<{ rows: StoredDecision[] }>(
        `insert into moderation_decisions (company_id, message_id, decision, text, variables, seen_version, actor_kind, actor_id, actor_label, via, once_key)
         select m.company_id, m.id, :decision, :text, cast(:variables as jsonb), cast(:seenVersion as integer), :actorKind, cast(:actorId as bigint), :actorLabel, :via, :onceKey
         from messages m where m.company_id = :companyId and m.id = :messageId
         on conflict (company_id, message_id, decision, once_key) do update set once_key = excluded.once_key
         returning id as "decisionId", outcome`,
        row,
      );
      const [stored] = rows;
      if (!stored) throw new Error('A decision about a message that this company does not have');
      return stored;
    },

    async outcomeOf(scope: Scope, decisionId: number): Promise<StoredDecision['outcome']> {
      const row = await database<{ company_id: number; id: number; outcome: StoredDecision['outcome'] }>(
        'moderation_decisions',
      )
        .where({ company_id: scope.companyId, id: decisionId })
        .first('outcome');
      return row?.outcome ?? null;
    },

    /** Only an unanswered one: what the workflow has accepted stays accepted. */
    async closeDecision(scope: Scope, decisionId: number, outcome: 'too_late' | 'refused'): Promise<void> {
      await database('moderation_decisions')
        .where({ company_id: scope.companyId, id: decisionId })
        .whereNull('outcome')
        .update({ outcome, decided_at: database.fn.now() });
    },
  };
}
