/** Invents a sport club of some hundred people with two years of history: the same for the same seed and day. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Attendance, Booking, Client, Filling, GoodsSale, Membership } from '../contents.ts';
import { worksOn } from '../free-times.ts';
import { createLocalTime, type LocalTime } from '../local-time.ts';
import { createChance, type Chance } from '../random.ts';
import { CLUB, CLUB_GOODS, CLUB_SERVICES, CLUB_STAFF, PASSES, SHELF, TRIAL } from './catalogue.ts';
import { inventHabit, seasonOf, type Habit } from './habits.ts';
import { inventPerson } from './people.ts';

export interface ClubOptions {
  /** The club's local day on which it is filled. */
  today: string;
  seed?: number;
  clients?: number;
}

type Draft = Omit<Booking, 'id' | 'visitId'>;

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 13;

interface Invention {
  chance: Chance;
  time: LocalTime;
  today: string;
  midnight: number;
  dayBefore: (daysAgo: number) => string;
}

/** What became of a booking whose day has passed. */
function became(chance: Chance): { attendance: Attendance; deleted: boolean } {
  return chance.weighted([
    [{ attendance: 1, deleted: false }, 905],
    [{ attendance: -1, deleted: false }, 40],
    [{ attendance: 0, deleted: true }, 50],
    // Forgotten by the front desk: it stays "expected" for ever.
    [{ attendance: 0, deleted: false }, 5],
  ] as const);
}

function passesOf(invention: Invention, client: Client, habit: Habit, firstId: number): Membership[] {
  const { chance, dayBefore } = invention;
  const passes: Membership[] = [];
  if (!habit.buysPasses) return passes;
  const kind = chance.weighted([
    [PASSES[0], 4],
    [PASSES[1], 4],
    [PASSES[2], 2],
  ]);
  let soldOn = dates.PlainDate.from(dayBefore(Math.max(0, habit.beganDaysAgo - chance.between(0, 20))));
  const last = dayBefore(habit.stoppedDaysAgo);
  while (soldOn.toString() <= last) {
    const endsOn = soldOn.add({ months: kind.months }).subtract({ days: 1 });
    const id = firstId + passes.length;
    passes.push({
      id,
      clientId: client.id,
      title: kind.title,
      soldOn: soldOn.toString(),
      endsOn: endsOn.toString(),
      cost: kind.cost,
    });
    soldOn = endsOn.add({
      days: chance.weighted([
        [1, 7],
        [chance.between(2, 25), 3],
      ]),
    });
  }
  return passes;
}

function bookingOn(
  invention: Invention,
  client: Client,
  habit: Habit,
  date: string,
  passes: Membership[],
): Draft | null {
  const { chance, time, today, midnight } = invention;
  const serviceId = chance.weighted(habit.services);
  const service = CLUB_SERVICES.find((each) => each.id === serviceId);
  // The favourite comes first in two of three bookings; who has the day off is not there.
  const able = CLUB_STAFF.filter((member) => member.serviceIds.includes(serviceId) && worksOn(member, date));
  const favourite = able[client.id % Math.max(1, able.length)];
  const member = chance.of(0.67) ? favourite : able.length > 0 ? chance.pick(able) : undefined;
  if (!service || !member) return null;
  const hour = Math.min(
    18,
    Math.max(
      10,
      habit.hour +
        chance.weighted([
          [0, 6],
          [-1, 2],
          [1, 2],
        ]),
    ),
  );
  const local = `${date} ${String(hour)}:${chance.of(0.8) ? '00' : '30'}`.replace('18:30', '18:00');
  const isPast = date < today;
  const state = isPast ? became(chance) : { attendance: chance.of(0.3) ? (2 as const) : (0 as const), deleted: false };
  const createdAt = Math.min(
    time.instantOf(local) - chance.between(1, 7) * DAY_MS,
    midnight - chance.between(1, 50) * 3_600_000,
  );
  const covered = passes.some((pass) => pass.soldOn <= date && date <= pass.endsOn) && service.price < 300;
  return {
    staffId: member.id,
    clientId: client.id,
    services: [{ id: serviceId, cost: covered ? 0 : service.price }],
    goods: state.attendance === 1 && chance.of(0.06) ? [{ ...chance.pick(SHELF) }] : [],
    local,
    seconds: service.seconds,
    ...state,
    apiId: chance.of(0.5) ? '' : '0',
    online: chance.of(0.3),
    comment: '',
    createdAt,
    changedAt: isPast ? Math.max(createdAt, Math.min(time.instantOf(local) + 3_600_000, midnight - 1000)) : createdAt,
  };
}

