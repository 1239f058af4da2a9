/** Into the outbox, and what a person decides about a row that got stuck. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { OPT_OUT_CONFIRMATION } from '../../../domain/delivery/opt-out.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { addNotice } from '../notices.ts';

/** A person is waiting for an answer; a birthday has only today; a campaign has days. */
const PRIORITY = { confirmation: 200, answer: 100, birthday: 50, campaign: 0 };

/** What a person may do with a row: send it again although it may have arrived, or leave it. */
export type Settlement = 'retry' | 'close';

/** From these a row can be sent again; `unknown` only because a person takes the risk. */
const RETRIED_FROM = ['unknown', 'dead', 'failed'];
const CLOSED_FROM = ['unknown', 'dead', 'failed', 'queued'];

interface MessageRow {
  id: number;
  clientId: number;
  phone: string;
  scenario: string;
  conversationId: number | null;
  status: string;
  goodUntil: Date | null;
  decision: string | null;
  mode: string;
  writtenBy: string | null;
}

interface OutboxRow {
  id: number;
  messageId: number;
  status: string;
  wamid: string | null;
  workflowId: string;
  reactivationWorkflowId: string | null;
}

export function createOutboxRepository(database: Database) {
  return {
    /**
     * Puts a message into the outbox. Twice is harmless: the row is unique by message, and one that is there stays,
     * unless it was taken back for a new draft; then the same row goes again.
     * `not_ready`: the message is not (or no longer) to be sent, look at its state again.
     */
    async enqueue(scope: Scope, messageId: number, at: Date): Promise<'queued' | 'not_ready'> {
      return database.transaction(async (trx) => {
        const live = await lockLiveRow(trx, scope, messageId);
        const message = await lockMessage(trx, scope, messageId);
        if (live) return 'queued';
        const approved =
          message.mode === 'notification' || message.decision === 'approved' || message.writtenBy === 'fixed';
        if (!['drafting', 'awaiting_approval', 'queued'].includes(message.status) || !approved) return 'not_ready';
        await insertRow(trx, scope, message, at);
        await trx('messages')
          .where({ company_id: scope.companyId, id: messageId })
          .update({
            status: 'queued',
            reason: null,
            queued_at: trx.raw('coalesce(queued_at, ?)', [at]),
            updated_at: at,
          });
        await addEvent(trx, scope, messageId, 'queued', {}, at);
        return 'queued';
      });
    },

    /** A person settles a row. Refused with a RuleBroken when the row has moved on meanwhile. */
    async settle(
      scope: Scope,
      outboxId: number,
      asked: { settlement: Settlement; reason?: string; onceKey?: string; at: Date },
    ): Promise<{ messageId: number; status: string }> {
      return database.transaction(async (trx) => {
        const row = await lockRow(trx, scope, outboxId);
        // The same press once more, its answer lost on the way: what came of it stands, whatever the row has become since.
        if (asked.settlement === 'retry' && (await isRetried(trx, scope, row, asked.onceKey)))
          return { messageId: row.messageId, status: row.status };
        const allowed = asked.settlement === 'retry' ? RETRIED_FROM : CLOSED_FROM;
        if (!allowed.includes(row.status))
          throw new RuleBroken('row_not_settleable', 'conflict', { status: row.status });
        const settled =
          asked.settlement === 'retry' ? await retry(trx, scope, row, asked) : await close(trx, scope, row, asked);
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: asked.settlement === 'retry' ? 'outbox.retried' : 'outbox.closed',
          subjectKind: 'outbox',
          subjectId: outboxId,
          details: { messageId: row.messageId, from: row.status, to: settled.status, reason: asked.reason ?? null },
        });
        return settled;
      });
    },

    /** Rows that wait are looked at again now: a setting changed, a hold was lifted, sending was resumed. */
    async releaseWaits(scope: Scope, at: Date): Promise<number> {
      const freed = await database('outbox_messages')
        .where({ company_id: scope.companyId })
        .whereIn('status', ['queued', 'failed'])
        .whereNotNull('wait_reason')
        .update({ next_attempt_at: at, updated_at: at });
      await database.raw(
        `select pg_notify('reprise_outbox', phone_number_id) from whatsapp_account_health where company_id = ?`,
        [scope.companyId],
      );
      return freed;
    },
  };
}

