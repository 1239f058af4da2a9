/** Into the outbox, and out of waiting. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { OPT_OUT_CONFIRMATION } from '../../../domain/delivery/opt-out.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addEvent } from './add-event.ts';
import { releaseWaits } from './release-waits.ts';
import { createSettleRepository } from './settle.ts';

/** A person is waiting for an answer; a birthday has only today; a campaign has days. */
const PRIORITY = { confirmation: 200, answer: 100, birthday: 50, campaign: 0 };

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

export function createOutboxRepository(database: Database) {
  return {
    ...createSettleRepository(database),

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

    releaseWaits: (scope: Scope, at: Date): Promise<number> => releaseWaits(database, scope, at),
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
