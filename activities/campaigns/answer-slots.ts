/** Which free times an answer offers: of the service and the person they ask for, else as they like to come. */

import type { Scope } from '../../domain/access/scope.ts';
import type { Understood } from '../../domain/campaigns/dialogue.ts';
import { theOneNamed } from '../../domain/campaigns/named.ts';
import { chooseSlots, type SlotWishes } from '../../domain/campaigns/slots.ts';
import { Unavailable } from '../../domain/errors.ts';
import { type PastVisit, preferencesOf } from '../../domain/insight/preferences.ts';
import { type AskFreeSlots, lastDayToAsk, onTheClock } from './free-slots.ts';

export interface OfferedSlot {
  startsAt: string;
  staffId: number | null;
  staffName: string | null;
  serviceId: number | null;
}

export interface SlotFacts {
  phone: string;
  today: string;
  timeZone: string;
  offersSlots: boolean;
  mostSlots: number;
  staffMatters: boolean;
  hasFutureBooking: boolean;
  understood: Understood | null;
  serviceId: number | null;
  offeredStaffIds: number[];
}

interface Choices {
  services: { id: number; title: string }[];
  staff: { staffId: number; name: string; serviceId: number }[];
  visits: PastVisit[];
}

export interface AnswerSlotsDeps {
  answers: { choices(scope: Scope, asked: { phone: string; today: string }): Promise<Choices> };
  freeSlots: AskFreeSlots;
}

/** Each costs the platform up to a question a day. */
const MOST_STAFF = 2;

export function createAnswerSlots({ answers, freeSlots }: AnswerSlotsDeps) {
  return async function answerSlots(
    scope: Scope,
    facts: SlotFacts,
    { at, isLastTry }: { at: string; isLastTry: boolean },
  ): Promise<OfferedSlot[]> {
    // Whoever has a booking wants to talk about that one, and moving it is a person's to do.
    if (!facts.offersSlots || facts.mostSlots === 0 || facts.hasFutureBooking) return [];
    const { services, staff, visits } = await answers.choices(scope, facts);
    const wished = theOneNamed(facts.understood?.wantsOtherService ?? null, services, (service) => service.title);
    const serviceId = wished?.id ?? facts.serviceId;
    if (serviceId === null) return [];

    const able = staff.filter((person) => person.serviceId === serviceId);
    const asked = theOneNamed(facts.understood?.wantsOtherStaff ?? null, able, (person) => person.name);
    const wishes = wishesOf(facts, visits, able);
    const chosen = asked ? [asked] : byLiking(able, wishes).slice(0, MOST_STAFF);
    const question = {
      staffIds: chosen.map((person) => person.staffId),
      serviceId,
      from: facts.today,
      to: lastDayToAsk(facts.today),
      at,
    };
    const free = await freeSlots(scope, question).catch((error: unknown) => {
      // An answer without times is better than none.
      if (error instanceof Unavailable && isLastTry) return [];
      throw error;
    });
    const named = free.map((slot) => ({
      ...slot,
      ...onTheClock(slot.startsAt, facts.timeZone),
      staffName: chosen.find((person) => person.staffId === slot.staffId)?.name ?? '',
    }));
    return chooseSlots(named, wishes, facts.mostSlots, at).map(({ startsAt, staffId, staffName }) => ({
      startsAt,
      staffId,
      staffName,
      serviceId,
    }));
  };
}

/** Their habits; whoever has none liked what was offered to them before. */
function wishesOf(facts: SlotFacts, visits: PastVisit[], able: Choices['staff']): SlotWishes {
  const { partOfDay, weekday, staffId } = preferencesOf(visits, facts.today);
  const isAble = (id: number | null | undefined): id is number => able.some((person) => person.staffId === id);
  const favourite = [staffId?.value, ...facts.offeredStaffIds].find(isAble) ?? null;
  return {
    partOfDay: partOfDay?.value ?? null,
    weekday: weekday?.value ?? null,
    favouriteStaffId: favourite,
    visitedStaffIds: visits.flatMap((visit) => (visit.staffId === null ? [] : [visit.staffId])),
    staffMatters: facts.staffMatters,
  };
}

function byLiking(able: Choices['staff'], { favouriteStaffId, visitedStaffIds }: SlotWishes): Choices['staff'] {
  const liking = ({ staffId }: { staffId: number }): number =>
    staffId === favouriteStaffId ? 2 : visitedStaffIds.includes(staffId) ? 1 : 0;
  return able.toSorted((a, b) => liking(b) - liking(a) || a.staffId - b.staffId);
}
