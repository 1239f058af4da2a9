/** Reads a list of earlier opt-outs: a phone on each line, perhaps when and how they said no. What cannot be read is named. */

import { Temporal as dates } from 'temporal-polyfill';
import { linesOf } from '../sync/books/lines.ts';
import { normalPhone } from '../sync/phone.ts';

export interface EarlierOptOut {
  line: number;
  phone: string;
  /** Null: the list does not say when. */
  at: Date | null;
  /** Where it comes from, in the list's own words. */
  source: string | null;
}

export type BadLineReason = 'no_phone' | 'bad_phone' | 'bad_date' | 'date_ahead' | 'twice' | 'broken';

export interface ReadList {
  lines: EarlierOptOut[];
  bad: { line: number; reason: BadLineReason }[];
}

const HEADINGS = {
  phone: ['phone', 'phone number', 'number', 'mobile', 'телефон', 'номер', 'telefon', 'mobil', 'тел'],
  date: ['date', 'at', 'day', 'дата', 'datum', 'když', 'когда'],
  source: ['source', 'reason', 'how', 'источник', 'причина', 'джерело', 'zdroj', 'důvod', 'източник'],
};
const LONGEST_SOURCE = 200;

interface Columns {
  phone: number;
  date: number;
  source: number;
}

/** The first line is a heading when it names a phone; without one the columns are phone, date, source. */
function columnsOf(cells: readonly string[]): Columns | null {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const place = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const phone = place(HEADINGS.phone);
  return phone === -1 ? null : { phone, date: place(HEADINGS.date), source: place(HEADINGS.source) };
}

/** `at` says what lies ahead; a day without a time is that day's noon, the same everywhere. */
export function readOptOuts(text: string, { country, at }: { country: string; at: Date }): ReadList {
  const read: ReadList = { lines: [], bad: [] };
  const seen = new Set<string>();
  let columns: Columns | null = null;
  for (const piece of linesOf(text)) {
    for (const { number, cells, isBroken } of piece) {
      if (columns === null) {
        columns = columnsOf(cells) ?? { phone: 0, date: 1, source: 2 };
        if (columnsOf(cells)) continue;
      }
      const found = isBroken ? 'broken' : readLine(cells, columns, country, at);
      if (typeof found === 'string') read.bad.push({ line: number, reason: found });
      else if (seen.has(found.phone)) read.bad.push({ line: number, reason: 'twice' });
      else {
        seen.add(found.phone);
        read.lines.push({ line: number, ...found });
      }
    }
  }
  return read;
}

function readLine(
  cells: readonly string[],
  columns: Columns,
  country: string,
  now: Date,
): Omit<EarlierOptOut, 'line'> | BadLineReason {
  const cell = (at: number): string => cells[at]?.trim() ?? '';
  const raw = cell(columns.phone);
  if (raw === '') return 'no_phone';
  const phone = normalPhone(raw, country);
  if (phone === null) return 'bad_phone';
  const written = cell(columns.date);
  const at = written === '' ? null : dayOf(written);
  if (written !== '' && at === null) return 'bad_date';
  if (at !== null && at > now) return 'date_ahead';
  const source = cell(columns.source)
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, LONGEST_SOURCE);
  return { phone, at, source: source === '' ? null : source };
}

/** 2025-03-31, 31.03.2025 and 31/03/2025, with or without a time after it. */
function dayOf(written: string): Date | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(written);
  const local = /^(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4})(?:[ ,].*)?$/.exec(written);
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : local ? [local[3], local[2], local[1]] : [];
  if (year === undefined) return null;
  try {
    const date = dates.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    );
    return new Date(`${date.toString()}T12:00:00Z`);
  } catch {
    return null;
  }
}
