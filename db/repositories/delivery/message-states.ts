/** What a message's workflow asks and records: where it stands, that it is written anew, and how it ended. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { translationTarget } from '../../../domain/moderation/translation.ts';
import type { Database } from '../../database.ts';
import { addNotice } from '../notices.ts';
import { addEvent } from './add-event.ts';

/** Where a workflow goes on, whatever happened to the one before it. */
export interface MessageState {
  stage: 'drafting' | 'awaiting_approval' | 'approved' | 'queued' | 'ended';
  /** messages.status as it is. */
  status: string;
  reason: string | null;
  mode: 'moderation' | 'notification';
  /** False when its words are there: typed by a person, fixed, or drafted before a crash. A version after the first was sent back. */
  needsDraft: boolean;
  /** An offered slot has to be booked before it goes out. */
  booksSlot: boolean;
  awaitingSince: Date | null;
  /** Those who decide read another language, and nobody has tried to translate these words yet. */
  needsTranslation: boolean;
}

/** Endings that a workflow decides; all others are facts of the outbox. */
export type OwnEnding = 'rejected' | 'expired' | 'skipped' | 'cancelled';

interface Row {
  status: string;
  reason: string | null;
  mode: 'moderation' | 'notification';
  decision: string | null;
  writtenBy: string | null;
  text: string | null;
  version: number;
  bookingSlot: unknown;
  bookedVisitId: number | null;
  awaitingSince: Date | null;
  phone: string;
  workflowId: string;
  reactivationWorkflowId: string | null;
  reactivationEnd: string | null;
  language: string | null;
  companyLanguage: string;
  translationLanguage: string | null;
  translationVersion: number | null;
  optedOut: boolean;
  hasRow: boolean;
}

export function createMessageStatesRepository(database: Database) {
  return {
    async stateOf(scope: Scope, messageId: number): Promise<MessageState> {
      return stateFrom(await read(database, scope, messageId));
    },

    /**
     * Approved, but it cannot go like this (its slot was booked by somebody else meanwhile): written anew.
     * Twice is harmless: a message that is being drafted is left as it is, and one that has a row is past this.
     */
    async redraft(scope: Scope, messageId: number, reason: string, at: Date): Promise<MessageState> {
      return database.transaction(async (trx) => {
        const row = await read(trx, scope, messageId, 'for update of m');
        if (stageOf(row) !== 'approved') return stateFrom(row);
        await trx('messages')
          .where({ company_id: scope.companyId, id: messageId })
          .update({ status: 'drafting', reason, version: trx.raw('version + 1'), updated_at: at });
        await addEvent(trx, scope, messageId, 'taken_back', { reason }, at);
        return stateFrom({ ...row, status: 'drafting', reason, version: row.version + 1 });
      });
    },

    /**
     * Ends a message that is not on its way yet. A row that has begun cannot be called back: then the answer says where it is.
     * Twice is harmless: what has ended stays as it ended.
     */
    async end(
      scope: Scope,
      messageId: number,
      ending: OwnEnding,
      reason: string | null,
      at: Date,
    ): Promise<MessageState> {
      return database.transaction(async (trx) => {
        // The outbox row first, as everywhere: two orders of locking would wait for each other.
        await trx.raw(`select id from outbox_messages where company_id = ? and message_id = ? for update`, [
          scope.companyId,
          messageId,
        ]);
        const row = await read(trx, scope, messageId, 'for update of m');
        if (!['drafting', 'awaiting_approval', 'queued', 'waiting', 'failed'].includes(row.status))
          return stateFrom(row);
        const said = reason ?? (row.optedOut ? 'opted_out' : (row.reactivationEnd ?? 'cancelled'));
        await trx('outbox_messages')
          .where({ company_id: scope.companyId, message_id: messageId })
          .whereIn('status', ['queued', 'failed'])
          .update({
            status: 'cancelled',
            close_reason: said,
            closed_by: scope.actor.name,
            leased_until: null,
            wait_reason: null,
            wait_until: null,
            updated_at: at,
          });
        await trx('messages')
          .where({ company_id: scope.companyId, id: messageId })
          .update({
            status: ending,
            reason: said,
            updated_at: at,
            ...(ending === 'expired' && row.status === 'awaiting_approval'
              ? { decision: 'expired', decided_at: at }
              : {}),
          });
        await addEvent(trx, scope, messageId, ending, { reason: said }, at);
        await moved(trx, scope, row, messageId);
        return stateFrom({ ...row, status: ending, reason: said });
      });
    },
  };
}

/** The reactivation this message belongs to is told that its attempt has ended. */
async function moved(trx: Knex, scope: Scope, row: Row, messageId: number): Promise<void> {
  if (!row.reactivationWorkflowId || row.reactivationEnd) return;
  await addNotice(trx, {
    companyId: scope.companyId,
    workflowId: row.reactivationWorkflowId,
    signal: 'messageMoved',
    subjectId: messageId,
  });
}

async function read(trx: Knex, scope: Scope, messageId: number, lock = ''): Promise<Row> {
  const found = await trx.raw<{ rows: Row[] }>(
    `select m.status, m.reason, m.mode, m.decision, m.written_by as "writtenBy", m.text, m.version, m.booking_slot as "bookingSlot",
            m.booked_visit_id as "bookedVisitId", m.awaiting_since as "awaitingSince", m.phone, m.workflow_id as "workflowId",
            m.language, company.language as "companyLanguage", m.translation_language as "translationLanguage",
            m.translation_version as "translationVersion", r.workflow_id as "reactivationWorkflowId", r.ends_as as "reactivationEnd",
            exists (select 1 from opt_outs o where o.company_id = m.company_id and o.phone = m.phone and o.lifted_at is null) as "optedOut",
            exists (
              select 1 from outbox_messages o
              where o.message_id = m.id and (o.status <> 'cancelled' or o.close_reason is distinct from 'taken_back')
            ) as "hasRow"
       from messages m join companies company on company.id = m.company_id
       left join reactivations r on r.id = m.reactivation_id and m.conversation_id is null
      where m.company_id = ? and m.id = ? ${lock}`,
    [scope.companyId, messageId],
  );
  const row = found.rows[0];
  if (!row) throw new RuleBroken('message_not_found', 'not_found');
  return row;
}

function stateFrom(row: Row): MessageState {
  return {
    stage: stageOf(row),
    status: row.status,
    reason: row.reason,
    mode: row.mode,
    needsDraft: row.text === null || row.writtenBy === null || row.version > 1,
    booksSlot: row.bookingSlot !== null && row.bookedVisitId === null,
    awaitingSince: row.awaitingSince,
    needsTranslation:
      row.mode === 'moderation' && row.translationVersion !== row.version && translationTarget(row) !== null,
  };
}

function stageOf(row: Row): MessageState['stage'] {
  switch (row.status) {
    case 'drafting':
      return 'drafting';
    case 'awaiting_approval':
      // Decided before a crash, or switched to notification mode meanwhile: only the hand-over is missing.
      return row.decision === 'approved' || row.mode === 'notification' || row.writtenBy === 'fixed'
        ? 'approved'
        : 'awaiting_approval';
    case 'queued':
      // A decision alone makes a message queued; its row is the workflow's next step.
      return row.hasRow ? 'queued' : 'approved';
    case 'waiting':
    case 'sending':
    case 'failed':
    case 'unknown':
      return 'queued';
    default:
      return 'ended';
  }
}
