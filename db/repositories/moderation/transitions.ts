/** Moves a message through moderation: opened for approval, decided, expired; each with its event, audit line and notice in one transaction. */

import type { Knex } from 'knex';
import { messageMoved } from '../../../contracts/workflows/campaigns.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { addNotice } from '../notices.ts';
import type { DecisionKind } from './decisions.ts';

interface LockedMessage {
  id: number;
  status: string;
  version: number;
  decision: string | null;
  decidedAt: Date | null;
  reactivationWorkflowId: string | null;
}

interface DecisionRow {
  id: number;
  decision: DecisionKind;
  text: string | null;
  variables: string[] | null;
  seenVersion: number | null;
  actorKind: 'user' | 'telegram' | 'system';
  actorId: number | null;
  actorLabel: string;
  via: 'api' | 'telegram';
  outcome: 'accepted' | 'too_late' | 'refused' | null;
}

export interface Moved {
  status: string;
}

/** What a rejection without words is called; a person may still say why afterwards. */
export const NO_REASON = 'rejected';

const AWAKE = { snoozed_until: null, snoozed_by: null };

const EVENTS = { approve: 'approved', reject: 'rejected', edit: 'edited', rewrite: 'rewrite_asked' } as const;

export function createTransitionsRepository(database: Database) {
  return {
    /**
     * The draft is ready: people may decide now. A message that comes back (its slot vanished, the company went back to
     * moderation) loses its old decision. Twice is harmless: an open message stays open since when it was.
     */
    async openForApproval(scope: Scope, input: { messageId: number; at: string }): Promise<Moved> {
      return database.transaction(async (trx) => {
        const message = await lock(trx, scope, input.messageId);
        if (OVER.has(message.status) || wasDecidedSince(message, input.at)) return { status: message.status };
        if (message.status !== 'awaiting_approval') {
          await change(trx, scope, input, {
            status: 'awaiting_approval',
            reason: null,
            decision: null,
            decided_by: null,
            decided_via: null,
            decided_at: null,
            approved_by: null,
            awaiting_since: input.at,
            ...AWAKE,
          });
          await event(trx, scope, input, 'awaiting_approval', null, `awaiting-${String(message.version)}-${input.at}`);
        }
        await openCard(trx, scope, message);
        return { status: 'awaiting_approval' };
      });
    },

    /** Applies the decision that won. Twice is harmless: a recorded decision answers with the message as it is. */
    async recordDecision(
      scope: Scope,
      input: { decisionId: number; messageId: number; at: string },
    ): Promise<Moved & { version: number }> {
      return database.transaction(async (trx) => {
        const message = await lock(trx, scope, input.messageId);
        const decision = await decisionRow(trx, scope, input);
        if (decision.outcome === 'accepted') return { status: message.status, version: message.version };
        if (message.status === 'drafting') throw new RuleBroken('not_ready', 'conflict', { messageId: message.id });
        if (message.status !== 'awaiting_approval' || message.decision !== null)
          throw new RuleBroken('already_decided', 'conflict', { messageId: message.id });
        // Rejecting is right whatever the text has become; the others answer to the text the person saw.
        if (decision.decision !== 'reject' && (decision.seenVersion ?? message.version) !== message.version)
          throw new RuleBroken('changed', 'conflict', { messageId: message.id, version: message.version });

        const after = effectOf(decision, message, input.at);
        // Whoever works on it has it before them again.
        await change(trx, scope, input, { ...after, ...AWAKE });
        await trx('moderation_decisions')
          .where({ company_id: scope.companyId, id: decision.id })
          .update({ outcome: 'accepted', decided_at: input.at });
        await event(trx, scope, input, EVENTS[decision.decision], decision, `decision-${String(decision.id)}`);
        await audit(trx, scope, input, decision);
        if (decision.decision === 'reject') await tellReactivation(trx, scope, message);
        return { status: after.status, version: after.version ?? message.version };
      });
    },

    /** Nobody decided in time. Twice is harmless: only an undecided message expires. */
    async expireMessage(scope: Scope, input: { messageId: number; at: string }): Promise<Moved> {
      return database.transaction(async (trx) => {
        const message = await lock(trx, scope, input.messageId);
        if (message.status !== 'awaiting_approval' && message.status !== 'drafting') return { status: message.status };
        await change(trx, scope, input, {
          status: 'expired',
          reason: 'not_decided',
          decision: 'expired',
          decided_at: input.at,
        });
        await event(trx, scope, input, 'expired', null, 'expired');
        await tellReactivation(trx, scope, message);
        return { status: 'expired' };
      });
    },

    /** The reason of a rejection, said afterwards by whoever rejected. False when that is not how things stand. */
    async explainRejection(scope: Scope, messageId: number, reason: string): Promise<boolean> {
      return database.transaction(async (trx) => {
        const changed = await trx('messages')
          .where({ company_id: scope.companyId, id: messageId, status: 'rejected', decided_by: scope.actor.name })
          .update({ reason, updated_at: trx.fn.now() });
        if (changed === 0) return false;
        await trx('message_events').insert({
          company_id: scope.companyId,
          message_id: messageId,
          kind: 'rejection_explained',
          actor_label: scope.actor.name,
          details: JSON.stringify({ reason }),
        });
        return true;
      });
    },
  };
}

export type TransitionsRepository = ReturnType<typeof createTransitionsRepository>;

type Change = { status: string; version?: number } & Record<string, unknown>;

