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
  constructor(reason: Reason) {
    this.reason = reason;
  }
  text(name: string, otherwise: string): string {
    const value = this.reason[name];
    return typeof value === 'string' && value.trim() !== ''
      ? value
      : typeof value === 'number'
        ? String(value)
        : otherwise;
  }
}

const EN: Readonly<Record<string, Say>> = {
  due: (f) =>
    `Last ${f.text('service', 'visit')} ${f.text('daysSince', '?')} days ago, usually every ${f.text('interval', '?')}`,
  loyalty: (f) => `Loyalty: ${f.text('loyalty', '?')}`,
  visits: (f) => `${f.text('visits', '?')} visits`,
  favourite_staff: (f) => `Likes ${f.text('staff', '?')}`,
  preferred_time: (f) => `Prefers the ${f.text('period', '?')}`,
};

const RU: Readonly<Record<string, Say>> = {
  due: (f) =>
    `Последний визит «${f.text('service', 'услуга')}» ${f.text('daysSince', '?')} дн. назад, обычно раз в ${f.text('interval', '?')} дн.`,
  loyalty: (f) => `Лояльность: ${f.text('loyalty', '?')}`,
  visits: (f) => `Визитов: ${f.text('visits', '?')}`,
  favourite_staff: (f) => `Любимый специалист: ${f.text('staff', '?')}`,
  preferred_time: (f) => `Удобное время: ${f.text('period', '?')}`,
};

/** An unknown code is shown as its own words with its facts, never hidden: better clumsy than silent. */
export function reasonInWords(reason: Reason, language: BotLanguage): string {
  const say = wordFor(language === 'ru' ? RU : EN, reason.code);
  if (say) return say(new Facts(reason));
  const facts = Object.entries(reason)
    .filter(([name, value]) => name !== 'code' && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => `${name} ${String(value)}`);
  return [reason.code.replaceAll('_', ' '), ...facts].join(', ');
}
