/** Instants as the platform is asked with them. */

import { Temporal as dates } from 'temporal-polyfill';

const HOUR_MS = 3_600_000;
/** A clock that changes nearby makes an hour come twice: the earlier one counts. */
const NEARBY_MS = 3 * HOUR_MS;

/** An instant the platform cannot misread: whole seconds, with an explicit offset. */
export function withOffset(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}

const offsetMs = (at: number, timeZone: string): number =>
  dates.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;

/**
 * The moment after which changes are asked for. Whether the platform reads the offset is undocumented: it may drop it and
 * take the rest for the club's own wall clock, which west of Greenwich is hours later. So the earlier of both wall times is
 * sent: it may bring the changes of some hours again, and never misses one.
 */
export function changedAfterText(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  const offsets = [at - NEARBY_MS, at, at + NEARBY_MS].map((each) => offsetMs(each, timeZone));
  return withOffset(new Date(at + Math.min(0, ...offsets)).toISOString());
}
