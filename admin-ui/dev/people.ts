/** Invented people, services and texts for developing the pages; never part of a build. */

import type { Segment } from '../../domain/insight/segments.ts';

const FIRST = [
  'Kim',
  'Petra',
  'Olga',
  'Marcus',
  'Anya',
  'Lucía',
  'Tom',
  'Ivana',
  'Dmitri',
  'Hannah',
  'Noor',
  'Felix',
  'Sofia',
  'Jonas',
  'Mei',
  'Elena',
  'Oscar',
  'Ruth',
  'Pavel',
  'Grace',
];
const LAST = [
  'Sanders',
  'Nováková',
  'Ivanova',
  'Lee',
  'Petrova',
  'Ortega',
  'Whitfield',
  'Dvořák',
  'Sokolov',
  'Berg',
  'Rahman',
  'Moreau',
  'Rossi',
  'Weiss',
  'Tanaka',
  'Volkova',
  'Lindqvist',
  'Adeyemi',
  'Horák',
  'Campbell',
];
export const SERVICES = [
  'Colour and gloss',
  'Cut and style',
  'Balayage',
  'Personal training',
  'Deep tissue massage',
  'Keratin treatment',
  'Men’s cut',
  'Pilates reformer',
];
export const STAFF = ['JJ', 'Sinead', 'Kelly', 'Becky'];

/** The same numbers on every start: screenshots can be compared. */
export const noise = (seed: number): number => {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
};
export const pick = <Item>(items: readonly Item[], seed: number): Item =>
  items[Math.floor(noise(seed) * items.length)] as Item;

export const NOW = Date.now();
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
export const dayAgo = (days: number): string => new Date(NOW - days * 86_400_000).toISOString().slice(0, 10);
export const ahead = (hours: number): string => {
  const at = new Date(NOW + hours * 3_600_000);
  at.setUTCMinutes(30, 0, 0);
  return at.toISOString();
};
export const workflow = (id: string) => ({
  workflowId: id,
  temporalUrl: `http://127.0.0.1:8233/namespaces/default/workflows/${encodeURIComponent(id)}`,
});

/** As the product would do it, but for the finer points: a page with a group of people shows people who fit. */
function segmentFor(facts: {
  visits: number;
  daysSince: number;
  spendMinor: number;
  ptVisits: number;
}): Segment | null {
  const { visits, daysSince, spendMinor, ptVisits } = facts;
  if (ptVisits > 1 && daysSince >= 30 && daysSince <= 120) return 'pt_cancellations';
  if (spendMinor > 350_000 && daysSince < 60) return 'vip_members';
  if (visits === 1 && daysSince >= 14 && daysSince < 180) return 'trial_dropoffs';
  if (daysSince >= 365) return 'lost_clients';
  if (daysSince >= 180) return 'nearly_lost';
  if (daysSince >= 60) return 'going_silent';
  if (visits >= 4 && daysSince >= 14) return 'at_risk';
  return daysSince < 14 && visits >= 3 ? 'regular_members' : null;
}

export const clients = Array.from({ length: 612 }, (_, index) => {
  const id = index + 1;
  const visits = 1 + Math.floor(noise(id) ** 2 * 60);
  const daysSince = Math.floor(noise(id + 0.5) ** 1.7 * 520);
  const spendMinor = visits * 8900 + Math.floor(noise(id + 0.7) * 40_000);
  const ptVisits = id % 9 === 0 ? Math.min(visits, 1 + (id % 5)) : 0;
  return {
    id,
    name: `${FIRST[(id * 7) % FIRST.length] ?? ''} ${LAST[(id * 13 + Math.floor(id / 20)) % LAST.length] ?? ''}`,
    phone: id % 29 === 0 ? null : `+1604${String(7_000_000 + id)}`,
    segment: segmentFor({ visits, daysSince, spendMinor, ptVisits }),
    firstVisitOn: dayAgo(daysSince + visits * 19),
    lastVisitOn: dayAgo(daysSince),
    visits,
    spendMinor,
    daysSince,
    ptVisits,
    lastPtOn: ptVisits > 0 ? dayAgo(daysSince) : null,
    visits30d: daysSince < 30 ? Math.min(visits, 1 + (id % 4)) : 0,
    hasFutureBooking: id % 6 === 0,
    optedOut: id % 41 === 0,
  };
});
export type FakeClient = (typeof clients)[number];
export const clientOf = (id: number): FakeClient => clients[id - 1] ?? (clients[0] as FakeClient);

export const BODY =
  'Hello {{1}}, it has been a while since we last saw you. {{2}} Just reply here and we will take care of the rest. If you would rather not get such messages, reply STOP.';
const PARTS = [
  'Your colour with JJ was 74 days ago, so it is about time for a refresh. JJ is free Thursday at 17:30 or Friday at 18:00, and this time you have 15 % off.',
  'We kept thinking of how well the balayage suited you. Sinead has Saturday at 11:00 free, with 10 % off if you like.',
  'Kelly asked how your back is after the last massage. Tuesday at 18:30 or Wednesday at 9:00 would work.',
  'Your Saturday pilates spot is still warm. There is room on the reformer this Saturday at 10:00, 10 % off to come back.',
  'It has been nine weeks since your last cut. Becky has time on Monday at 16:00 or Thursday at 12:30.',
];
export const partOf = (id: number): string => pick(PARTS, id + 0.3);
export const textOf = (name: string, part: string): string =>
  BODY.replace('{{1}}', name.split(' ')[0] ?? '').replace('{{2}}', part);
