/** Reads single cells of the books: days, times and amounts as they write them. null is "cannot be read". */

import { Temporal as dates } from 'temporal-polyfill';

const MOST_AMOUNT = 1_000_000_000;

/** MM/DD/YYYY → YYYY-MM-DD. A few hundred days fill a whole file, and the calendar is asked once for each. */
export function createDayReader(): (text: string) => string | null {
  const known = new Map<string, string | null>();
  return (text) => {
    let day = known.get(text);
    if (day === undefined) known.set(text, (day = readDay(text)));
    return day;
  };
}

function readDay(text: string): string | null {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (!parts) return null;
  const [month, day, year] = parts.slice(1).map(Number);
  if (!month || !day || !year) return null;
  try {
    return dates.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}

/** "3:50:00 PM" and "15:50" → "15:50" */
export function readTime(text: string): string | null {
  const parts = /^(\d{1,2}):(\d{2})(?::(\d{2}))? ?([AP]M)?$/i.exec(text);
  if (!parts) return null;
  const [, hourText = '', minute = '', second = '00', half] = parts;
  const hour = Number(hourText);
  if (Number(minute) > 59 || Number(second) > 59) return null;
  if (half === undefined) return hour > 23 ? null : `${String(hour).padStart(2, '0')}:${minute}`;
  if (hour < 1 || hour > 12) return null;
  return `${String((hour % 12) + (/pm/i.test(half) ? 12 : 0)).padStart(2, '0')}:${minute}`;
}

/** Major units; an empty cell is nothing. */
export function readAmount(text: string): number | null {
  if (text === '') return 0;
  if (!/^-?\d*\.?\d+$/.test(text)) return null;
  const amount = Number(text);
  return Math.abs(amount) < MOST_AMOUNT ? amount : null;
}
