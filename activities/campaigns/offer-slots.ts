/** What a person likes, and which real free times they are offered for it. */

import type { Scope } from '../../domain/access/scope.ts';
import { slotLabel } from '../../domain/campaigns/draft-words.ts';
import { bestScoreWith, chooseSlots, type FreeSlot, slotScore, type SlotWishes } from '../../domain/campaigns/slots.ts';
import type { Language } from '../../domain/campaigns/templates.ts';
import { Unavailable } from '../../domain/errors.ts';
import { type PastVisit, type Preferences, preferencesOf } from '../../domain/insight/preferences.ts';
import { type AskFreeSlots, lastDayToAsk, onTheClock } from './free-slots.ts';

export interface SlotFacts {
  serviceId: number | null;
  timeZone: string;
  today: string;
  past: readonly PastVisit[];
  /** Everybody who still works there, and whether they do this service. */
  staff: readonly { id: number; name: string; doesService: boolean }[];
  includesSlots: boolean;
  mostSlots: number;
  staffMatters: boolean;
}

export interface OfferedSlot extends FreeSlot {
  label: string;
}

export interface Offer {
  preferences: Preferences;
  favourite: { id: number; name: string } | null;
  slots: OfferedSlot[];
}

/** Each costs up to fifteen questions to the platform, which takes 200 a minute from everybody. */
const MOST_STAFF = 4;
/** A busy platform asks to come back; what it has told is kept meanwhile. After so many times the message goes without times. */
const MOST_TRIES = 8;
const MOST_TURNS = 80;
const WAITS_FOR_TURN = new Set(['no_turn', 'slots_queue']);

export async function offerSlots(
  scope: Scope,
  facts: SlotFacts,
  ask: { freeSlots: AskFreeSlots; language: Language; at: string; attempt: number; beat: () => void },
): Promise<Offer> {
  const preferences = preferencesOf(facts.past, facts.today);
  const favourite = facts.staff.find((one) => one.id === preferences.staffId?.value) ?? null;
  const offer = { preferences, favourite, slots: [] };
  if (!facts.includesSlots || facts.mostSlots === 0 || facts.serviceId === null) return offer;

  const visited = [...new Set(facts.past.flatMap((visit) => (visit.staffId === null ? [] : [visit.staffId])))];
  const wishes: SlotWishes = {
    partOfDay: preferences.partOfDay?.value ?? null,
    weekday: preferences.weekday?.value ?? null,
    favouriteStaffId: favourite?.id ?? null,
    visitedStaffIds: visited,
    staffMatters: facts.staffMatters,
  };
  const question = {
    serviceId: facts.serviceId,
    from: facts.today,
    to: lastDayToAsk(facts.today),
    at: ask.at,
  };
  const known: FreeSlot[] = [];
  try {
    for (const staffId of staffToAsk(facts, favourite?.id ?? null, visited)) {
      if (isGoodEnough(known, wishes, { count: facts.mostSlots, at: ask.at, next: staffId })) break;
      const free = await ask.freeSlots(scope, { ...question, staffIds: [staffId] }, ask.beat);
      known.push(...free.flatMap((slot) => slotFrom(slot, facts)));
    }
  } catch (error) {
    if (!(error instanceof Unavailable) || ask.attempt < mostTries(error)) throw error;
  }
  const chosen = chooseSlots(known, wishes, facts.mostSlots, ask.at)
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
    .map((slot) => ({ ...slot, label: slotLabel(slot, ask.language) }));
  return { ...offer, slots: chosen };
}

/** Nothing the next person has could be better than what is known: asking costs the platform up to fifteen questions. */
function isGoodEnough(
  known: readonly FreeSlot[],
  wishes: SlotWishes,
  { count, at, next }: { count: number; at: string; next: number },
): boolean {
  const chosen = chooseSlots(known, wishes, count, at);
  const bound = bestScoreWith(next, wishes);
  return chosen.length >= count && chosen.every((slot) => slotScore(slot, wishes) >= bound);
}

/** Waiting for a turn is no trouble of the platform's: it comes, only later when many are written to. */
const mostTries = (error: Unavailable): number => (WAITS_FOR_TURN.has(error.why) ? MOST_TURNS : MOST_TRIES);

/** The favourite, those they know, and then anybody; of those who do this service, where that is known of anybody. */
function staffToAsk(facts: SlotFacts, favouriteId: number | null, visited: readonly number[]): number[] {
  const able = facts.staff.filter((one) => one.doesService);
  const working = (able.length > 0 ? able : facts.staff).map((one) => one.id);
  const liked = [...(favouriteId === null ? [] : [favouriteId]), ...visited].filter((id) => working.includes(id));
  return [...new Set([...liked, ...working])].slice(0, MOST_STAFF);
}

function slotFrom(slot: { staffId: number; startsAt: string }, facts: SlotFacts): FreeSlot[] {
  const who = facts.staff.find((one) => one.id === slot.staffId);
  if (!who) return [];
  return [
    {
      startsAt: slot.startsAt,
      ...onTheClock(slot.startsAt, facts.timeZone),
      staffId: who.id,
      staffName: who.name,
    },
  ];
}
