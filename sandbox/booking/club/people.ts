/** Invents the club's people: names, phones in every way people write them, birthdays, what they agreed to. */

import type { Chance } from '../random.ts';
import { NAMES, type Language } from './names.ts';

export interface Person {
  name: string;
  surname: string;
  language: Language;
  phone: string;
  email: string;
  birthDate: string | null;
  newsletter: boolean | null;
}

function phoneOf(chance: Chance, number: number, language: Language): string {
  const last = String(100_000 + ((number * 7919) % 900_000));
  if (language === 'uk' && chance.of(0.3)) return `+38067${String(1000 + (number % 9000))}${last.slice(0, 3)}`;
  if (language === 'bg' && chance.of(0.3)) return `+35988${String(1000 + (number % 9000))}${last.slice(0, 3)}`;
  if (language === 'en' && chance.of(0.2)) return `+447700900${String(100 + (number % 900))}`;
  const czech = `${chance.pick(['721', '731', '773', '776', '605', '608'])}${last}`;
  return chance.weighted([
    [`+420${czech}`, 80],
    [`+420 ${czech.slice(0, 3)} ${czech.slice(3, 6)} ${czech.slice(6)}`, 8],
    [czech, 6],
    [`420${czech}`, 4],
    [`00420${czech}`, 2],
  ]);
}

function birthday(chance: Chance, today: string, number: number): string | null {
  const year = String(chance.between(1955, 2007));
  // Somebody has their birthday on the day the sandbox is filled, somebody was born on 29 February.
  if (number % 97 === 0) return `${year}-${today.slice(5)}`;
  if (number % 89 === 0) return `${String(chance.pick([1976, 1984, 1988, 1992, 2000]))}-02-29`;
  if (chance.of(0.3)) return null;
  const month = String(chance.between(1, 12)).padStart(2, '0');
  return `${year}-${month}-${String(chance.between(1, 28)).padStart(2, '0')}`;
}

export function inventPerson(chance: Chance, number: number, today: string): Person {
  const language = chance.weighted<Language>([
    ['cs', 55],
    ['uk', 17],
    ['ru', 13],
    ['en', 10],
    ['bg', 5],
  ]);
  const woman = chance.of(0.56);
  const names = NAMES[language];
  const name = chance.pick(woman ? names.women : names.men);
  const surname = chance.pick(woman ? names.womensSurnames : names.mensSurnames);
  const plain = `${name}.${String(number)}`.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const email = /^[a-z0-9.]+$/.test(plain) ? `${plain}@example.com` : `guest.${String(number)}@example.com`;
  return {
    name,
    surname,
    language,
    phone: number % 83 === 0 ? chance.pick(['', '123', 'nemá', '+42012']) : phoneOf(chance, number, language),
    email: chance.of(0.75) ? email : '',
    birthDate: birthday(chance, today, number),
    newsletter: chance.weighted<boolean | null>([
      [null, 60],
      [true, 34],
      [false, 6],
    ]),
  };
}