function lifeOf(invention: Invention, client: Client, habit: Habit, passes: Membership[]): Draft[] {
  const { chance, today, dayBefore } = invention;
  const drafts: Draft[] = [];
  const end = dates.PlainDate.from(dayBefore(habit.stoppedDaysAgo));
  const horizon = habit.stoppedDaysAgo === 0 && chance.of(0.5) ? end.add({ days: AHEAD_DAYS }) : end;
  let day = dates.PlainDate.from(dayBefore(habit.beganDaysAgo));
  let aheadLeft = 2;
  while (dates.PlainDate.compare(day, horizon) <= 0 && aheadLeft > 0) {
    const date = day.toString();
    const begins = drafts.length === 0 && habit.kind !== 'trial' && chance.of(0.4);
    const draft = bookingOn(invention, client, begins ? { ...habit, services: [[TRIAL, 1]] } : habit, date, passes);
    if (draft) {
      drafts.push(draft);
      if (date >= today) aheadLeft -= 1;
      if (habit.kind === 'trial') break;
    }
    const gap = (habit.meanGapDays / seasonOf(date)) * (0.5 + chance.next());
    day = day.add({ days: draft ? Math.max(1, Math.round(gap)) : 1 });
  }
  return drafts;
}

/** Blocked time: a record without a client. */
function lunches({ today, midnight }: Invention): Draft[] {
  const start = dates.PlainDate.from(today);
  return CLUB_STAFF.filter((member) => !member.fired && !member.hidden).map((member, index) => ({
    staffId: member.id,
    clientId: null,
    services: [],
    goods: [],
    local: `${start.add({ days: index + 1 }).toString()} 13:00`,
    seconds: 3600,
    attendance: 0,
    deleted: false,
    apiId: '',
    online: false,
    comment: 'Lunch',
    createdAt: midnight - DAY_MS,
    changedAt: midnight - DAY_MS,
  }));
}

function salesOf(invention: Invention, clients: Client[]): GoodsSale[] {
  const { chance, time, dayBefore } = invention;
  return Array.from({ length: Math.round(clients.length / 2) }, (_, index) => {
    const item = chance.pick(SHELF);
    const local = `${dayBefore(chance.between(1, 700))} ${String(chance.between(10, 18))}:15`;
    return {
      id: 70_001 + index,
      clientId: chance.pick(clients).id,
      goodId: item.id,
      title: item.title,
      cost: item.cost,
      local,
      changedAt: time.instantOf(local),
    };
  }).sort((a, b) => a.id - b.id);
}

export function inventClub({ today, seed = 1, clients: count = 600 }: ClubOptions): Filling {
  const chance = createChance(seed);
  const time = createLocalTime(CLUB.timeZone);
  const start = dates.PlainDate.from(today);
  const invention: Invention = {
    chance,
    time,
    today,
    midnight: time.instantOf(`${today} 00:00`),
    dayBefore: (daysAgo) => start.subtract({ days: daysAgo }).toString(),
  };
  const clients: Client[] = [];
  const memberships: Membership[] = [];
  const drafts: Draft[] = [];
  for (let number = 1; number <= count; number += 1) {
    const { language, ...person } = inventPerson(chance, number, today);
    const habit = inventHabit(chance);
    // Some families share one phone over two cards.
    const twin = number % 75 === 0 ? clients.at(-1) : undefined;
    const createdAt = time.instantOf(`${invention.dayBefore(habit.beganDaysAgo)} 09:00`);
    const client: Client = {
      id: 1000 + number,
      ...person,
      phone: twin?.phone ?? person.phone,
      customFields: { language },
      createdAt,
      changedAt: createdAt,
    };
    clients.push(client);
    const passes = passesOf(invention, client, habit, 9001 + memberships.length);
    memberships.push(...passes);
    drafts.push(...lifeOf(invention, client, habit, passes));
  }
  drafts.sort((a, b) => a.createdAt - b.createdAt || (a.clientId ?? 0) - (b.clientId ?? 0));
  drafts.push(...lunches(invention));
  const bookings: Booking[] = drafts.map((draft, index) => ({
    id: 300_001 + index,
    visitId: 800_001 + index,
    ...draft,
  }));
  return {
    company: CLUB,
    staff: CLUB_STAFF,
    services: CLUB_SERVICES,
    clients,
    bookings,
    memberships,
    sales: salesOf(invention, clients),
    goods: CLUB_GOODS,
  };
}
