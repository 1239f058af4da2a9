/** What a person does with a conversation: has seen it, takes it over, gives it back, answers. */

import type { Knex } from 'knex';
import { handOverChanged, holdConversationId, inboundReceived } from '../../../contracts/workflows/campaigns.ts';
import { deliverMessageId } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { checkedEdit } from '../../../domain/moderation/edit.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { addNotice } from '../notices.ts';
import { addEvent } from './add-event.ts';
import { recordOptOut } from './opt-outs-by-hand.ts';
import { messageOfKey, wordsAsked } from './request-key.ts';

const ANSWER = 'answer';

interface Facts {
  id: number;
  clientId: number | null;
  phone: string;
  workflowId: string | null;
  windowUntil: Date | null;
  handedTo: string | null;
  handedAt: Date | null;
  needsPersonReason: string | null;
  needsPersonSince: Date | null;
  language: string;
  hasCard: boolean;
  optedOut: boolean;
  hasNumber: boolean;
  isHeld: boolean;
  isIgnored: boolean;
}

/** The card must still have this phone: the sender would not write to a number that is nobody's. */
const FACTS = `
  select v.id, v.client_id as "clientId", v.phone, v.workflow_id as "workflowId", v.window_until as "windowUntil",
    v.handed_to as "handedTo", v.handed_at as "handedAt", v.needs_person_reason as "needsPersonReason",
    v.needs_person_since as "needsPersonSince", coalesce(v.language, c.language, k.language) as language,
    coalesce(c.phone = v.phone and not c.is_deleted, false) as "hasCard",
    exists (select 1 from opt_outs x where x.company_id = v.company_id and x.phone = v.phone and x.lifted_at is null) as "optedOut",
    exists (select 1 from whatsapp_account_health h where h.company_id = v.company_id) as "hasNumber",
    v.marketing_hold as "isHeld", v.ignored_at is not null as "isIgnored"
  from conversations v join companies k on k.id = v.company_id
  left join clients c on c.company_id = v.company_id and c.id = v.client_id
  where v.company_id = :companyId and v.id = :conversationId`;

async function factsOf(from: Knex, scope: Scope, conversationId: number, lock = ''): Promise<Facts> {
  const { rows } = await from.raw<{ rows: Facts[] }>(FACTS + lock, { companyId: scope.companyId, conversationId });
  const [facts] = rows;
  if (!facts) throw new RuleBroken('conversation_not_found', 'not_found');
  return facts;
}

const FOR_UPDATE = ' for update of v';

function whyNot(facts: Facts, at: Date): string | null {
  if (facts.clientId === null) return 'unmatched_sender';
  if (facts.optedOut) return 'opted_out';
  if (facts.windowUntil === null || facts.windowUntil <= at) return 'window_closed';
  if (!facts.hasCard) return 'no_valid_phone';
  return facts.hasNumber ? null : 'no_number';
}

export async function answeringTo(
  database: Database,
  scope: Scope,
  conversationId: number,
  at: Date,
): Promise<{ possible: boolean; reason: string | null }> {
  const reason = whyNot(await factsOf(database, scope, conversationId), at);
  return { possible: reason === null, reason };
}

export interface AnswerByHand {
  conversationId: number;
  text: string;
  /** The caller's Idempotency-Key; repeated, it answers with the message that is there. */
  requestKey: string | null;
}

