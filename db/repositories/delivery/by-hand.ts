/** "Write to this client": what a person types becomes a message like any other, with its words already there. */

import type { Knex } from 'knex';
import { deliverMessageId } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { asLanguage, NAMELESS, templateName } from '../../../domain/campaigns/templates.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { checkedEdit } from '../../../domain/moderation/edit.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { addEvent } from './add-event.ts';
import { messageOfKey, wordsAsked } from './request-key.ts';

export const BY_HAND = 'by_hand';
/** The gentlest of the approved templates: its fixed words only greet and say how to stop. */
const TEMPLATE = templateName('reactivation');
/** What somebody wanted to say this week is odd next week. */
const GOOD_FOR_MS = 7 * 86_400_000;

/** How a message written now would go out. `reason` says why it cannot. */
export interface Writing {
  possible: boolean;
  reason: string | null;
  kind: 'template' | 'text';
  language: string | null;
  template: string | null;
  body: string | null;
  variables: string[];
  firstName: string;
}

interface Facts {
  name: string;
  phone: string | null;
  newsletterAgreed: boolean | null;
  isDeleted: boolean;
  optedOut: boolean;
  hasNumber: boolean;
  language: string;
  windowUntil: Date | null;
  conversationId: number | null;
  templateLanguage: string | null;
  body: string | null;
  variables: string[] | null;
}

/** The client's language, else the company's, else English: the first that has an approved template. */
const SHORT = (column: string): string => `lower(split_part(replace(${column}, '_', '-'), '-', 1))`;
const FACTS = `
  select c.name, c.phone, c.newsletter_agreed as "newsletterAgreed", c.is_deleted as "isDeleted",
    exists (select 1 from opt_outs x where x.company_id = c.company_id and x.phone = c.phone and x.lifted_at is null) as "optedOut",
    exists (select 1 from whatsapp_account_health h where h.company_id = c.company_id) as "hasNumber",
    coalesce(v.language, c.language, k.language) as language, v.window_until as "windowUntil", v.id as "conversationId",
    t.language as "templateLanguage", t.body, t.variables
  from clients c join companies k on k.id = c.company_id
  left join conversations v on v.company_id = c.company_id and v.phone = c.phone
  left join lateral (
    select language, body, variables from message_templates t
    where t.company_id = c.company_id and t.name = :template and t.status = 'APPROVED'
      and t.language in (${SHORT('v.language')}, ${SHORT('c.language')}, ${SHORT('k.language')}, 'en')
    order by case t.language when ${SHORT('coalesce(v.language, c.language)')} then 0 when ${SHORT('k.language')} then 1 else 2 end limit 1) t on true
  where c.company_id = :companyId and c.id = :clientId`;

async function factsOf(from: Knex, scope: Scope, clientId: number): Promise<Facts> {
  const { rows } = await from.raw<{ rows: Facts[] }>(FACTS, {
    companyId: scope.companyId,
    clientId,
    template: TEMPLATE,
  });
  const [facts] = rows;
  if (!facts) throw new RuleBroken('client_not_found', 'not_found');
  return facts;
}

function writingFrom(facts: Facts, at: Date): Writing {
  const isOpen = facts.windowUntil !== null && facts.windowUntil > at;
  const language = isOpen ? facts.language : facts.templateLanguage;
  const reason = whyNot(facts, isOpen);
  return {
    possible: reason === null,
    reason,
    kind: isOpen ? 'text' : 'template',
    language,
    template: isOpen ? null : TEMPLATE,
    body: isOpen ? null : facts.body,
    variables: isOpen ? [] : (facts.variables ?? []),
    firstName: facts.name.trim().split(/\s+/)[0] || NAMELESS[asLanguage(language)],
  };
}

function whyNot(facts: Facts, isOpen: boolean): string | null {
  if (facts.isDeleted) return 'client_deleted';
  if (facts.phone === null) return 'no_valid_phone';
  if (facts.optedOut) return 'opted_out';
  if (!isOpen && facts.newsletterAgreed === false) return 'no_consent';
  if (!facts.hasNumber) return 'no_number';
  return !isOpen && facts.body === null ? 'no_template' : null;
}

