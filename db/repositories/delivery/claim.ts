/** Which rows one WhatsApp number sends next: the claim, and the counting of its limits. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { type Gate, gatesOf, type NumberFacts, type NumberUse, roomOf } from '../../../domain/delivery/gate.ts';
import { type Limits, limitsFor } from '../../../domain/delivery/limits.ts';
import {
  dayStart,
  daysBetween,
  DEFAULT_DAYS,
  DEFAULT_HOURS,
  localDate,
  type SendingHours,
} from '../../../domain/delivery/window.ts';
import type { TemplateShape } from '../../../domain/delivery/template-shape.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { messageBudget } from './budget.ts';

/** How many due rows one statement looks at: judging one costs about a quarter of a millisecond, and the number is locked meanwhile. */
const MOST_LOOKED_AT = 200;
/** Some of those looked at will wait or end; the sender looks again at once when there were such. */
const LOOKED_AT_PER_ROW = 3;
/** A claimed row whose request has not begun by then is free again. */
const LEASE_MS = 30_000;

export interface ClaimedRow {
  id: number;
  messageId: number;
  phone: string;
  key: string;
  /** Requests begun before this claim. */
  attempts: number;
  kind: 'template' | 'text';
  template: string | null;
  language: string | null;
  variables: string[] | null;
  /** The template's own parts; null: free text, or WhatsApp has not been asked for them yet. */
  shape: TemplateShape | null;
  text: string | null;
}

export type Claim =
  | { outcome: 'superseded' }
  /** `settled`: rows that ended, were taken back or wait now; when there were some, looking again at once is right. */
  | {
      outcome: 'claimed';
      rows: ClaimedRow[];
      settled: number;
      /** Rows of people whose consent has to be read from their cards first. */
      toRead: RowToRead[];
      /** Rows whose offered slots have to be seen free first. */
      toCheck: RowToCheck[];
    };

export interface OfferedSlot {
  startsAt: string;
  staffId: number | null;
  serviceId: number | null;
}
export interface RowToRead {
  id: number;
  clientIds: number[];
}
export interface RowToCheck {
  id: number;
  timeZone: string;
  slots: OfferedSlot[];
}

interface NumberRow {
  epoch: number;
  accountCreatedAt: Date;
  tierLimit: number;
  spamScore: number;
  paused: boolean;
  pausedUntil: Date | null;
  accountHours: SendingHours | null;
  accountDays: number[] | null;
  timeZone: string;
  stopped: boolean;
  hours: SendingHours | null;
  days: number[] | null;
  limitMode: 'auto' | 'manual' | null;
  manualDaily: number | null;
  manualHourly: number | null;
  manualConcurrent: number | null;
}

export interface ClaimRequest {
  phoneNumberId: string;
  epoch: number;
  at: Date;
  /** How many the caller can take. */
  atMost: number;
  /** The caller can read cards on the booking platform. */
  readsConsent?: boolean;
  /** The caller can ask the booking platform whether offered slots are still free. */
  checksSlots?: boolean;
}

interface JudgedRow extends ClaimedRow {
  verdict: string;
  reason: string | null;
  slots: OfferedSlot[];
  unreadCards: number[] | null;
}

export function createClaimRepository(database: Database) {
  return {
    /**
     * Takes due rows by priority, as a lease of this epoch. Twice is harmless: what is leased is not due, and what was
     * leased by an older epoch was never begun.
     */
    async claim(scope: Scope, request: ClaimRequest): Promise<Claim> {
      return database.transaction(async (trx) => {
        const number = await lockNumber(trx, scope, request);
        if (!number || number.epoch !== request.epoch) return { outcome: 'superseded' };
        const facts = await factsOf(trx, scope, request, number);
        const held = await hold(trx, scope, request, facts);
        const room = roomOf(facts);
        const rows = await take(trx, scope, request, facts, Math.min(room.total, request.atMost));
        const going = rows.filter((row) => row.verdict === 'go');
        const toRead = rows
          .filter((row) => row.reason === 'consent_unread')
          .map(({ id, unreadCards }) => ({ id, clientIds: unreadCards ?? [] }));
        const toCheck = rows
          .filter((row) => row.reason === 'slots_unchecked')
          .map(({ id, slots }) => ({ id, slots, timeZone: facts.window.timeZone }));
        return { outcome: 'claimed', rows: going, settled: held + rows.length - going.length, toRead, toCheck };
      });
    },

    /** What limits and use look like right now, for the account's page and for tests. */
    async numberFacts(scope: Scope, request: Omit<ClaimRequest, 'atMost'>): Promise<NumberFacts | null> {
      return database.transaction(async (trx) => {
        const number = await lockNumber(trx, scope, request);
        return number ? factsOf(trx, scope, request, number) : null;
      });
    },
  };
}