function effectOf(decision: DecisionRow, message: LockedMessage, at: string): Change {
  const { text, variables } = decision;
  const by = { decided_by: decision.actorLabel, decided_via: decision.via, decided_at: at };
  const next = { version: message.version + 1 };
  const effects: Record<DecisionKind, Change> = {
    // The outbox row follows in the workflow's next step; from here on the message is on its way.
    approve: { status: 'queued', reason: null, decision: 'approved', approved_by: decision.actorLabel, ...by },
    reject: { status: 'rejected', reason: text ?? NO_REASON, decision: 'rejected', ...by },
    edit: {
      status: 'awaiting_approval',
      text,
      ...(variables ? { variables: JSON.stringify(variables) } : {}),
      written_by: 'person',
      draft_problems: '[]',
      ...next,
    },
    rewrite: { status: 'drafting', instruction: text, ...next },
  };
  return effects[decision.decision];
}

const OVER: ReadonlySet<string> = new Set([
  'sending',
  'sent',
  'delivered',
  'read',
  'unknown',
  'dead',
  'rejected',
  'expired',
  'skipped',
  'cancelled',
]);

/** A late repeat of opening must not undo an approval that came after it. */
const wasDecidedSince = (message: LockedMessage, at: string): boolean =>
  message.decidedAt !== null && message.decidedAt.getTime() >= Date.parse(at);

async function lock(trx: Knex, scope: Scope, messageId: number): Promise<LockedMessage> {
  const { rows } = await trx.raw<{ rows: LockedMessage[] }>(
    `select m.id, m.status, m.version, m.decision, m.decided_at as "decidedAt",
            (select r.workflow_id from reactivations r where r.id = m.reactivation_id) as "reactivationWorkflowId"
     from messages m where m.company_id = :companyId and m.id = :messageId for update`,
    { companyId: scope.companyId, messageId },
  );
  const [message] = rows;
  if (!message) throw new RuleBroken('message_not_found', 'not_found', { messageId });
  return message;
}

async function decisionRow(
  trx: Knex,
  scope: Scope,
  { decisionId, messageId }: { decisionId: number; messageId: number },
): Promise<DecisionRow> {
  const { rows } = await trx.raw<{ rows: DecisionRow[] }>(
    `select id, decision, text, variables, seen_version as "seenVersion", actor_kind as "actorKind", actor_id as "actorId",
            actor_label as "actorLabel", via, outcome
     from moderation_decisions where company_id = :companyId and id = :decisionId and message_id = :messageId`,
    { companyId: scope.companyId, decisionId, messageId },
  );
  const [decision] = rows;
  if (!decision) throw new RuleBroken('decision_not_found', 'not_found', { decisionId });
  return decision;
}

async function change(trx: Knex, scope: Scope, { messageId }: { messageId: number }, after: Change): Promise<void> {
  await trx('messages')
    .where({ company_id: scope.companyId, id: messageId })
    .update({ ...after, updated_at: trx.fn.now() });
}

async function event(
  trx: Knex,
  scope: Scope,
  { messageId, at }: { messageId: number; at: string },
  kind: string,
  decision: DecisionRow | null,
  onceKey: string,
): Promise<void> {
  const details = decision ? { via: decision.via, ...(decision.text ? { text: decision.text } : {}) } : {};
  await trx('message_events')
    .insert({
      company_id: scope.companyId,
      message_id: messageId,
      kind,
      actor_label: decision?.actorLabel ?? null,
      details: JSON.stringify(details),
      at,
      once_key: onceKey,
    })
    .onConflict(['message_id', 'once_key'])
    .ignore();
}

/** Who decided what, without the words: an audit line outlives the erasure of a client. */
async function audit(
  trx: Knex,
  scope: Scope,
  input: { messageId: number; at: string },
  decision: DecisionRow,
): Promise<void> {
  await trx('audit_log').insert({
    company_id: scope.companyId,
    actor_kind: decision.actorKind,
    actor_id: decision.actorId,
    actor_label: decision.actorLabel,
    action: `message.${decision.decision}`,
    subject_kind: 'message',
    subject_id: String(input.messageId),
    via: decision.via,
    details: JSON.stringify({ decisionId: decision.id }),
    at: input.at,
  });
}

/**
 * Waiting again, it is reminded of again. A card that already said how it was decided stays in the chat as it is, and a
 * new one is posted: an edit far up would be noticed by nobody.
 */
async function openCard(trx: Knex, scope: Scope, message: LockedMessage): Promise<void> {
  await trx.raw(
    `insert into moderation_cards (company_id, message_id) values (:companyId, :messageId)
     on conflict (message_id) do update set
       reminded_at = case when :isOpen then moderation_cards.reminded_at end,
       escalated_at = case when :isOpen then moderation_cards.escalated_at end,
       back_from = case when :isOpen then moderation_cards.back_from end,
       telegram_message_id = case when :wasDecided then null else moderation_cards.telegram_message_id end,
       shown_hash = case when :wasDecided then null else moderation_cards.shown_hash end`,
    {
      companyId: scope.companyId,
      messageId: message.id,
      isOpen: message.status === 'awaiting_approval',
      wasDecided: message.decision !== null,
    },
  );
}

/** The person's reactivation goes on from here: to the next attempt, or to its end. */
async function tellReactivation(trx: Knex, scope: Scope, message: LockedMessage): Promise<void> {
  if (message.reactivationWorkflowId === null) return;
  await addNotice(trx, {
    companyId: scope.companyId,
    workflowId: message.reactivationWorkflowId,
    signal: messageMoved.name,
    subjectId: message.id,
  });
}
