/** What a new installation begins with: its company, credentials, moderators, templates and owner. */

import { randomInt } from 'node:crypto';
import type { Knex } from 'knex';
import type { Actor } from '../../../domain/access/scope.ts';
import { passwordProblem } from '../../../domain/access/passwords.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { createSecretBox } from '../../secret-box.ts';
import { addAudit } from './audit.ts';
import { type NewSecret, putSecret } from './secrets.ts';
import { hashPassword } from './users.ts';

export interface NewTemplate {
  scenario: string;
  name: string;
  language: string;
  category: string;
  /** `APPROVED` where the platform has approved it. */
  status: string;
  body: string;
  /** What each variable means, in order. */
  variables: readonly string[];
  externalId?: string | null;
}

export interface FirstCompany {
  company: {
    /** The booking platform's id of the company; null until it is connected. */
    externalId: string | null;
    name: string;
    timeZone: string;
    country: string;
    currency: string;
    language?: string;
    businessType?: string;
    booksShiftDays: number | null;
    /** Invented people: any hour, no hold-out, reactivation on. */
    isTryOut: boolean;
  };
  /** SECRET_KEY: seals the credentials. */
  secretKey: string;
  secrets: readonly NewSecret[];
  /** Null: no number yet; nothing can be sent. */
  whatsapp: { phoneNumberId: string; displayPhone?: string | null } | null;
  /** The allow-list. Empty denies everybody. */
  moderators: readonly { telegramUserId: number; name: string }[];
  moderationChatId: number | null;
  owner: { email: string; password: string | null; name?: string };
  templates: readonly NewTemplate[];
}

export interface EnsuredCompany {
  companyId: number;
  created: boolean;
  ownerEmail: string;
  /** Only when it was made just now: it is stored nowhere in the clear. */
  generatedPassword: string | null;
}

const ACTOR: Actor = { kind: 'system', name: 'start' };
/** A try-out number is past its warm-up, so that trying is not held back by its age. */
const TRY_OUT_NUMBER_AGE_DAYS = 120;
/** Spoken and typed without confusion: no 0/o, 1/l/i. */
const PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of five: about 99 bits. */
export function generatePassword(): string {
  const group = (): string =>
    Array.from({ length: 5 }, () => PASSWORD_LETTERS[randomInt(PASSWORD_LETTERS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * Makes the first company and its owner; from then on the database is the truth and later calls change neither.
 * Twice is harmless, also at the same time: everything happens in one transaction behind the installation's row lock.
 */
export async function ensureFirstCompany(database: Database, input: FirstCompany, at: Date): Promise<EnsuredCompany> {
  const email = input.owner.email.trim().toLowerCase();
  return database.transaction(async (trx) => {
    await trx.raw('select 1 from installation for update');
    const present = await trx<{ id: number }>('companies').orderBy('id').first('id');
    if (present) {
      await addTemplates(trx, present.id, input.templates);
      return {
        companyId: present.id,
        created: false,
        ownerEmail: await ownerOf(trx, present.id, email),
        generatedPassword: null,
      };
    }
    const password = input.owner.password ?? generatePassword();
    const problem = input.owner.password === null ? null : passwordProblem(password, email);
    if (problem) throw new RuleBroken(`owner_password_${problem}`, 'invalid');

    const companyId = await addCompany(trx, input, at);
    await addOwner(trx, companyId, { ...input.owner, email, password });
    await addTemplates(trx, companyId, input.templates);
    await addAudit(trx, {
      companyId,
      actor: ACTOR,
      action: 'company.created',
      subjectKind: 'company',
      subjectId: companyId,
      via: 'start',
    });
    return {
      companyId,
      created: true,
      ownerEmail: email,
      generatedPassword: input.owner.password === null ? password : null,
    };
  });
}

async function addCompany(trx: Knex, input: FirstCompany, at: Date): Promise<number> {
  const { company } = input;
  const [row] = await trx('companies')
    .insert({
      external_id: company.externalId,
      name: company.name,
      time_zone: company.timeZone,
      country: company.country,
      currency: company.currency,
      language: company.language ?? 'en',
      business_type: company.businessType ?? 'other',
      is_try_out: company.isTryOut,
      books_shift_days: company.booksShiftDays,
    })
    .returning<{ id: number }[]>('id');
  if (!row) throw new Error('The company was not inserted');
  await addSettings(trx, row.id, company.isTryOut, at);
  await addNumber(trx, row.id, input, at);
  const box = createSecretBox(input.secretKey);
  for (const secret of input.secrets) await putSecret(trx, box, row.id, secret);
  for (const moderator of input.moderators)
    await trx('moderators').insert({
      company_id: row.id,
      telegram_user_id: moderator.telegramUserId,
      name: moderator.name,
    });
  if (input.moderationChatId !== null)
    await trx('moderation_chats').insert({ company_id: row.id, chat_id: input.moderationChatId });
  return row.id;
}

/** The defaults of a company are those of the table; a try-out club may write at any hour. */
async function addSettings(trx: Knex, companyId: number, isTryOut: boolean, at: Date): Promise<void> {
  const tryOut = {
    enabled: true,
    hold_out_percent: 0,
    dry_run_seen_at: at,
    sending_hours: JSON.stringify({ start: 0, end: 24 }),
    sending_days: [1, 2, 3, 4, 5, 6, 7],
  };
  await trx('reactivation_settings').insert({ company_id: companyId, ...(isTryOut ? tryOut : {}) });
}

async function addNumber(trx: Knex, companyId: number, input: FirstCompany, at: Date): Promise<void> {
  if (!input.whatsapp) return;
  const { phoneNumberId, displayPhone } = input.whatsapp;
  const aged = {
    account_created_at: new Date(at.getTime() - TRY_OUT_NUMBER_AGE_DAYS * 86_400_000),
    warmup_level: 'hot',
    tier_limit: 2_000,
  };
  await trx('whatsapp_account_health').insert({
    company_id: companyId,
    phone_number_id: phoneNumberId,
    display_phone: displayPhone ?? null,
    account_created_at: at,
    ...(input.company.isTryOut ? aged : {}),
  });
}

async function addOwner(
  trx: Knex,
  companyId: number,
  owner: { email: string; password: string; name?: string },
): Promise<void> {
  const [user] = await trx('users')
    .insert({ email: owner.email, name: owner.name ?? 'Owner', password_hash: await hashPassword(owner.password) })
    .returning<{ id: number }[]>('id');
  if (!user) throw new Error('The owner was not inserted');
  await trx('company_users').insert({ company_id: companyId, user_id: user.id, role: 'owner' });
}

/** Templates that came with a newer version are added; those that are there keep what the platform said about them. */
async function addTemplates(trx: Knex, companyId: number, templates: readonly NewTemplate[]): Promise<void> {
  for (const template of templates)
    await trx('message_templates')
      .insert({
        company_id: companyId,
        scenario: template.scenario,
        name: template.name,
        language: template.language,
        category: template.category,
        status: template.status,
        external_id: template.externalId ?? null,
        body: template.body,
        variables: [...template.variables],
      })
      .onConflict(['company_id', 'name', 'language'])
      .ignore();
}

async function ownerOf(trx: Knex, companyId: number, fallback: string): Promise<string> {
  const owner = await trx<{ email: string }>('users')
    .join('company_users', 'company_users.user_id', 'users.id')
    .where({ company_id: companyId, role: 'owner' })
    .orderBy('users.id')
    .first<{ email: string } | undefined>('users.email');
  return owner?.email ?? fallback;
}
