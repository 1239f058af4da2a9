/** Webhooks of WhatsApp come in: kept once, and what cannot wait (an opt-out, the 24-hour window) applied in the same transaction. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { OPT_OUT_PAYLOAD, readsAsOptOut } from '../../../domain/delivery/opt-out.ts';
import type {
  AccountTold,
  InboundMessage,
  PreferenceTold,
  StatusTold,
  WebhookFacts,
} from '../../../domain/delivery/webhook.ts';
import type { TemplateTold } from '../../../domain/delivery/template-told.ts';
import { holdConversationId } from '../../../contracts/workflows/campaigns.ts';
import type { Database } from '../../database.ts';
import { addNotice } from '../notices.ts';
import { applyAccountTold } from './account-told.ts';
import { liftOptOut, optOut } from './opt-outs.ts';
import { applyTold } from './template-changes.ts';

const WINDOW_MS = 24 * 3_600_000;
/** What our own answer to them may be written from; everything else is for a person to look at. */
const READABLE = ['text', 'button', 'interactive', 'reaction'];

export interface Received {
  /** Parts that were new; a repeated delivery has none. */
  taken: number;
}

export function createIntakeRepository(database: Database) {
  return {
    /**
     * Twice is harmless: every part is kept once, by its kind, wamid and status, and only a part that is new has effects.
     * Statuses are only kept here; a loop applies them in batches.
     */
    async receiveWhatsApp(scope: Scope, facts: WebhookFacts, receivedAt: Date): Promise<Received> {
      return database.transaction(async (trx) => {
        let taken = 0;
        // Before everything else: a number is locked before its rows, as the claim locks them.
        for (const told of facts.accounts ?? []) if (await takeAccount(trx, scope, told, receivedAt)) taken += 1;
        for (const message of facts.messages.toSorted(byTime))
          if (await takeMessage(trx, scope, message, receivedAt)) taken += 1;
        for (const preference of facts.preferences)
          if (await takePreference(trx, scope, preference, receivedAt)) taken += 1;
        for (const template of facts.templates) if (await takeTemplate(trx, scope, template, receivedAt)) taken += 1;
        taken += await keepStatuses(trx, scope, facts.statuses, receivedAt);
        for (const part of facts.notUnderstood) {
          const kept = await keep(
            trx,
            scope,
            { kind: part.kind, wamid: part.id, payload: part.payload, at: null, problem: part.problem },
            receivedAt,
          );
          if (kept) taken += 1;
        }
        return { taken };
      });
    },
  };
}

/** Two deliveries may tell the same at once, each in its own order: one order here, so that neither waits for the other. */
function byTime(a: InboundMessage, b: InboundMessage): number {
  return a.at.getTime() - b.at.getTime() || (a.wamid < b.wamid ? -1 : 1);
}

/** As `byTime`, for statuses, whose order means nothing. */
function byWamid(a: StatusTold, b: StatusTold): number {
  if (a.wamid !== b.wamid) return a.wamid < b.wamid ? -1 : 1;
  return a.status < b.status ? -1 : 1;
}

/** True when this part had not come before. Everything but a status is dealt with in this transaction. */
async function keep(
  trx: Knex,
  scope: Scope,
  part: { kind: string; wamid: string; status?: string; payload: unknown; at: Date | null; problem?: string | null },
  receivedAt: Date,
): Promise<boolean> {
  const kept = await trx('webhook_inbox')
    .insert({
      company_id: scope.companyId,
      kind: part.kind,
      wamid: part.wamid,
      status: part.status ?? '',
      payload: JSON.stringify(part.payload),
      occurred_at: part.at,
      received_at: receivedAt,
      applied_at: receivedAt,
      problem: part.problem ?? null,
    })
    .onConflict(['company_id', 'kind', 'wamid', 'status'])
    .ignore()
    .returning('id');
  return kept.length > 0;
}

async function keepStatuses(
  trx: Knex,
  scope: Scope,
  statuses: WebhookFacts['statuses'],
  receivedAt: Date,
): Promise<number> {
  if (statuses.length === 0) return 0;
  const kept = await trx('webhook_inbox')
    .insert(
      statuses.toSorted(byWamid).map((status) => ({
        company_id: scope.companyId,
        kind: 'status',
        wamid: status.wamid,
        status: status.status,
        payload: JSON.stringify({ key: status.key, code: status.code }),
        occurred_at: status.at,
        received_at: receivedAt,
      })),
    )
    .onConflict(['company_id', 'kind', 'wamid', 'status'])
    .ignore()
    .returning('id');
  return kept.length;
}

