/** The club's wall clock: local text to instants and back, with the platform's odd ways of writing an offset. */

import { Temporal as dates } from 'temporal-polyfill';

export interface LocalTime {
  /** "2026-03-05 16:00" → milliseconds. */
  instantOf: (local: string) => number;
  /** Milliseconds → "2026-03-05 16:00:00". */
  textOf: (at: number) => string;
  dateOf: (at: number) => string;
  /** "+03:00" at that moment. */
  offsetAt: (at: number) => string;
  /** "2026-03-01T12:35:11+0300": without a colon, as the platform writes instants. */
  stampOf: (at: number) => string;
  /** "2026-03-05T16:00:00+03:00": what the record's `datetime` holds. */
  isoOf: (local: string) => string;
  /** A filter's moment: with an offset it is an instant, without one it is local. */
  parse: (text: string) => number | null;
}

const HOUR_MS = 3_600_000;

export function createLocalTime(timeZone: string): LocalTime {
  // Thousands of rows share a few offsets, and the polyfill is slow for that.
  const offsets = new Map<number, string>();
  const instants = new Map<string, number>();

  function offsetAt(at: number): string {
    const hour = Math.floor(at / HOUR_MS);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      offset = dates.Instant.fromEpochMilliseconds(hour * HOUR_MS).toZonedDateTimeISO(timeZone).offset;
      offsets.set(hour, offset);
    }
    return offset;
  }
  function offsetMs(offset: string): number {
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
    return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
  }
  function instantOf(local: string): number {
    const hour = local.slice(0, 13);
    let start = instants.get(hour);
    if (start === undefined) {
      start = dates.PlainDateTime.from(`${hour.replace(' ', 'T')}:00`).toZonedDateTime(timeZone).epochMilliseconds;
      instants.set(hour, start);
    }
    return start + (Number(local.slice(14, 16)) * 60 + Number(local.slice(17, 19) || 0)) * 1000;
  }
  const textOf = (at: number): string =>
    new Date(at + offsetMs(offsetAt(at))).toISOString().slice(0, 19).replace('T', ' ');

  return {
    instantOf,
    textOf,
    offsetAt,
    dateOf: (at) => textOf(at).slice(0, 10),
    stampOf: (at) => `${textOf(at).replace(' ', 'T')}${offsetAt(at).replace(':', '')}`,
    isoOf: (local) => `${local.slice(0, 10)}T${local.slice(11, 16)}:00${offsetAt(instantOf(local))}`,
    parse(text) {
      if (/(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
        const at = Date.parse(text);
        return Number.isNaN(at) ? null : at;
      }
      if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/.test(text)) return null;
      return instantOf(`${text.replace('T', ' ')}${text.length === 10 ? ' 00:00:00' : ''}`);
    },
  };
}

/** By the clock of a company that may move to another zone. */
export function createCompanyTime(zoneOf: () => string): LocalTime {
  let zone = zoneOf();
  let time = createLocalTime(zone);
  const now = (): LocalTime => {
    if (zone !== zoneOf()) {
      zone = zoneOf();
      time = createLocalTime(zone);
    }
    return time;
  };
  return {
    instantOf: (local) => now().instantOf(local),
    textOf: (at) => now().textOf(at),
    dateOf: (at) => now().dateOf(at),
    offsetAt: (at) => now().offsetAt(at),
    stampOf: (at) => now().stampOf(at),
    isoOf: (local) => now().isoOf(local),
    parse: (text) => now().parse(text),
  };
}
