/** Checks what the model wrote before anybody sees it: nothing may be in it that the facts do not hold. */

import { Temporal as dates } from 'temporal-polyfill';
import { inventedDates, inventedTimes } from './draft-dates.ts';
import { readsAs } from './language.ts';
import type { FreeSlot } from './slots.ts';
import { type Language, PERSONAL_PART_LIMIT } from './templates.ts';

export type DraftProblem =
  | 'too_short'
  | 'too_long'
  | 'not_one_line'
  | 'hidden_characters'
  | 'mixed_scripts'
  | 'placeholder'
  | 'link'
  | 'email'
  | 'phone'
  | 'invented_discount'
  | 'invented_price'
  | 'invented_gift'
  | 'invented_time'
  | 'invented_date'
  | 'wrong_language';

export interface DraftAllowed {
  language: Language;
  discountPercent: number | null;
  slots: readonly Pick<FreeSlot, 'localDate' | 'localTime'>[];
  /** Company-local day, so that "tomorrow" has a meaning. */
  today: string;
  /** Names and titles of the business and its staff: theirs to write as they like. */
  known: readonly string[];
  longest?: number;
}

const SHORTEST = 12;

/** Format and unassigned characters, private ones, marks piled up, letters that look like nothing, foreign digits. */
const HIDDEN =
  /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\u115F\u1160\u2800\u3164\uFFA0]|(?![\t\n\v\f\r])\p{Cc}|\p{M}{3,}|(?![0-9])\p{Nd}/u;
const NOT_ONE_LINE = /[\n\r\t\v\f\u2028\u2029]| {4}/;
const PLACEHOLDER = /\{\{|\}\}|\$\{|[<>[\]]|\b(?:undefined|null|NaN)\b/;
const LINK =
  /https?:|www\.|[\p{L}\d-]{2,}\.(?:com|net|org|info|biz|io|me|ly|app|link|shop|store|club|site|online|xyz|ru|ua|cz|bg|ca|uk|de|eu|рф|укр|бг)(?![\p{L}\d])/iu;
const PHONE = /\+?\d(?:[\s().\u2010-\u2015-]*\d){6,}/;

const PERCENT_SIGN = /[%％٪﹪‰]/g;
const PERCENT = /(\d+(?:[.,]\d+)?)\s*(?:[%％٪﹪]|per ?cent|процент|відсотк|procent|на сто)/giu;
const PERCENT_WORD = /per ?cent|процент|відсот|procent|на сто(?!\p{L})/giu;

/** At the beginning of a word, so that "реакция" holds no "акция". */
const starting = (stems: string): RegExp => new RegExp(`(?<!\\p{L})(?:${stems})`, 'iu');
const DISCOUNT = starting(
  'discount|rebate|promo|half[- ]price|cheaper|special offer|\\d+ off|скид|акци[яюией]|промо|дешевл|полцен|slev|akc[ei]|akční|levněj|půl ceny|знижк|акці[яюїй]|дешевш|пів ?ціни|отстъп|намален|по-евтин|половин цена',
);
const GIFT = starting(
  'free of charge|for free|complimentary|gift|voucher|coupon|bonus|on the house|бесплатн|подар|купон|ваучер|бонус|даром|zdarma|dár[ek]|kup[oó]n|poukaz|voucher|bonus|безкоштовн|безплатн|подарун',
);
const CURRENCY =
  /\p{Sc}|\d[\d\s.,]*(?:kč|kc|czk|eur|usd|cad|uah|rub|bgn|gbp|euros?|dollars?|bucks|crowns?|korun|евро|євро|доллар|долар|руб|грн|гривен|гривн|крон|лв|лева)(?!\p{L})/iu;

/** All that is wrong with it; empty lets it through. The same text and facts give the same answer, whoever wrote it. */
export function draftProblems(text: string, allowed: DraftAllowed): DraftProblem[] {
  const bare = withoutKnown(text, allowed.known);
  const today = dates.PlainDate.from(allowed.today);
  const checks: readonly (readonly [DraftProblem, boolean])[] = [
    ['too_short', text.trim().length < SHORTEST],
    ['too_long', text.length > (allowed.longest ?? PERSONAL_PART_LIMIT)],
    ['not_one_line', NOT_ONE_LINE.test(text)],
    ['hidden_characters', HIDDEN.test(text)],
    ['mixed_scripts', mixesScripts(bare)],
    ['placeholder', PLACEHOLDER.test(bare)],
    ['link', LINK.test(bare)],
    ['email', text.includes('@')],
    ['phone', PHONE.test(bare)],
    ['invented_discount', inventsDiscount(bare, allowed.discountPercent)],
    ['invented_price', CURRENCY.test(bare)],
    ['invented_gift', GIFT.test(bare)],
    ['invented_time', inventedTimes(bare, allowed.slots)],
    ['invented_date', inventedDates(bare, allowed.slots, today, allowed.language)],
    ['wrong_language', !readsAs(bare, allowed.language)],
  ];
  return checks.flatMap(([problem, holds]) => (holds ? [problem] : []));
}

/** Longest first: "Anna Maria" before "Anna". A space stays, so that no new word comes together. */
function withoutKnown(text: string, known: readonly string[]): string {
  return known
    .filter((name) => name.trim().length > 1)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, name) => left.replaceAll(name, ' ').replaceAll(name.toLowerCase(), ' '), text);
}

/** A Latin letter inside a Cyrillic word is there to deceive. */
function mixesScripts(text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  return words.some((word) => /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word));
}

function inventsDiscount(text: string, percent: number | null): boolean {
  const named = [...text.matchAll(PERCENT)].map((match) => Number((match[1] ?? '').replace(',', '.')));
  const said = [...text.matchAll(PERCENT_WORD), ...text.matchAll(PERCENT_SIGN)].length;
  if (percent === null || percent === 0) return said > 0 || DISCOUNT.test(text);
  // "Twenty per cent" names no number that could be compared.
  if (said > named.length || named.some((value) => value !== percent)) return true;
  return /(?<!\p{L})(?:half[- ]price|полцен|půl ceny|пів ?ціни|половин цена|\d+ off)/iu.test(text);
}
