/** One person's weeks in the database: every step reads the rows, decides by the domain's rule, and writes what follows in one transaction. */

import type { Knex } from 'knex';
import { cancelMessage } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Understood } from '../../../domain/campaigns/dialogue.ts';
import { changeOf, type End, nextAttemptAt, nextStep, type Step } from '../../../domain/campaigns/next-step.ts';
import { effectOf } from '../../../domain/campaigns/reply-effect.ts';
import { localDate } from '../../../domain/delivery/window.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addNotices } from '../notices.ts';
import { attributeBookings } from './attribution.ts';
import { createAttempt } from './attempts.ts';
import { factsOf, type ReactivationRow, readRow } from './reactivation-row.ts';

export type Advanced =
  | { state: 'ended'; as: End }
  | {
      state: 'waiting';
      waitsFor: Extract<Step, { step: 'wait' }>['waitsFor'];
      until: string | null;
      attempt: number;
      /** The message that is on its way; its workflow has to run. */
      messageId: number | null;
    };

/** Each step changes something that the next one reads; four are the most that can follow each other. */
const MOST_STEPS = 8;

export function createReactivationsRepository(database: Database) {
  return {
    /** Twice is harmless: what a first time wrote, the second reads, and comes to the same wait or end. */
    advance: (scope: Scope, reactivationId: number, at: string): Promise<Advanced> =>
      database.transaction(async (trx) => {
        await lockRow(trx, scope, reactivationId);
        await hearReplies(trx, scope, reactivationId);
        await creditBookings(trx, scope, reactivationId, at);
        for (let count = 0; count < MOST_STEPS; count += 1) {
          const row = await readRow(trx, scope, reactivationId, at);
          const facts = factsOf(row);
          const step = nextStep(facts, at);
          if (step.step === 'wait') {
            await keepNextAttempt(trx, scope, row, nextAttemptAt(facts));
            const messageId = step.waitsFor === 'message' ? row.messageId : null;
            return {
              state: 'waiting',
              waitsFor: step.waitsFor,
              until: step.until,
              attempt: row.attemptNumber ?? 0,
              messageId,
            };
          }
          if (step.step === 'end') {
            await end(trx, scope, row, step.as, at);
            return { state: 'ended', as: step.as };
          }
          if (step.step === 'resume')
            await change(trx, scope, reactivationId, { status: 'running', paused_until: null }, at);
          if (step.step === 'note_silence') await noteSilence(trx, scope, row, at);
          if (step.step === 'attempt') await createAttempt(trx, scope, row, step.number, at);
        }
        throw new Error('A reactivation took more steps at once than there are.');
      }),

    /** Until a company-local day, or until somebody resumes it. Twice is harmless. */
    pause: (scope: Scope, reactivationId: number, until: string | null, at: string): Promise<{ status: string }> =>
      database.transaction(async (trx) => {
        await lockRow(trx, scope, reactivationId);
        const row = await readRow(trx, scope, reactivationId, at);
        mustBeOpen(row);
        if (until !== null && until <= row.today) throw new RuleBroken('pause_in_the_past', 'invalid');
        await change(trx, scope, reactivationId, { status: 'paused', paused_until: until }, at);
        return { status: 'paused' };
      }),

    /** Twice is harmless: what runs stays as it is. */
    resume: (scope: Scope, reactivationId: number, at: string): Promise<{ status: string }> =>
      database.transaction(async (trx) => {
        await lockRow(trx, scope, reactivationId);
        mustBeOpen(await readRow(trx, scope, reactivationId, at));
        await change(trx, scope, reactivationId, { status: 'running', paused_until: null }, at);
        return { status: 'running' };
      }),

    /** Twice is harmless: what has ended stays as it ended. */
    cancel: (scope: Scope, reactivationId: number, at: string): Promise<{ status: string }> =>
      database.transaction(async (trx) => {
        await lockRow(trx, scope, reactivationId);
        const row = await readRow(trx, scope, reactivationId, at);
        if (row.status !== 'ended') await end(trx, scope, row, 'cancelled', at);
        return { status: 'ended' };
      }),
  };
}

function mustBeOpen(row: ReactivationRow): void {
  if (row.status === 'ended') throw new RuleBroken('already_ended', 'conflict');
}

async function lockRow(trx: Knex, scope: Scope, reactivationId: number): Promise<void> {
  const row = await trx('reactivations')
    .where({ company_id: scope.companyId, id: reactivationId })
    .forUpdate()
    .first<{ id: number } | undefined>('id');
  if (!row) throw new RuleBroken('reactivation_not_found', 'not_found');
}

