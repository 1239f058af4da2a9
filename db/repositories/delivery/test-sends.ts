/** Test messages: a template to one's own number, through the same outbox, claim and checks; no client's, and in no figure. */

import type { Knex } from 'knex';
import type { AddTestNumber, TestNumbers, TestSend, TestSends } from '../../../contracts/http/account.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { fillTemplate } from '../../../domain/delivery/request.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { plain } from '../views/page.ts';
import { addEvent } from './add-event.ts';

export const TEST = 'test';
/** As an answer: somebody sits before the screen and waits for it. */
const PRIORITY = 100;
/** Nobody waits for a test that did not go out today. */
const GOOD_FOR_MS = 24 * 3_600_000;
const NEWEST = 20;

export interface AskedTest {
  phone?: string | undefined;
  template: string;
  language: string;
  requestKey: string | null;
}

const SELECT = `
  select m.id, m.phone, m.template, m.language, m.text, m.status, coalesce(o.wait_reason, m.reason) as reason,
         coalesce(m.approved_by, '') as by, m.created_at as "createdAt", m.sent_at as "sentAt", m.delivered_at as "deliveredAt", m.read_at as "readAt"
    from messages m join outbox_messages o on o.message_id = m.id and o.is_test
   where m.company_id = :companyId and m.scenario = '${TEST}'`;

export function createTestSends(database: Database) {
  async function one(from: Knex, scope: Scope, id: number): Promise<TestSend> {
    const { rows } = await from.raw<{ rows: TestSend[] }>(`${SELECT} and m.id = :id`, {
      companyId: scope.companyId,
      id,
    });
    const [row] = rows;
    if (!row) throw new RuleBroken('message_not_found', 'not_found');
    return plain(row);
  }

  return {
    async numbers(scope: Scope): Promise<TestNumbers> {
      const rows = await database('test_numbers')
        .where({ company_id: scope.companyId })
        .orderBy('name')
        .select<TestNumbers['numbers']>({ phone: 'phone', name: 'name', addedBy: 'added_by', addedAt: 'added_at' });
      return { numbers: rows.map(plain) };
    },

    /** Twice is harmless: a number is listed once, under the newest name. */
    async addNumber(scope: Scope, { phone, name }: AddTestNumber, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        await trx('test_numbers')
          .insert({ company_id: scope.companyId, phone, name, added_by: scope.actor.name, added_at: at })
          .onConflict(['company_id', 'phone'])
          .merge(['name']);
        await audit(trx, scope, 'test_number.added', phone);
      });
    },

    async removeNumber(scope: Scope, phone: string, _at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const gone = await trx('test_numbers').where({ company_id: scope.companyId, phone }).del();
        if (gone > 0) await audit(trx, scope, 'test_number.removed', phone);
      });
    },

    async newest(scope: Scope): Promise<TestSends> {
      const { rows } = await database.raw<{ rows: TestSend[] }>(
        `${SELECT} order by m.id desc limit ${String(NEWEST)}`,
        {
          companyId: scope.companyId,
        },
      );
      return { items: rows.map(plain) };
    },

    /** The same key again answers with the message that is there. */
    async send(scope: Scope, asked: AskedTest, at: Date): Promise<TestSend> {
      return database.transaction(async (trx) => {
        const before = await messageOfKey(trx, scope, asked.requestKey);
        if (before !== null) return one(trx, scope, before);
        const to = await ownNumber(trx, scope, asked.phone);
        const template = await trx('message_templates')
          .where({ company_id: scope.companyId, name: asked.template, language: asked.language })
          .first<{ body: string; variables: string[]; status: string } | undefined>('body', 'variables', 'status');
        if (!template) throw new RuleBroken('no_template', 'invalid');
        if (template.status !== 'APPROVED') throw new RuleBroken('template_not_approved', 'conflict');
        const variables = template.variables.map((means) => (means === 'first_name' ? to.name : `[${means}]`));
        const text = fillTemplate(template.body, variables);
        const id = await queue(trx, scope, { ...asked, phone: to.phone, variables, text }, at);
        await audit(trx, scope, 'message.tested', to.phone, { messageId: id, template: asked.template });
        return one(trx, scope, id);
      });
    },
  };
}

/** A phone is personal: the audit keeps its last four digits. */
async function audit(
  trx: Knex,
  scope: Scope,
  action: string,
  phone: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  const details = { phone: `…${phone.slice(-4)}`, ...more };
  await addAudit(trx, { companyId: scope.companyId, actor: scope.actor, action, subjectKind: 'number', details });
}

async function messageOfKey(trx: Knex, scope: Scope, requestKey: string | null): Promise<number | null> {
  if (requestKey === null) return null;
  // The second of two that come at once waits for the first, and finds what it made.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${String(scope.companyId)}/${requestKey}`]);
  const found = await trx('messages')
    .where({ company_id: scope.companyId, request_key: requestKey })
    .first<{ id: number; scenario: string } | undefined>('id', 'scenario');
  if (found && found.scenario !== TEST) throw new RuleBroken('idempotency_key_used', 'conflict');
  return found?.id ?? null;
}

/** Only a number that somebody has called their own; never that of a person who said no. */
async function ownNumber(trx: Knex, scope: Scope, phone: string | undefined): Promise<{ phone: string; name: string }> {
  const listed = await trx('test_numbers')
    .where({ company_id: scope.companyId, ...(phone === undefined ? {} : { phone }) })
    .limit(2)
    .select<{ phone: string; name: string }[]>('phone', 'name');
  const [only] = listed;
  if (!only) throw new RuleBroken('not_own_number', 'invalid');
  if (listed.length > 1) throw new RuleBroken('which_number', 'invalid');
  const refused = await trx('opt_outs')
    .where({ company_id: scope.companyId, phone: only.phone, lifted_at: null })
    .first<{ phone: string } | undefined>('phone');
  if (refused) throw new RuleBroken('opted_out', 'conflict');
  return only;
}

async function queue(
  trx: Knex,
  scope: Scope,
  test: AskedTest & { phone: string; variables: string[]; text: string },
  at: Date,
): Promise<number> {
  const { companyId } = scope;
  const number = await trx('whatsapp_account_health')
    .where({ company_id: companyId })
    .first<{ phone_number_id: string } | undefined>('phone_number_id');
  if (!number) throw new RuleBroken('no_number', 'conflict');
  const goodUntil = new Date(at.getTime() + GOOD_FOR_MS);
  const [message] = await trx('messages')
    .insert({
      company_id: companyId,
      client_id: null,
      phone: test.phone,
      scenario: TEST,
      mode: 'notification',
      status: 'queued',
      language: test.language,
      template: test.template,
      variables: JSON.stringify(test.variables),
      text: test.text,
      written_by: 'fixed',
      good_until: goodUntil,
      request_key: test.requestKey,
      // No workflow follows a test: whoever sent it looks at the page.
      workflow_id: TEST,
      approved_by: scope.actor.name,
      created_at: at,
      queued_at: at,
    })
    .returning<{ id: number }[]>('id');
  if (!message) throw new Error('a test message was not inserted');
  await trx('outbox_messages').insert({
    company_id: companyId,
    message_id: message.id,
    phone_number_id: number.phone_number_id,
    client_id: null,
    phone: test.phone,
    is_test: true,
    // No caps, consent, weekdays or daily limit are asked: those protect clients.
    is_answer: true,
    priority: PRIORITY,
    good_until: goodUntil,
    next_attempt_at: at,
  });
  await addEvent(trx, scope, message.id, 'queued', {}, at);
  return message.id;
}