async function takeMessage(trx: Knex, scope: Scope, message: InboundMessage, receivedAt: Date): Promise<boolean> {
  const number = await trx('whatsapp_account_health')
    .where({ company_id: scope.companyId, phone_number_id: message.phoneNumberId })
    .first<{ id: number } | undefined>('id');
  const problem = !number ? 'other_number' : message.from === null ? 'no_phone' : null;
  const part = { kind: 'message', wamid: message.wamid, payload: message, at: message.at, problem };
  if (!(await keep(trx, scope, part, receivedAt))) return false;
  if (problem === null && message.from !== null)
    await takeReply(trx, scope, { ...message, from: message.from }, receivedAt);
  return true;
}

async function takeReply(
  trx: Knex,
  scope: Scope,
  message: InboundMessage & { from: string },
  receivedAt: Date,
): Promise<void> {
  const { conversationId, clientId } = await openWindow(trx, scope, message, await cardOf(trx, scope, message.from));
  const answered = await lastMessageTo(trx, scope, message);
  const said = meaningOf(message);
  const [reply] = await trx('replies')
    .insert({
      company_id: scope.companyId,
      conversation_id: conversationId,
      client_id: clientId,
      message_id: answered,
      wamid: message.wamid,
      kind: message.kind,
      text: message.text,
      received_at: message.at,
      understood_as: said === 'opts_out' ? 'opted_out' : null,
    })
    .returning<{ id: number }[]>('id');
  await countResponse(trx, scope, answered, message.at);
  if (said === 'opts_out') {
    const source = message.kind === 'text' ? 'word' : 'button';
    await optOut(trx, scope, { phone: message.from, source, reason: null, at: message.at });
  }
  const needs =
    said === 'ambiguous'
      ? 'ambiguous_opt_out'
      : clientId === null
        ? 'unmatched_sender'
        : READABLE.includes(message.kind)
          ? null
          : 'not_text';
  if (needs) await callPerson(trx, scope, conversationId, needs, receivedAt);
  if (clientId === null || !reply) return;
  await addNotice(trx, {
    companyId: scope.companyId,
    workflowId: holdConversationId(conversationId),
    signal: 'inboundReceived',
    subjectId: reply.id,
  });
}

function meaningOf(message: InboundMessage): 'opts_out' | 'ambiguous' | 'no' {
  if (message.payload === OPT_OUT_PAYLOAD) return 'opts_out';
  return message.text === null ? 'no' : readsAsOptOut(message.text);
}

/** Of several cards with one phone the one we wrote to last, else the oldest. */
async function cardOf(trx: Knex, scope: Scope, phone: string): Promise<number | null> {
  const found = await trx.raw<{ rows: { id: number }[] }>(
    `select c.id
       from clients c
       left join lateral (
         select max(m.queued_at) as wrote_at from messages m where m.company_id = c.company_id and m.client_id = c.id
       ) last on true
      where c.company_id = ? and c.phone = ? and not c.is_deleted
      order by last.wrote_at desc nulls last, c.id
      limit 1`,
    [scope.companyId, phone],
  );
  return found.rows[0]?.id ?? null;
}

async function openWindow(
  trx: Knex,
  scope: Scope,
  message: InboundMessage & { from: string },
  cardId: number | null,
): Promise<{ conversationId: number; clientId: number | null }> {
  const opened = await trx.raw<{ rows: { id: number; clientId: number | null }[] }>(
    `insert into conversations as c (company_id, phone, client_id, last_inbound_at, window_until)
     values (:company_id, :phone, :client_id, :at, :until)
     on conflict (company_id, phone) do update
       set client_id = coalesce(c.client_id, excluded.client_id),
           last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at),
           window_until = greatest(c.window_until, excluded.window_until), ignored_at = null, ignored_by = null, updated_at = now()
     returning id, client_id as "clientId"`,
    {
      company_id: scope.companyId,
      phone: message.from,
      client_id: cardId,
      at: message.at,
      until: new Date(message.at.getTime() + WINDOW_MS),
    },
  );
  const [row] = opened.rows;
  if (row === undefined) throw new Error('a conversation was neither inserted nor updated');
  const { id } = row;
  await trx('conversations')
    .where({ company_id: scope.companyId, id })
    .update({ workflow_id: holdConversationId(id) });
  // Somebody may have said whose number this is, though no card has it.
  return { conversationId: id, clientId: row.clientId };
}