export async function writingTo(database: Database, scope: Scope, clientId: number, at: Date): Promise<Writing> {
  return writingFrom(await factsOf(database, scope, clientId), at);
}

export interface WrittenByHand {
  clientId: number;
  text: string;
  serviceId?: number | undefined;
  /** The caller's Idempotency-Key; repeated, it answers with the message that is there. */
  requestKey: string | null;
}

export function createByHandRepository(database: Database) {
  return {
    /** The row only: its workflow is started after the commit, by the caller or, if that dies, by reconcile. */
    async write(scope: Scope, asked: WrittenByHand, at: Date): Promise<{ messageId: number; scenario: string }> {
      return database.transaction(async (trx) => {
        const present = await messageOfKey(trx, scope, asked, { client_id: asked.clientId });
        if (present !== null) return { messageId: present, scenario: BY_HAND };
        const facts = await factsOf(trx, scope, asked.clientId);
        const writing = writingFrom(facts, at);
        if (writing.reason !== null) throw new RuleBroken(writing.reason, 'conflict');
        const messageId = await insert(trx, scope, { asked, facts, writing, ...filled(writing, asked.text) }, at);
        await addEvent(trx, scope, messageId, 'written', wordsAsked(asked.text), at, 'written');
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'message.written',
          subjectKind: 'message',
          subjectId: messageId,
        });
        return { messageId, scenario: BY_HAND };
      });
    },
  };
}

/** The words as they will be read. The personal part takes the place of everything after the first variable. */
function filled(writing: Writing, text: string): { text: string; variables: string[] | null } {
  const variables = writing.variables.map((meaning) => (meaning === 'first_name' ? writing.firstName : '…'));
  const edit = checkedEdit(
    { kind: writing.kind, body: writing.body, variables: writing.kind === 'text' ? null : variables },
    { text },
  );
  if ('problem' in edit) throw new RuleBroken(`text_${edit.problem}`, 'invalid');
  return edit;
}

interface NewMessage {
  asked: WrittenByHand;
  facts: Facts;
  writing: Writing;
  text: string;
  variables: string[] | null;
}

async function insert(trx: Knex, scope: Scope, message: NewMessage, at: Date): Promise<number> {
  const { asked, facts, writing } = message;
  if (asked.serviceId !== undefined) await mustHaveService(trx, scope, asked.serviceId);
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select nextval(pg_get_serial_sequence('messages', 'id')) as id`,
  );
  const id = rows[0]?.id ?? 0;
  const settings = await trx<{ company_id: number; delivery_mode: string }>('reactivation_settings')
    .where({ company_id: scope.companyId })
    .first('delivery_mode');
  const until = new Date(at.getTime() + GOOD_FOR_MS);
  await trx('messages').insert({
    id,
    company_id: scope.companyId,
    client_id: asked.clientId,
    phone: facts.phone,
    scenario: BY_HAND,
    service_id: asked.serviceId ?? null,
    conversation_id: writing.kind === 'text' ? facts.conversationId : null,
    kind: writing.kind,
    mode: settings?.delivery_mode ?? 'moderation',
    language: writing.language,
    template: writing.template,
    variables: message.variables === null ? null : JSON.stringify(message.variables),
    text: message.text,
    written_by: 'person',
    reasons: JSON.stringify([{ code: 'written_by_hand', by: scope.actor.name }]),
    good_until: writing.kind === 'text' ? facts.windowUntil : until,
    request_key: asked.requestKey,
    workflow_id: deliverMessageId(id),
    created_at: at,
    updated_at: at,
  });
  return id;
}

async function mustHaveService(trx: Knex, scope: Scope, serviceId: number): Promise<void> {
  const service = await trx('services')
    .where({ company_id: scope.companyId, id: serviceId })
    .first<{ id: number } | undefined>('id');
  if (!service) throw new RuleBroken('service_not_found', 'not_found');
}
