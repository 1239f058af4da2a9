/** Dates, times and money as the company's people read them: in the company's zone and currency, in the reader's language. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from './session.ts';

export interface Formats {
  language: string;
  timeZone: string;
  currency: string;
  /** Decimal places of the currency: how many minor units make a major one. */
  minorDigits: number;
  /** 20 Nov 2026 */
  date: (value: string | Date) => string;
  /** Fri 20 Nov */
  day: (value: string | Date) => string;
  /** 14:02 */
  time: (value: string | Date) => string;
  /** 20 Nov */
  shortDay: (value: string | Date) => string;
  /** Nov 2026 */
  month: (value: string | Date) => string;
  /** Fri 20 Nov, 14:02: as the club's own clock says, where it is known. */
  slot: (slot: { startsAt: string; local?: string | undefined }) => string;
  /** 20 Nov, 14:02 */
  moment: (value: string | Date) => string;
  /** The short form for lists: 14:02 today, 19 Nov earlier. */
  brief: (value: string | Date) => string;
  /** "3 hours ago" */
  ago: (value: string | Date, now?: number) => string;
  money: (minor: number) => string;
  /** Without the cents, so that a column of many people can be compared at a glance. */
  wholeMoney: (minor: number) => string;
  /** As short as an axis has room for: $42K. */
  moneyBrief: (minor: number) => string;
  number: (value: number, fractionDigits?: number) => string;
  /** Always two decimals, so that columns align. */
  score: (value: number) => string;
  percent: (fraction: number, fractionDigits?: number) => string;
}

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

export function makeFormats(language: string, timeZone: string, currency: string): Formats {
  // British English gives the day before the month and the 24-hour clock that the product uses everywhere.
  const locale = language === 'en' ? 'en-GB' : language;
  const maker = (options: Intl.DateTimeFormatOptions): ((value: string | Date) => string) => {
    const zoned = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    // A local date has no zone: read and written as UTC it stays the same day.
    const plain = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return (value) =>
      typeof value === 'string' && LOCAL_DATE.test(value)
        ? plain.format(new Date(`${value}T00:00:00Z`))
        : zoned.format(new Date(value));
  };
  const date = maker({ day: 'numeric', month: 'short', year: 'numeric' });
  const day = maker({ weekday: 'short', day: 'numeric', month: 'short' });
  const time = maker({ hour: '2-digit', minute: '2-digit' });
  const moment = maker({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const shortDay = maker({ day: 'numeric', month: 'short' });
  const month = maker({ month: 'short', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const moneyLocale = language === 'en' ? 'en-CA' : language;
  const whole = new Intl.NumberFormat(moneyLocale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  const exact = new Intl.NumberFormat(moneyLocale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const brief = new Intl.NumberFormat(moneyLocale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  const minorDigits = exact.resolvedOptions().maximumFractionDigits ?? 2;
  return {
    language,
    timeZone,
    currency,
    minorDigits,
    date,
    day,
    time,
    slot: ({ startsAt, local }) =>
      local === undefined ? `${day(startsAt)}, ${time(startsAt)}` : `${day(local.slice(0, 10))}, ${local.slice(11)}`,
    moment,
    shortDay,
    month,
    brief: (value) => (date(value) === date(new Date()) ? time(value) : shortDay(value)),
    ago: (value, now = Date.now()) => {
      const seconds = Math.round((new Date(value).getTime() - now) / 1000);
      const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
      return relative.format(Math.trunc(seconds / size), unit);
    },
    money: (minor) => {
      const major = minor / 10 ** minorDigits;
      return Number.isInteger(major) || Math.abs(major) >= 10_000 ? whole.format(major) : exact.format(major);
    },
    wholeMoney: (minor) => whole.format(minor / 10 ** minorDigits),
    moneyBrief: (minor) => brief.format(minor / 10 ** minorDigits),
    number: (value, fractionDigits = 0) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: fractionDigits }).format(value),
    score: (value) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value),
    percent: (fraction, fractionDigits = 0) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: fractionDigits }).format(fraction),
  };
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { company } = useSession();
  const { timeZone, currency } = company;
  return useMemo(() => makeFormats(i18n.language, timeZone, currency), [i18n.language, timeZone, currency]);
}
