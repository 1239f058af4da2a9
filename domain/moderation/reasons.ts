/** Why this client, in a moderator's words: the codes that campaigns store with a message, each as one short sentence. */

import { wordFor, type BotLanguage } from './words.ts';

/** `code` and its facts, as stored in messages.reasons. */
export interface Reason {
  readonly code: string;
  readonly [fact: string]: unknown;
}

type Say = (facts: Facts) => string;

/** Reads facts that may be missing or of another type: a card is rendered whatever an older version stored. */
class Facts {
  private readonly reason: Reason;
  readonly currency: string;
  readonly language: BotLanguage;
  constructor(reason: Reason, currency: string, language: BotLanguage) {
    this.reason = reason;
    this.currency = currency;
    this.language = language;
  }

  text(name: string, otherwise: string): string {
    const value = this.reason[name];
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value.trim() !== '' ? value : otherwise;
  }

  money(name: string): string {
    const value = this.reason[name];
    const format = new Intl.NumberFormat(this.language, { style: 'currency', currency: this.currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return typeof value === 'number' ? format.format(value / 10 ** digits) : '?';
  }
}

const EN: Readonly<Record<string, Say>> = {
  due: (f) => {
    const rhythm = f.text('intervalSource', '') === 'historical' ? 'usually every' : 'due after';
    return `Last ${f.text('service', 'visit')} ${f.text('daysSince', '?')} days ago, ${rhythm} ${f.text('interval', '?')}`;
  },
  loyalty: (f) => `Loyalty: ${f.text('loyalty', '?')}`,
  days_since: (f) => `Days since that visit: ${f.text('days', '?')}`,
  visits: (f) => `Visits so far: ${f.text('visits', '?')}`,
  spend: (f) => `Spent so far: ${f.money('spendMinor')}`,
  favourite_staff: (f) => `Likes ${f.text('staff', '?')}`,
  preferred_time: (f) => `Prefers the ${f.text('period', '?')}`,
  written: () => 'Answers what they wrote',
  booking: () => 'They accepted an offered time',
};

const RU: Readonly<Record<string, Say>> = {
  due: (f) => {
    const rhythm = f.text('intervalSource', '') === 'historical' ? 'обычно раз в' : 'срок';
    return `Последний визит «${f.text('service', 'услуга')}» ${f.text('daysSince', '?')} дн. назад, ${rhythm} ${f.text('interval', '?')} дн.`;
  },
  loyalty: (f) => `Лояльность: ${f.text('loyalty', '?')}`,
  days_since: (f) => `Дней с того визита: ${f.text('days', '?')}`,
  visits: (f) => `Визитов: ${f.text('visits', '?')}`,
  spend: (f) => `Потрачено: ${f.money('spendMinor')}`,
  favourite_staff: (f) => `Любимый специалист: ${f.text('staff', '?')}`,
  preferred_time: (f) => `Удобное время: ${f.text('period', '?')}`,
  written: () => 'Ответ на сообщение клиента',
  booking: () => 'Клиент принял предложенное время',
};

/** An unknown code is shown as its own words with its facts, never hidden: better clumsy than silent. */
export function reasonInWords(reason: Reason, language: BotLanguage, currency: string): string {
  const say = wordFor(language === 'ru' ? RU : EN, reason.code);
  if (say) return say(new Facts(reason, currency, language));
  const facts = Object.entries(reason)
    .filter(([name, value]) => name !== 'code' && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => `${name} ${String(value)}`);
  return [reason.code.replaceAll('_', ' '), ...facts].join(', ');
}