async function lockMessage(trx: Knex, scope: Scope, messageId: number): Promise<MessageRow> {
  const found = await trx.raw<{ rows: MessageRow[] }>(
    `select id, client_id as "clientId", phone, scenario, conversation_id as "conversationId", status,
            good_until as "goodUntil", decision, mode, written_by as "writtenBy"
       from messages where company_id = ? and id = ? for update`,
    [scope.companyId, messageId],
  );
  const message = found.rows[0];
  if (!message) throw new RuleBroken('message_not_found', 'not_found');
  return message;
}

/** The row before the message, as everywhere: two orders of locking would wait for each other. */
async function lockLiveRow(trx: Knex, scope: Scope, messageId: number): Promise<boolean> {
  const found = await trx.raw<{ rows: { live: boolean }[] }>(
    `select status <> 'cancelled' or close_reason is distinct from 'taken_back' as live
       from outbox_messages where company_id = ? and message_id = ? for update`,
    [scope.companyId, messageId],
  );
  return found.rows[0]?.live ?? false;
}

async function insertRow(trx: Knex, scope: Scope, message: MessageRow, at: Date): Promise<void> {
  const number = await trx<{ company_id: number; phone_number_id: string }>('whatsapp_account_health')
    .where({ company_id: scope.companyId })
    .first('phone_number_id');
  // Not a broken rule: the message waits until somebody has connected a number.
  if (!number) throw new Unavailable('whatsapp', 'no_number', 60_000);
  const confirmsOptOut = message.scenario === OPT_OUT_CONFIRMATION;
  const isAnswer = confirmsOptOut || message.conversationId !== null;
  const isBirthday = message.scenario === 'birthday';
  const priority = confirmsOptOut
    ? PRIORITY.confirmation
    : isAnswer
      ? PRIORITY.answer
      : isBirthday
        ? PRIORITY.birthday
        : PRIORITY.campaign;
  await trx.raw(
    `insert into outbox_messages
       (company_id, message_id, phone_number_id, client_id, phone, is_answer, skips_weekdays, confirms_opt_out, priority, good_until, next_attempt_at, price_micros)
     select :company_id, m.id, :number, :client_id, :phone, :is_answer, :skips_weekdays, :confirms, :priority, :good_until, :at,
       -- Free text inside the 24-hour window costs nothing.
       case when m.kind = 'text' then 0 else message_price_micros(m.company_id, m.phone, coalesce(t.category, 'MARKETING')) end
     from messages m
     left join message_templates t on t.company_id = m.company_id and t.name = m.template and t.language = m.language
     where m.company_id = :company_id and m.id = :message_id
     on conflict (message_id) do update
       set status = 'queued', close_reason = null, closed_by = null, wait_reason = null, wait_until = null, phone = excluded.phone, price_micros = excluded.price_micros,
           good_until = excluded.good_until, next_attempt_at = excluded.next_attempt_at, updated_at = :at
       where outbox_messages.status = 'cancelled' and outbox_messages.close_reason = 'taken_back'`,
    {
      company_id: scope.companyId,
      message_id: message.id,
      number: number.phone_number_id,
      client_id: message.clientId,
      phone: message.phone,
      is_answer: isAnswer,
      skips_weekdays: isBirthday,
      confirms: confirmsOptOut,
      priority,
      good_until: message.goodUntil,
      at,
    },
  );
}