/** What they may be answering: the last of our messages that had arrived, or was at least accepted, by then. */
async function lastMessageTo(
  trx: Knex,
  scope: Scope,
  message: InboundMessage & { from: string },
): Promise<number | null> {
  const found = await trx.raw<{ rows: { id: number }[] }>(
    `select id from messages
      where company_id = ? and phone = ? and status in ('sent', 'delivered', 'read') and coalesce(delivered_at, sent_at) <= ?
      order by coalesce(delivered_at, sent_at) desc, id desc
      limit 1`,
    [scope.companyId, message.from, new Date(message.at.getTime() + 1_000)],
  );
  return found.rows[0]?.id ?? null;
}

async function countResponse(trx: Knex, scope: Scope, messageId: number | null, at: Date): Promise<void> {
  if (messageId === null) return;
  await trx.raw(
    `update reactivation_campaigns
        set response_received_at = :at, updated_at = :at,
            response_time_hours = greatest(0, round(extract(epoch from :at::timestamptz - coalesce(delivered_at, sent_at)) / 3600))::int
      where company_id = :company_id and message_id = :message_id and response_received_at is null`,
    { at, company_id: scope.companyId, message_id: messageId },
  );
}

/** The first reason stays until somebody has looked. An ambiguous "no" also stops marketing until it is decided. */
async function callPerson(trx: Knex, scope: Scope, conversationId: number, reason: string, at: Date): Promise<void> {
  await trx.raw(
    `update conversations
        set needs_person_since = coalesce(needs_person_since, :at), needs_person_reason = coalesce(needs_person_reason, :reason),
            marketing_hold = marketing_hold or :reason::text = 'ambiguous_opt_out', updated_at = :at
      where company_id = :company_id and id = :id`,
    { at, reason, company_id: scope.companyId, id: conversationId },
  );
}

async function takePreference(trx: Knex, scope: Scope, told: PreferenceTold, receivedAt: Date): Promise<boolean> {
  const wamid = `${told.from}:${String(told.at.getTime())}`;
  if (
    !(await keep(
      trx,
      scope,
      { kind: 'user_preferences', wamid, status: told.wants, payload: told, at: told.at },
      receivedAt,
    ))
  )
    return false;
  if (told.wants === 'stop') {
    await optOut(trx, scope, { phone: told.from, source: 'user_preferences', reason: null, at: told.at });
    return true;
  }
  // They switched it on again where they had switched it off; a "no" in words is taken back in words.
  const theirs = await trx('opt_outs')
    .where({ company_id: scope.companyId, phone: told.from, lifted_at: null })
    .whereIn('source', ['user_preferences', 'error_131050'])
    .first<{ phone: string } | undefined>('phone');
  if (theirs) await liftOptOut(trx, scope, told.from, told.at);
  return true;
}

async function takeAccount(trx: Knex, scope: Scope, told: AccountTold, receivedAt: Date): Promise<boolean> {
  const part = { kind: 'account', wamid: told.id, status: told.kind, payload: told, at: told.at };
  if (!(await keep(trx, scope, part, receivedAt))) return false;
  const problem = await applyAccountTold(trx, scope, told, receivedAt);
  if (problem)
    await trx('webhook_inbox')
      .where({ company_id: scope.companyId, kind: part.kind, wamid: told.id, status: told.kind })
      .update({ problem });
  return true;
}

async function takeTemplate(trx: Knex, scope: Scope, told: TemplateTold, receivedAt: Date): Promise<boolean> {
  const wamid = `${told.name}:${told.language}:${String(told.at.getTime())}`;
  // The second pause of a day is another than the first, and an end of a pause is no first approval.
  const status = [...(told.kind === 'status' ? [] : [told.kind]), told.event, ...(told.title ? [told.title] : [])].join(
    ':',
  );
  if (!(await keep(trx, scope, { kind: 'template', wamid, status, payload: told, at: told.at }, receivedAt)))
    return false;
  await applyTold(trx, scope, told, receivedAt);
  return true;
}