async function change(
  trx: Knex,
  scope: Scope,
  reactivationId: number,
  what: Record<string, unknown>,
  at: string,
): Promise<void> {
  await trx('reactivations')
    .where({ company_id: scope.companyId, id: reactivationId })
    .whereNot({ status: 'ended' })
    .update({ ...what, updated_at: at });
}

interface HeardReply {
  id: number;
  understood: Understood | null;
  receivedAt: Date;
  timeZone: string;
  endsAs: End | null;
}

/** Each reply has its effect once, in order, also when its notice found nobody to tell. */
async function hearReplies(trx: Knex, scope: Scope, reactivationId: number): Promise<void> {
  const { rows } = await trx.raw<{ rows: HeardReply[] }>(
    `select p.id, p.understood, p.received_at as "receivedAt", c.time_zone as "timeZone", r.ends_as as "endsAs"
     from reactivations r
     join companies c on c.id = r.company_id
     join conversations t on t.company_id = r.company_id and t.phone = r.phone
     join replies p on p.conversation_id = t.id and p.handled_at is not null and p.id > r.applied_reply_id and p.received_at >= r.started_at
     where r.company_id = :companyId and r.id = :reactivationId
     order by p.id`,
    { companyId: scope.companyId, reactivationId },
  );
  for (const reply of rows) {
    const today = localDate(reply.receivedAt, reply.timeZone).toString();
    const changed = changeOf(effectOf(reply.understood, today));
    await trx('reactivations')
      .where({ company_id: scope.companyId, id: reactivationId })
      .update({ applied_reply_id: reply.id });
    if (changed === null || reply.endsAs !== null) continue;
    if ('pausedUntil' in changed)
      await change(
        trx,
        scope,
        reactivationId,
        { status: 'paused', paused_until: changed.pausedUntil },
        reply.receivedAt.toISOString(),
      );
    else
      await end(
        trx,
        scope,
        await readRow(trx, scope, reactivationId, reply.receivedAt.toISOString()),
        changed.endsAs,
        reply.receivedAt.toISOString(),
      );
  }
}

/** A booking may have been copied before the delivery it answers to was told. */
async function creditBookings(trx: Knex, scope: Scope, reactivationId: number, at: string): Promise<void> {
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select v.id from reactivations r
     join clients c on c.company_id = r.company_id and c.phone = r.phone
     join visits v on v.company_id = c.company_id and v.client_id = c.id and v.created_at_source >= r.started_at
     where r.company_id = :companyId and r.id = :reactivationId and r.status <> 'ended'
     order by v.id`,
    { companyId: scope.companyId, reactivationId },
  );
  await attributeBookings(
    trx,
    scope.companyId,
    rows.map((row) => row.id),
    at,
  );
}

/** Ends the person's weeks: the row, its attempts, and whatever first message is still on its way. */
async function end(trx: Knex, scope: Scope, row: ReactivationRow, as: End, at: string): Promise<void> {
  if (row.status === 'ended') return;
  await change(trx, scope, row.id, { status: 'ended', ends_as: as, ended_at: at, paused_until: null }, at);
  await trx('reactivation_campaigns')
    .where({ company_id: scope.companyId, reactivation_id: row.id })
    .update({ is_campaign_completed: true, completion_reason: as, next_attempt_scheduled_at: null, updated_at: at });
  const open: { id: number; workflowId: string }[] = await trx('messages')
    .where({ company_id: scope.companyId, reactivation_id: row.id, kind: 'template' })
    .whereIn('status', ['drafting', 'awaiting_approval', 'waiting', 'queued', 'failed'])
    .select({ id: 'id', workflowId: 'workflow_id' });
  await addNotices(
    trx,
    open.map(({ id, workflowId }) => ({
      companyId: scope.companyId,
      workflowId,
      signal: cancelMessage.name,
      subjectId: id,
    })),
  );
}

async function noteSilence(trx: Knex, scope: Scope, row: ReactivationRow, at: string): Promise<void> {
  await trx('reactivation_campaigns')
    .where({ company_id: scope.companyId, id: row.attemptId })
    .whereNull('response_type')
    .update({ response_type: 'no_response', updated_at: at });
}

async function keepNextAttempt(trx: Knex, scope: Scope, row: ReactivationRow, next: string | null): Promise<void> {
  if (row.attemptId === null) return;
  await trx.raw(
    `update reactivation_campaigns set next_attempt_scheduled_at = :next
     where company_id = :companyId and id = :attemptId and next_attempt_scheduled_at is distinct from cast(:next as timestamptz)`,
    { companyId: scope.companyId, attemptId: row.attemptId, next },
  );
}