async function lockRow(trx: Knex, scope: Scope, outboxId: number): Promise<OutboxRow> {
  const found = await trx.raw<{ rows: OutboxRow[] }>(
    `select o.id, o.message_id as "messageId", o.status, o.wamid, m.workflow_id as "workflowId", r.workflow_id as "reactivationWorkflowId"
       from outbox_messages o
       join messages m on m.id = o.message_id
       left join reactivations r on r.id = m.reactivation_id and r.status <> 'ended' and m.conversation_id is null
      where o.company_id = ? and o.id = ?
        for update of o`,
    [scope.companyId, outboxId],
  );
  const row = found.rows[0];
  if (!row) throw new RuleBroken('row_not_found', 'not_found');
  return row;
}

const retryKey = (onceKey: string | undefined): string | null => (onceKey === undefined ? null : `retried:${onceKey}`);

async function isRetried(trx: Knex, scope: Scope, row: OutboxRow, onceKey: string | undefined): Promise<boolean> {
  const key = retryKey(onceKey);
  if (key === null) return false;
  const told = await trx('message_events')
    .where({ company_id: scope.companyId, message_id: row.messageId, once_key: key })
    .first<{ id: number } | undefined>('id');
  return told !== undefined;
}

async function retry(
  trx: Knex,
  scope: Scope,
  row: OutboxRow,
  { at, onceKey }: { at: Date; onceKey?: string },
): Promise<{ messageId: number; status: string }> {
  await trx.raw(
    `update outbox_messages
        set status = 'queued', attempts = 0, next_attempt_at = :at, spent_wamids = array_remove(spent_wamids || wamid, null), wamid = null,
            sending_at = null, unknown_at = null, sent_at = null, failed_at = null, leased_until = null, closed_by = null, close_reason = null, updated_at = :at
      where id = :id and company_id = :company_id`,
    { at, id: row.id, company_id: scope.companyId },
  );
  await trx('messages')
    .where({ company_id: scope.companyId, id: row.messageId })
    .update({ status: 'queued', reason: null, sent_at: null, updated_at: at });
  await addEvent(trx, scope, row.messageId, 'retried', { from: row.status }, at, retryKey(onceKey));
  return { messageId: row.messageId, status: 'queued' };
}

async function close(
  trx: Knex,
  scope: Scope,
  row: OutboxRow,
  asked: { reason?: string; at: Date },
): Promise<{ messageId: number; status: string }> {
  const { at } = asked;
  const reason = asked.reason ?? 'closed_by_person';
  // What was never begun is cancelled; what may have gone out ends as dead until a status says otherwise.
  const status = row.status === 'queued' || row.status === 'failed' ? 'cancelled' : 'dead';
  await trx('outbox_messages').where({ company_id: scope.companyId, id: row.id }).update({
    status,
    closed_by: scope.actor.name,
    close_reason: reason,
    leased_until: null,
    wait_reason: null,
    wait_until: null,
    updated_at: at,
  });
  await trx('messages')
    .where({ company_id: scope.companyId, id: row.messageId })
    .update({ status, reason: 'closed_by_person', updated_at: at });
  await addEvent(trx, scope, row.messageId, 'closed', { from: row.status }, at);
  await addNotice(trx, {
    companyId: scope.companyId,
    workflowId: row.workflowId,
    signal: 'rowSettled',
    subjectId: row.messageId,
  });
  if (row.reactivationWorkflowId) {
    await addNotice(trx, {
      companyId: scope.companyId,
      workflowId: row.reactivationWorkflowId,
      signal: 'messageMoved',
      subjectId: row.messageId,
    });
  }
  return { messageId: row.messageId, status };
}

export async function addEvent(
  trx: Knex,
  scope: Scope,
  messageId: number,
  kind: string,
  details: Record<string, unknown>,
  at: Date,
  onceKey: string | null = null,
): Promise<void> {
  await trx('message_events')
    .insert({
      company_id: scope.companyId,
      message_id: messageId,
      kind,
      actor_label: scope.actor.name,
      details: JSON.stringify(details),
      at,
      once_key: onceKey,
    })
    .onConflict(['message_id', 'once_key'])
    .ignore();
}
