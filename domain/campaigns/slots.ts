/** Which of the real free times are offered to a person. */

import { partOfDay, type PartOfDay, weekdayOf } from '../insight/preferences.ts';

export interface FreeSlot {
  /** ISO instant. */
  startsAt: string;
  /** Company-local day and HH:MM. */
  localDate: string;
  localTime: string;
  staffId: number;
  staffName: string;
}

export interface SlotWishes {
  partOfDay: PartOfDay | null;
  weekday: number | null;
  favouriteStaffId: number | null;
  visitedStaffIds: readonly number[];
  /** The company's setting "favourite staff first". */
  staffMatters: boolean;
}

/** definitions.md, "slots". */
export const EARLIEST_MS = 12 * 3_600_000;
export const LATEST_MS = 14 * 86_400_000;
export const MOST_OFFERED = 5;
const MOST_PER_DAY = 2;

const hourOf = (slot: FreeSlot): number => Number(slot.localTime.slice(0, 2));

/** Weighed in hundredths, so that equal is equal. Whoever has no preference is suited by everything. */
export function slotScore(slot: FreeSlot, wishes: SlotWishes): number {
  const suitsPart = wishes.partOfDay === null || partOfDay(hourOf(slot)) === wishes.partOfDay;
  const suitsDay = wishes.weekday === null || weekdayOf(slot.localDate) === wishes.weekday;
  const time = (suitsPart ? 60 : 0) + (suitsDay ? 40 : 0);
  if (!wishes.staffMatters) return time / 100;
  return (60 * staffScore(slot, wishes) + (40 * time) / 100) / 100;
}

/** The most that any slot with this person could score: when what is known already scores that, nobody else need be asked. */
export function bestScoreWith(staffId: number, wishes: SlotWishes): number {
  return wishes.staffMatters ? (60 * staffScore({ staffId }, wishes) + 40) / 100 : 1;
}

function staffScore(slot: Pick<FreeSlot, 'staffId'>, wishes: SlotWishes): number {
  if (wishes.favouriteStaffId === null || slot.staffId === wishes.favouriteStaffId) return 1;
  return wishes.visitedStaffIds.includes(slot.staffId) ? 0.5 : 0;
}

/** Best first, at most two on one day, `count` at most; of equals the sooner. */
export function chooseSlots(slots: readonly FreeSlot[], wishes: SlotWishes, count: number, at: string): FreeSlot[] {
  const now = Date.parse(at);
  const ranked = slots
    .filter(({ startsAt }) => Date.parse(startsAt) >= now + EARLIEST_MS && Date.parse(startsAt) <= now + LATEST_MS)
    .map((slot) => ({ slot, score: slotScore(slot, wishes) }))
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        Date.parse(a.slot.startsAt) - Date.parse(b.slot.startsAt) ||
        a.slot.staffId - b.slot.staffId,
    );
  const chosen: FreeSlot[] = [];
  for (const { slot } of ranked) {
    if (chosen.length >= Math.min(count, MOST_OFFERED)) break;
    // "At five, please" must mean one slot: the same time is not offered with two people.
    const isSameTime = chosen.some((one) => Date.parse(one.startsAt) === Date.parse(slot.startsAt));
    const onThatDay = chosen.filter((one) => one.localDate === slot.localDate).length;
    if (!isSameTime && onThatDay < MOST_PER_DAY) chosen.push(slot);
  }
  return chosen;
}
