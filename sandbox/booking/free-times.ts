/** Which times of a day are still free: the person's working hours without what is booked. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Contents, StaffMember } from './contents.ts';
import type { LocalTime } from './local-time.ts';

export const OPENS = '10:00';
export const CLOSES = '19:00';
const STEP_MINUTES = 30;

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

export function worksOn(member: StaffMember, date: string): boolean {
  return !member.fired && !member.daysOff.includes(dates.PlainDate.from(date).dayOfWeek);
}

/** Whether somebody else's time is taken by [start, start + seconds). A booking may not disturb itself. */
export function isTaken(
  contents: Contents,
  staffId: number,
  local: string,
  seconds: number,
  exceptId?: number,
): boolean {
  const from = minutesOf(local.slice(11, 16));
  const to = from + seconds / 60;
  return contents.bookingsOfDay(staffId, local.slice(0, 10)).some((booking) => {
    if (booking.deleted || booking.id === exceptId) return false;
    const start = minutesOf(booking.local.slice(11, 16));
    return start < to && from < start + booking.seconds / 60;
  });
}

/** "10:00", "10:30" … for one person and day, later than now. */
export function freeTimes(
  contents: Contents,
  time: LocalTime,
  now: number,
  member: StaffMember,
  date: string,
  seconds: number,
): string[] {
  if (!worksOn(member, date)) return [];
  const free: string[] = [];
  for (let at = minutesOf(OPENS); at + seconds / 60 <= minutesOf(CLOSES); at += STEP_MINUTES) {
    const local = `${date} ${timeOf(at)}`;
    if (time.instantOf(local) > now && !isTaken(contents, member.id, local, seconds)) free.push(timeOf(at));
  }
  return free;
}
