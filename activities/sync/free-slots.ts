/** Real free times from the platform, through a cache of ten minutes: the platform is asked once per person, service and day. */

import type { Scope } from '../../domain/access/scope.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { BookingCompany } from '../../domain/sync/platform.ts';
import { Temporal as dates } from 'temporal-polyfill';

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

export type FreeSlots = (scope: Scope, question: SlotQuestion, beat?: () => void) => Promise<FreeSlot[]>;

export function createFreeSlots({ store, gatewayFor }: FreeSlotsDeps): FreeSlots {
  /** Sooner first. Later than `at` only; a service or a person that is gone has no slots. */
  return async function freeSlots(scope, question, beat = () => undefined) {
    const { staffIds, serviceId, from, to, at } = question;
    const ids = await store.externalIds(scope, { staffIds, serviceId });
    if (!ids.service || ids.staff.length === 0) return [];
    const found = await store.freshDays(scope, { ...question, staffIds: ids.staff.map((each) => each.staffId) });
    const cached = new Set(found.map((day) => `${String(day.staffId)} ${day.localDate}`));
    const wanted = daysBetween(from, to);
    const missing = ids.staff
      .map((person) => ({
        ...person,
        days: wanted.filter((date) => !cached.has(`${String(person.staffId)} ${date}`)),
      }))
      .filter((person) => person.days.length > 0);

    if (missing.length > 0) {
      const [company, gateway] = [await store.company(scope), await gatewayFor(scope)];
      for (const { staffId, externalId, days } of missing) {
        const asked = { staffExternalId: externalId, serviceExternalId: ids.service.externalId };
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
    return found
      .flatMap(({ staffId, localDate, startsAt }) => startsAt.map((start) => ({ staffId, localDate, startsAt: start })))
      .filter((slot) => Date.parse(slot.startsAt) > Date.parse(at))
      .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.staffId - b.staffId);
  };
}