async function lockNumber(
  trx: Knex,
  scope: Scope,
  request: { phoneNumberId: string; at: Date },
): Promise<NumberRow | undefined> {
  const found = await trx.raw<{ rows: NumberRow[] }>(query('lock-number'), {
    company_id: scope.companyId,
    phone_number_id: request.phoneNumberId,
    now: request.at,
  });
  return found.rows[0];
}

async function factsOf(
  trx: Knex,
  scope: Scope,
  request: { phoneNumberId: string; epoch: number; at: Date },
  number: NumberRow,
): Promise<NumberFacts> {
  const { at } = request;
  const { timeZone } = number;
  const today = dayStart(localDate(at, timeZone), timeZone);
  const dayAgo = new Date(at.getTime() - 24 * 3_600_000);
  const counted = await trx.raw<{ rows: NumberUse[] }>(query('number-use'), {
    company_id: scope.companyId,
    phone_number_id: request.phoneNumberId,
    epoch: request.epoch,
    now: at,
    day_start: today,
    since: today < dayAgo ? today : dayAgo,
  });
  return {
    at,
    window: {
      timeZone,
      hours: number.hours ?? DEFAULT_HOURS,
      days: number.days ?? DEFAULT_DAYS,
      accountHours: number.accountHours,
      accountDays: number.accountDays,
    },
    stopped: number.stopped,
    paused: number.paused,
    pausedUntil: number.pausedUntil,
    limits: limitsFor({
      ageDays: daysBetween(number.accountCreatedAt, at, timeZone),
      manual: number.limitMode === 'manual' ? manualLimits(number) : null,
      spamScore: number.spamScore,
    }),
    tierLimit: number.tierLimit,
    use: counted.rows[0] ?? { today: 0, lastHour: 0, oldestInHour: null, inFlight: 0, people: 0 },
  };
}

function manualLimits(number: NumberRow): Partial<Limits> {
  return {
    ...(number.manualDaily === null ? {} : { daily: number.manualDaily }),
    ...(number.manualHourly === null ? {} : { hourly: number.manualHourly }),
    ...(number.manualConcurrent === null ? {} : { concurrent: number.manualConcurrent }),
  };
}

/** Writes on due rows why their number cannot send them now; answers how many said something else before. */
async function hold(trx: Knex, scope: Scope, request: ClaimRequest, facts: NumberFacts): Promise<number> {
  const gates = gatesOf(facts);
  if (gates.marketing.open && gates.birthday.open && gates.answer.open) return 0;
  const done = await trx.raw<{ rows: { held: number }[] }>(query('hold-outbox'), {
    company_id: scope.companyId,
    phone_number_id: request.phoneNumberId,
    epoch: request.epoch,
    now: request.at,
    look_at: MOST_LOOKED_AT,
    marketing_reason: reasonOf(gates.marketing),
    marketing_until: untilOf(gates.marketing),
    birthday_reason: reasonOf(gates.birthday),
    birthday_until: untilOf(gates.birthday),
    answer_reason: reasonOf(gates.answer),
    answer_until: untilOf(gates.answer),
  });
  return done.rows[0]?.held ?? 0;
}

const reasonOf = (gate: Gate): string | null => (gate.open ? null : gate.reason);
const untilOf = (gate: Gate): Date | null => (gate.open ? null : gate.until);

async function take(
  trx: Knex,
  scope: Scope,
  request: ClaimRequest,
  facts: NumberFacts,
  atMost: number,
): Promise<JudgedRow[]> {
  const gates = gatesOf(facts);
  if (atMost <= 0 || (!gates.marketing.open && !gates.birthday.open && !gates.answer.open)) return [];
  const room = roomOf(facts);
  const { at, window } = facts;
  const budget = await messageBudget(trx, scope, at);
  const done = await trx.raw<{ rows: JudgedRow[] }>(query('claim-outbox'), {
    company_id: scope.companyId,
    phone_number_id: request.phoneNumberId,
    epoch: request.epoch,
    now: at,
    today: localDate(at, window.timeZone).toString(),
    time_zone: window.timeZone,
    leased_until: new Date(at.getTime() + LEASE_MS),
    look_at: Math.min(MOST_LOOKED_AT, 20 + LOOKED_AT_PER_ROW * atMost),
    marketing_open: gates.marketing.open,
    birthday_open: gates.birthday.open,
    answer_open: gates.answer.open,
    daily_left: room.daily,
    new_people_left: room.newPeople,
    total_left: atMost,
    budget_left: budget?.left ?? null,
    month_end: budget?.monthEnd ?? null,
    read_consent: request.readsConsent ?? false,
    check_slots: request.checksSlots ?? false,
  });
  return done.rows;
}