export function createConversationsRepository(database: Database) {
  return {
    /** Only the call for a person ends; a hold on marketing stays until what was meant is decided. Twice is harmless. */
    async seen(scope: Scope, conversationId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (facts.needsPersonSince === null) return;
        await change(trx, scope, facts, 'conversation.seen', { reason: facts.needsPersonReason }, at, {
          needs_person_since: null,
          needs_person_reason: null,
        });
      });
    },

    /** From nobody, or from the colleague who had it. Twice is harmless: whoever has it keeps it since they took it. */
    async takeOver(scope: Scope, conversationId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (facts.handedAt !== null && facts.handedTo === scope.actor.name) return;
        await change(trx, scope, facts, 'conversation.taken_over', { from: facts.handedTo }, at, {
          handed_to: scope.actor.name,
          handed_at: at,
        });
        await tell(trx, scope, facts);
      });
    },

    /** The product answers again, from their next words on. Twice is harmless. */
    async giveBack(scope: Scope, conversationId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (facts.handedAt === null) return;
        await change(trx, scope, facts, 'conversation.given_back', { from: facts.handedTo }, at, {
          handed_to: null,
          handed_at: null,
        });
        await tell(trx, scope, facts);
      });
    },

    /** Whose number it is, as somebody found out: what they wrote becomes that client's. Twice is harmless. */
    async link(scope: Scope, conversationId: number, clientId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (facts.clientId === clientId) return;
        if (facts.clientId !== null) throw new RuleBroken('conversation_has_client', 'conflict');
        const card = await trx('clients')
          .where({ company_id: scope.companyId, id: clientId, is_deleted: false })
          .first<{ phone: string | null } | undefined>('phone');
        if (!card) throw new RuleBroken('client_not_found', 'not_found');
        // Nothing is sent to a number that no card has: where this one has another, a person goes on.
        const isTheirs = card.phone === facts.phone;
        const wasStranger = facts.needsPersonReason === 'unmatched_sender';
        await change(trx, scope, facts, 'conversation.linked', { clientId }, at, {
          client_id: clientId,
          ignored_at: null,
          ignored_by: null,
          ...(wasStranger && isTheirs ? { needs_person_since: null, needs_person_reason: null } : {}),
          ...(wasStranger && !isTheirs ? { needs_person_reason: 'no_valid_phone' } : {}),
        });
        await trx('replies')
          .where({ company_id: scope.companyId, conversation_id: conversationId, client_id: null })
          .update({ client_id: clientId });
        // What they wrote was nobody's to answer so far.
        if (isTheirs) await readAgain(trx, scope, facts);
      });
    },

    /** It leaves the list and calls for nobody, until they write again. Twice is harmless. */
    async ignore(scope: Scope, conversationId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (facts.isIgnored) return;
        if (facts.clientId !== null) throw new RuleBroken('conversation_has_client', 'conflict');
        await change(trx, scope, facts, 'conversation.ignored', {}, at, {
          ignored_at: at,
          ignored_by: scope.actor.name,
          needs_person_since: null,
          needs_person_reason: null,
        });
      });
    },

    /** Back in the list, where it calls for a person as before. Twice is harmless. */
    async unignore(scope: Scope, conversationId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (!facts.isIgnored) return;
        await change(trx, scope, facts, 'conversation.unignored', {}, at, {
          ignored_at: null,
          ignored_by: null,
          needs_person_since: at,
          needs_person_reason: 'unmatched_sender',
        });
      });
    },

    /** What an ambiguous "no" meant: it opts them out, or marketing goes on. Twice is harmless. */
    async decideHold(scope: Scope, conversationId: number, optsOut: boolean, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const facts = await factsOf(trx, scope, conversationId, FOR_UPDATE);
        if (!facts.isHeld) return;
        const isReason = facts.needsPersonReason === 'ambiguous_opt_out';
        await change(trx, scope, facts, 'conversation.hold_decided', { optsOut }, at, {
          marketing_hold: false,
          ...(isReason ? { needs_person_since: null, needs_person_reason: null } : {}),
        });
        if (optsOut) await recordOptOut(trx, scope, { phone: facts.phone, clientId: facts.clientId, reason: null }, at);
      });
    },

    /** The row only, as writing by hand: its workflow is started after the commit, by the caller or by reconcile. */
    async answer(scope: Scope, asked: AnswerByHand, at: Date): Promise<{ messageId: number; scenario: string }> {
      return database.transaction(async (trx) => {
        const present = await messageOfKey(trx, scope, asked, { conversation_id: asked.conversationId });
        if (present !== null) return { messageId: present, scenario: ANSWER };
        const facts = await factsOf(trx, scope, asked.conversationId, FOR_UPDATE);
        const reason = whyNot(facts, at);
        if (reason !== null) throw new RuleBroken(reason, 'conflict');
        const edit = checkedEdit({ kind: 'text', body: null, variables: null }, { text: asked.text });
        if ('problem' in edit) throw new RuleBroken(`text_${edit.problem}`, 'invalid');
        const messageId = await insert(trx, scope, { facts, text: edit.text, requestKey: asked.requestKey }, at);
        await addEvent(trx, scope, messageId, 'written', wordsAsked(asked.text), at, 'written');
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'message.written',
          subjectKind: 'message',
          subjectId: messageId,
          details: { conversationId: facts.id },
        });
        return { messageId, scenario: ANSWER };
      });
    },
  };
}

async function change(
  trx: Knex,
  scope: Scope,
  facts: Facts,
  action: string,
  details: Record<string, unknown>,
  at: Date,
  fields: Record<string, unknown>,
): Promise<void> {
  await trx('conversations')
    .where({ company_id: scope.companyId, id: facts.id })
    .update({ ...fields, updated_at: at });
  await addAudit(trx, {
    companyId: scope.companyId,
    actor: scope.actor,
    action,
    subjectKind: 'conversation',
    subjectId: facts.id,
    details,
  });
}

async function readAgain(trx: Knex, scope: Scope, facts: Facts): Promise<void> {
  const last = await trx('replies')
    .where({ company_id: scope.companyId, conversation_id: facts.id, handled_at: null })
    .max<{ id: number | null }[]>('id as id')
    .first();
  if (!last?.id) return;
  await addNotice(trx, {
    companyId: scope.companyId,
    workflowId: facts.workflowId ?? holdConversationId(facts.id),
    signal: inboundReceived.name,
    subjectId: last.id,
  });
}

async function tell(trx: Knex, scope: Scope, facts: Facts): Promise<void> {
  await addNotice(trx, {
    companyId: scope.companyId,
    workflowId: facts.workflowId ?? holdConversationId(facts.id),
    signal: handOverChanged.name,
    subjectId: facts.id,
  });
}

/** Approved by its writer and queued as after an approval: the workflow's first step is the outbox row. */
async function insert(
  trx: Knex,
  scope: Scope,
  { facts, text, requestKey }: { facts: Facts; text: string; requestKey: string | null },
  at: Date,
): Promise<number> {
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select nextval(pg_get_serial_sequence('messages', 'id')) as id`,
  );
  const id = rows[0]?.id ?? 0;
  await trx('messages').insert({
    id,
    company_id: scope.companyId,
    client_id: facts.clientId,
    phone: facts.phone,
    scenario: ANSWER,
    conversation_id: facts.id,
    kind: 'text',
    // A person has decided about it, whatever the company's mode: it is none of the day's automatic answers.
    mode: 'moderation',
    status: 'queued',
    language: facts.language,
    text,
    written_by: 'person',
    reasons: JSON.stringify([{ code: 'written_by_hand', by: scope.actor.name }]),
    decision: 'approved',
    decided_by: scope.actor.name,
    decided_via: 'api',
    decided_at: at,
    approved_by: scope.actor.name,
    good_until: facts.windowUntil,
    request_key: requestKey,
    workflow_id: deliverMessageId(id),
    created_at: at,
    updated_at: at,
  });
  return id;
}
