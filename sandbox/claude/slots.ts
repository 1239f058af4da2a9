/** The free times that a prompt offers: how each reads, and which one somebody's words mean. */

import type { Facts } from './facts.ts';
import { weekdayNamed, type Language } from './language.ts';

export interface Slot {
  /** What a schema that asks for a slot wants back: its id or its instant, exactly as it was given. */
  value: string;
  label: string;
  /** ISO weekday and time as the club's clock shows them, where they can be told. */
  weekday: number | undefined;
  time: string | undefined;
}

const LABELS = ['label', 'text', 'title', 'words', 'when', 'local', 'display', 'time'];
const VALUES = ['id', 'startsAt', 'starts_at', 'datetime', 'at', 'instant', 'start', 'slot', 'value'];

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

function pick(given: Record<string, unknown>, names: string[]): string | undefined {
  for (const name of names) {
    const text = asText(given[name]);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

const instantOf = (text: string | undefined): Date | undefined =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text))
    ? new Date(text)
    : undefined;

function readable(instant: Date, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(instant);
}

function weekdayAt(instant: Date, timeZone: string): number | undefined {
  return weekdayNamed(new Intl.DateTimeFormat('en', { timeZone, weekday: 'long' }).format(instant));
}

export function slotsOf(facts: Facts, language: Language): Slot[] {
  const timeZone = facts.text('timeZone', 'timezone', 'zone') ?? 'UTC';
  return facts.list('slots', 'freeSlots', 'offeredSlots', 'availableSlots', 'times', 'offered').flatMap((given) => {
    const fields = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : { value: given };
    const value = pick(fields, VALUES) ?? pick(fields, LABELS);
    if (value === undefined) return [];
    const instant = instantOf(value) ?? instantOf(pick(fields, VALUES.slice(1)));
    const label = pick(fields, LABELS) ?? (instant ? readable(instant, language, timeZone) : value);
    const shown = instant ? readable(instant, 'en', timeZone) : label;
    return [
      {
        value,
        label,
        weekday: instant ? weekdayAt(instant, timeZone) : weekdayNamed(label),
        time: /\b\d{1,2}:\d{2}\b/.exec(shown)?.[0],
      },
    ];
  });
}

/** In a row, with a separator that the labels do not hold themselves. */
export function listed(slots: Slot[]): string {
  const labels = slots.map((slot) => slot.label);
  return labels.join(labels.some((label) => label.includes(',')) ? '; ' : ', ');
}

const ORDINALS: readonly RegExp[] = [
  /\bfirst\b|\b1st\b|перв|první|перш|първ/i,
  /\bsecond\b|\b2nd\b|втор(?!ник)|druh|друг/i,
  /\bthird\b|\b3rd\b|трет|třetí/i,
];

/** "17:30", "at 5 pm", "в 17": hours that somebody named, as the clock shows them. */
function hoursNamed(words: string): number[] {
  const found = [...words.matchAll(/\b(\d{1,2})(?::(\d{2}))?\s*(am|pm)?\b/gi)];
  return found.map(([, hour, , half]) =>
    half?.toLowerCase() === 'pm' && Number(hour) < 12 ? Number(hour) + 12 : Number(hour),
  );
}

/** The one slot that the words clearly mean; undefined when none or several fit. */
export function slotMeant(words: string, slots: Slot[]): Slot | undefined {
  const exact = slots.filter(
    (slot) => words.includes(slot.label) || (slot.time !== undefined && words.includes(slot.time)),
  );
  if (exact.length === 1) return exact[0];
  const ordinal = ORDINALS.findIndex((one) => one.test(words));
  if (ordinal !== -1 && slots[ordinal]) return slots[ordinal];
  const weekday = weekdayNamed(words);
  const hours = hoursNamed(words);
  const fitting = slots.filter(
    (slot) =>
      (weekday === undefined || slot.weekday === weekday) &&
      (hours.length === 0 || hours.includes(Number(slot.time?.split(':')[0]))),
  );
  const isNamed = weekday !== undefined || hours.length > 0;
  return isNamed && fitting.length === 1 ? fitting[0] : undefined;
}
