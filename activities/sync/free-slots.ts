/** Real free times from the platform, through a cache of ten minutes: the platform is asked once per person, service and day. */

import type { Scope } from '../../domain/access/scope.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { BookingCompany } from '../../domain/sync/platform.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal as dates } from 'temporal-polyfill';
import { Unavailable } from '../../domain/errors.ts';

export interface SlotQuestion {
  staffIds: number[];
  serviceId: number;
  /** Company-local days, both included. */
  from: string;
  to: string;
  /** Business now. */
  at: string;
}

export interface FreeSlot {
  staffId: number;
  /** An instant. */
  startsAt: string;
  localDate: string;
}

interface CachedDay {
  staffId: number;
  localDate: string;
  startsAt: string[];
}

export interface FreeSlotsDeps {
  store: {
    company: (scope: Scope) => Promise<BookingCompany>;
    freshDays: (scope: Scope, question: SlotQuestion) => Promise<CachedDay[]>;
    saveDays: (scope: Scope, serviceId: number, days: CachedDay[], at: string) => Promise<void>;
    externalIds: (
      scope: Scope,
      asked: { staffIds: number[]; serviceId: number },
    ) => Promise<{ service: { externalId: string } | null; staff: { staffId: number; externalId: string }[] }>;
  };
  gatewayFor: (scope: Scope) => Promise<BookingGateway>;
}

const MOST_DAYS = 31;

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (
    let day = dates.PlainDate.from(from);
    day.toString() <= to && days.length < MOST_DAYS;
    day = day.add({ days: 1 })
  ) {
    days.push(day.toString());
  }
  return days;
}

/** The platform has one turn in 300 ms for everybody: one person's times are asked for to the end before the next one's. */
const WAIT_FOR_OTHER_MS = 1_500;
/** Those who have to come back spread out, the more of them there are. */
const SPREAD_WINDOW_MS = 15_000;
const LONGEST_SPREAD_MS = 60_000;

function createQueue() {
  const asking = new Map<number, Promise<unknown>>();
  let turnedAway: number[] = [];
  return {
    other: (companyId: number) => asking.get(companyId),
    /** Runs `work` as the company's only asker; whoever finds it busy looks into the cache again and then comes back later. */
    async alone<T>(companyId: number, work: () => Promise<T>): Promise<T> {
      const running = work();
      const settled = running.catch(() => undefined);
      asking.set(companyId, settled);
      try {
        return await running;
      } finally {
        if (asking.get(companyId) === settled) asking.delete(companyId);
      }
    },
    comeBack(): Unavailable {
      const now = performance.now();
      turnedAway = [...turnedAway.filter((at) => at > now - SPREAD_WINDOW_MS), now];
      const spread = Math.min(LONGEST_SPREAD_MS, 2_000 + turnedAway.length * 120);
      return new Unavailable('booking', 'slots_queue', Math.round(spread * (0.5 + Math.random())));
    },
  };
}

export type FreeSlots = (scope: Scope, question: SlotQuestion, beat?: () => void) => Promise<FreeSlot[]>;

export function createFreeSlots({ store, gatewayFor }: FreeSlotsDeps): FreeSlots {
  const queue = createQueue();

  /** What is known of these days, and for whom which days have to be asked for. */
  async function known(scope: Scope, question: SlotQuestion) {
    const { staffIds, serviceId, from, to } = question;
    const ids = await store.externalIds(scope, { staffIds, serviceId });
    if (!ids.service || ids.staff.length === 0) return { found: [], missing: [], serviceExternalId: '' };
    const found = await store.freshDays(scope, { ...question, staffIds: ids.staff.map((each) => each.staffId) });
    const cached = new Set(found.map((day) => `${String(day.staffId)} ${day.localDate}`));
    const wanted = daysBetween(from, to);
    const missing = ids.staff
      .map((person) => ({
        ...person,
        days: wanted.filter((date) => !cached.has(`${String(person.staffId)} ${date}`)),
      }))
      .filter((person) => person.days.length > 0);
    return { found, missing, serviceExternalId: ids.service.externalId };
  }

  async function askPlatform(
    scope: Scope,
    { serviceId, from, to, at }: SlotQuestion,
    { found, missing, serviceExternalId }: Awaited<ReturnType<typeof known>>,
    beat: () => void,
  ): Promise<void> {
    const [company, gateway] = [await store.company(scope), await gatewayFor(scope)];
    for (const { staffId, externalId, days } of missing) {
      const asked = { staffExternalId: externalId, serviceExternalId };
      const first = days[0] ?? from;
      // One question tells which days have anything at all; only those are asked for their times.
      const open = new Set(await gateway.freeDates(company, { ...asked, from: first, to: days.at(-1) ?? to }));
      beat();
      for (const date of days) {
        const times = open.has(date) ? await gateway.freeTimes(company, { ...asked, date }) : [];
        const day = { staffId, localDate: date, startsAt: times.map((time) => time.startsAt) };
        // Kept at once: an activity that has to come back for a turn goes on from here.
        await store.saveDays(scope, serviceId, [day], at);
        found.push(day);
        beat();
      }
    }
  }

  /** Sooner first. Later than `at` only; a service or a person that is gone has no slots. */
  return async function freeSlots(scope, question, beat = () => undefined) {
    let state = await known(scope, question);
    const other = state.missing.length > 0 ? queue.other(scope.companyId) : undefined;
    if (other) {
      await Promise.race([other, sleep(WAIT_FOR_OTHER_MS)]);
      state = await known(scope, question);
      if (state.missing.length > 0 && queue.other(scope.companyId)) throw queue.comeBack();
    }
    if (state.missing.length > 0) {
      const asked = state;
      await queue.alone(scope.companyId, () => askPlatform(scope, question, asked, beat));
    }
    return state.found
      .flatMap(({ staffId, localDate, startsAt }) => startsAt.map((start) => ({ staffId, localDate, startsAt: start })))
      .filter((slot) => Date.parse(slot.startsAt) > Date.parse(question.at))
      .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.staffId - b.staffId);
  };
}
