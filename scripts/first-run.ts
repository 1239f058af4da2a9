/** The first company: what the environment and the booking platform say about it becomes rows; later starts change nothing. */

import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { localSecrets } from '../config/local-secrets.ts';
import type { Database } from '../db/database.ts';
import { createCompaniesRepository } from '../db/repositories/access/companies.ts';
import { ensureFirstCompany, type FirstCompany } from '../db/repositories/access/first-company.ts';
import type { NewSecret } from '../db/repositories/access/secrets.ts';
import { passwordProblem } from '../domain/access/passwords.ts';
import type { Actor } from '../domain/access/scope.ts';
import { TEMPLATES } from '../domain/campaigns/templates.ts';
import type { PlatformCompany } from '../domain/sync/platform.ts';
import { createBookingGateway } from '../integrations/booking/yclients/gateway.ts';
import { Trouble } from '../local/trouble.ts';
import { SANDBOX_TELEGRAM } from '../sandbox/credentials.ts';

const ACTOR: Actor = { kind: 'system', name: 'start' };
const DEFAULT_OWNER = 'owner@reprise.local';

export interface SignIn {
  email: string;
  /** In words when it is not ours to show. */
  password: string;
}

/** `full`: the configuration as the children get it, with the sandbox's credentials filled in. */
export async function setUpFirstCompany(full: Config, database: Database, at: Date): Promise<SignIn> {
  const email = full.owner.email ?? DEFAULT_OWNER;
  const present = await createCompaniesRepository(database).first(ACTOR);
  const platform = present ? undefined : await companyOnPlatform(full);
  const made = await ensureFirstCompany(database, firstCompany(full, platform, email), at);
  const file = path.join(full.dataDir, 'owner-sign-in.txt');
  if (!made.created && existsSync(file)) {
    return { email: made.ownerEmail, password: `as at the first start (again in ${file})` };
  }
  // Also when the first start died between making the account and printing it.
  const password = full.owner.password ? 'as set in OWNER_PASSWORD' : ownPassword(full);
  writeFileSync(file, `${made.ownerEmail}\n${password}\n`, { mode: 0o600 });
  return { email: made.ownerEmail, password };
}

/** Generated with the data folder's other secrets, so that a start that dies before it printed it loses nothing. */
const ownPassword = (config: Config): string => localSecrets(config.dataDir).ownerPassword;

/** Checked before anything is started. */
export function requireOwnerPassword(config: Config): void {
  const { email = DEFAULT_OWNER, password } = config.owner;
  const problem = password === undefined ? null : passwordProblem(password, email);
  const words = {
    too_short: 'is too short',
    too_long: 'is too long',
    contains_email: 'contains the e-mail address',
    easily_guessed: 'is easily guessed',
  };
  if (problem) throw new Trouble(`OWNER_PASSWORD: ${words[problem]}.`);
}

/** The first company of the account; nothing when no booking platform is connected yet. */
async function companyOnPlatform(config: Config): Promise<PlatformCompany | undefined> {
  const { baseUrl, partnerToken, userToken } = config.booking;
  if (!partnerToken || !userToken) return undefined;
  const gateway = createBookingGateway({
    baseUrl,
    partnerToken,
    userToken,
    // One request, before anybody else asks anything.
    takeTurn: () => Promise.resolve({ isTaken: true, waitMs: 0 }),
    heldFor: () => Promise.resolve(0),
    holdTurns: () => Promise.resolve(),
  });
  try {
    const [first] = await gateway.companies();
    if (first) return first;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Trouble(
      `The booking platform at ${baseUrl} did not say which company this is (${why}). Check BOOKING_BASE_URL, BOOKING_PARTNER_TOKEN and BOOKING_USER_TOKEN.`,
      { cause: error },
    );
  }
  throw new Trouble(`The booking platform at ${baseUrl} knows no company for BOOKING_USER_TOKEN.`);
}

function firstCompany(config: Config, platform: PlatformCompany | undefined, email: string): FirstCompany {
  const { whatsapp, telegram, standIns } = config;
  return {
    company: {
      externalId: platform?.externalId ?? null,
      name: platform?.title ?? 'My club',
      timeZone: platform?.timeZone ?? 'UTC',
      country: platform?.country ?? 'US',
      currency: platform?.currency ?? 'USD',
      ...(platform?.language ? { language: platform.language } : {}),
      booksShiftDays: platform?.booksShiftDays ?? null,
      // A stand-in's people are invented, whoever's it is.
      isTryOut: standIns.booking !== 'real',
    },
    secretKey: config.secretKey,
    secrets: secretsOf(config),
    whatsapp: whatsapp.phoneNumberId ? { phoneNumberId: whatsapp.phoneNumberId } : null,
    moderators: telegram.allowedUserIds.map((telegramUserId) => ({
      telegramUserId,
      name: moderatorName(telegramUserId),
    })),
    moderationChatId: telegram.moderationChatId ?? null,
    owner: { email, password: config.owner.password ?? ownPassword(config) },
    templates: TEMPLATES.map(({ scenario, name, language, category, body, variables }) => ({
      scenario,
      name,
      language,
      category,
      body,
      variables,
      // Stand-ins have them approved; WhatsApp itself has not seen them yet.
      status: standIns.whatsapp === 'real' ? 'NOT_SUBMITTED' : 'APPROVED',
    })),
  };
}

function secretsOf(config: Config): NewSecret[] {
  const { booking, whatsapp, telegram, claude } = config;
  const all: [system: string, key: string, value: string | undefined][] = [
    ['booking', 'partner_token', booking.partnerToken],
    ['booking', 'user_token', booking.userToken],
    ['whatsapp', 'access_token', whatsapp.accessToken],
    ['whatsapp', 'business_account_id', whatsapp.businessAccountId],
    ['whatsapp', 'app_secret', whatsapp.appSecret],
    ['whatsapp', 'verify_token', whatsapp.verifyToken],
    ['telegram', 'moderation_bot_token', telegram.moderationBotToken],
    ['telegram', 'client_bot_token', telegram.clientBotToken],
    ['claude', 'api_key', claude.apiKey],
  ];
  return all.flatMap(([system, key, value]) => (value === undefined ? [] : [{ system, key, value }]));
}

function moderatorName(telegramUserId: number): string {
  const known = SANDBOX_TELEGRAM.moderators.find(({ id }) => id === telegramUserId);
  return known?.name ?? `Moderator ${String(telegramUserId)}`;
}
