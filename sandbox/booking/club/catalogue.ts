/** The invented club itself: its services, its people and its shelf. */

import type { Company, Good, Service, StaffMember } from '../contents.ts';

export const CLUB: Company = {
  id: 10101,
  title: 'Vltava Sport Club (sandbox)',
  countryCode: 'CZ',
  country: 'Czech Republic',
  city: 'Prague',
  timeZone: 'Europe/Prague',
  currency: 'CZK',
  language: 'cs',
  businessType: 'fitness',
  booksShiftDays: null,
};

const MINUTES = 60;
export const GYM = 1;
export const TRIAL = 12;

export const CLUB_SERVICES: Service[] = [
  { id: GYM, title: 'Open gym', category: 'Gym', price: 190, seconds: 60 * MINUTES, active: true },
  { id: 2, title: 'Yoga', category: 'Group classes', price: 240, seconds: 60 * MINUTES, active: true },
  { id: 3, title: 'Pilates', category: 'Group classes', price: 260, seconds: 60 * MINUTES, active: true },
  { id: 4, title: 'Spinning', category: 'Group classes', price: 220, seconds: 60 * MINUTES, active: true },
  { id: 5, title: 'HIIT', category: 'Group classes', price: 220, seconds: 60 * MINUTES, active: true },
  { id: 6, title: 'Boxing', category: 'Group classes', price: 280, seconds: 60 * MINUTES, active: true },
  {
    id: 7,
    title: 'Personal training 60 min',
    category: 'Personal training',
    price: 950,
    seconds: 60 * MINUTES,
    active: true,
  },
  {
    id: 8,
    title: 'Personal training in two',
    category: 'Personal training',
    price: 1300,
    seconds: 60 * MINUTES,
    active: true,
  },
  { id: 9, title: 'Sports massage 60 min', category: 'Massage', price: 990, seconds: 60 * MINUTES, active: true },
  { id: 10, title: 'Back massage 30 min', category: 'Massage', price: 590, seconds: 30 * MINUTES, active: true },
  {
    id: 11,
    title: 'Nutrition consultation',
    category: 'Consultations',
    price: 1200,
    seconds: 60 * MINUTES,
    active: true,
  },
  { id: TRIAL, title: 'Trial visit', category: 'Gym', price: 99, seconds: 60 * MINUTES, active: true },
  {
    id: 13,
    title: 'Aerobics (no longer held)',
    category: 'Group classes',
    price: 180,
    seconds: 60 * MINUTES,
    active: false,
  },
];

const member = (id: number, name: string, specialization: string, daysOff: number[], serviceIds: number[]) => ({
  id,
  name,
  specialization,
  position: 'Trainer',
  fired: false,
  hidden: false,
  daysOff,
  serviceIds,
});

export const CLUB_STAFF: StaffMember[] = [
  { ...member(21, 'Front desk', 'Reception', [], [GYM, TRIAL]), position: null, hidden: true },
  member(22, 'Klára Nová', 'Yoga and Pilates', [5, 6], [2, 3, TRIAL]),
  member(23, 'Radek Holub', 'Strength and personal training', [7, 1], [7, 8, 5]),
  member(24, 'Iryna Bondar', 'Personal training, nutrition', [3, 7], [7, 8, 11]),
  member(25, 'Marek Sýkora', 'Spinning and HIIT', [2, 6], [4, 5, TRIAL]),
  member(26, 'Nikolai Petrov', 'Boxing', [1, 4], [6, 7]),
  member(27, 'Eva Malá', 'Massage', [6, 7], [9, 10]),
  member(28, 'Denisa Koutná', 'Pilates', [1, 2], [3, 2, 13]),
  { ...member(29, 'Jiří Dostál', 'Personal training', [], [7, 13]), fired: true },
];

export const SHELF = [
  { id: 501, title: 'Protein bar', cost: 55 },
  { id: 502, title: 'Water 0.5 l', cost: 30 },
  { id: 503, title: 'Isotonic drink', cost: 49 },
  { id: 504, title: 'Club T-shirt', cost: 490 },
  { id: 505, title: 'Boxing wraps', cost: 220 },
  { id: 506, title: 'Whey protein 1 kg', cost: 890 },
] as const;

export const CLUB_GOODS: Good[] = SHELF.map(({ id, title, cost }) => ({
  id,
  title,
  category: id <= 503 ? 'Bar' : 'Shop',
  price: cost,
  unit: 'pc',
}));

interface Pass {
  title: string;
  months: number;
  cost: number;
}

export const PASSES: readonly [Pass, Pass, Pass] = [
  { title: 'Monthly membership', months: 1, cost: 1490 },
  { title: 'Quarterly membership', months: 3, cost: 3990 },
  { title: 'Annual membership', months: 12, cost: 13_900 },
];
