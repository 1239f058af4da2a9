/** Checks what the model wrote before anybody sees it: nothing may be in it that the facts do not hold. */

import { Temporal as dates } from 'temporal-polyfill';
import { inventedDates, inventedTimes } from './draft-dates.ts';
import { asRead } from './hidden-text.ts';
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
  | 'asks_for_money'
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
/** Anything with letters on both sides of a dot: new endings of addresses come every year. Spelled out, or another network, is one too. */
const LINK =
  /https?:|www\.|\b(?:tg|tel|sms|mailto|javascript):|(?=[\d-]*\p{L})[\p{L}\d-]{2,}\.\p{L}{2,}|\(?(?:dot|точка|крапка|tečka)\)?\s+(?:com|net|org|me|ком|ру|cz|bg|ua)(?!\p{L})|(?<!\p{L})(?:telegram|instagram|insta|facebook|messenger|viber|tiktok|youtube|телеграм|инстаграм|інстаграм|фейсбук|вайбер|тикток)/iu;
const PHONE = /\+?\d(?:[\s().\u2010-\u2015-]*\d){6,}/;

const PERCENT_SIGN = /[%％٪﹪‰]/g;
const PERCENT = /(\d+(?:[.,]\d+)?)\s*(?:[%％٪﹪]|per ?cent|процент|відсотк|procent|на сто)/giu;
const PERCENT_WORD = /per ?cent|процент|відсот|procent|на сто(?!\p{L})/giu;

/** At the beginning of a word, so that "реакция" holds no "акция". */
const starting = (stems: string): RegExp => new RegExp(`(?<!\\p{L})(?:${stems})`, 'iu');
const DISCOUNT = starting(
  'discount|rebate|promo|half[- ](?:price|off)|cheaper|special offer|[\\p{L}\\d]+ty off|\\d+ off|two for one|for the price of|скид|по цене одно|за ціною одн|на цената на едно|za cenu jedn[éo]|акци[яюией]|промо|дешевл|полцен|slev|akc[ei]|akční|levněj|půl ceny|знижк|акці[яюїй]|дешевш|пів ?ціни|отстъп|намален|по-евтин|половин цена',
);
const GIFT = starting(
  'free of charge|for free|(?:is|are|get|it) free(?=[.!,])(?<!times are free)|get one free|costs? (?:you )?nothing|everything is on us|prize|award|won (?:a|the)|claim your|ничего не стоит|выигра|приз(?![вн])|nic neplat|nic nestojí|vyhrál|нічого не кошту|виграл|не струва нищо|спечелих|спечели|награда|free (?:massage|haircut|visit|session|class|training|lesson|treatment|trial|drink|month|membership|entry|gift|service)|no charge|complimentary|gratis|gift|voucher|coupon|bonus|on the house|бесплатн|подар|купон|ваучер|бонус|даром|zdarma|dár[ek]|kup[oó]n|poukaz|voucher|bonus|безкоштовн|безплатн|подарун',
);
/** The product never asks for money, a card or a code: whoever is asked for one was sent by somebody else. */
const MONEY = starting(
  'card details|code from|(?:your|a) deposit|код из|код із|кода? от|верн[её]м вам|kód z|za stovk|pay(?:s|ing|ment|pal)?(?!\\p{L})|prepay|transfer (?:the |your )?(?:money|fee)|card number|credit card|bank|iban|cvv|password|pin code|one-time code|fine first|invoice|owes?(?!\\p{L})|оплат|заплат|предоплат|перевед[ии]|перевести|номер (?:вашей )?карт|номера? на карт|парол|штраф|реквизит|должен вам|должны вам|zaplat|plaťte|uhraď|převeďte|čísl[oa] (?:své |vaší )?kart|hesl[oa](?!\\p{L})|pokut|dluží|сплат|сплач|заплат|переказ|номер (?:вашої )?картк|винен вам|винні вам|плат(?:ете|и|ите)(?!\\p{L})|превед|номера на карта|парол|глоб|дължи',
);
const CURRENCY =
  /\p{Sc}|(?<!\p{L})(?:dollars?|euros?|crowns|korun|рубл\p{L}*|гривен|гривн\p{L}*|долларов|доларів)(?!\p{L})|\d[\d\s.,]*(?:kč|kc|czk|eur|usd|cad|uah|rub|bgn|gbp|euros?|dollars?|bucks|crowns?|korun|евро|євро|доллар|долар|руб|грн|гривен|гривн|крон|лв|лева)(?!\p{L})/iu;

/** All that is wrong with it; empty lets it through. The same text and facts give the same answer, whoever wrote it. */
export function draftProblems(text: string, allowed: DraftAllowed): DraftProblem[] {
  // What a reader sees: letters of other shapes stand for the plain ones, and what cannot be seen hides nothing.
  const bare = withoutKnown(asRead(text), allowed.known);
  const today = dates.PlainDate.from(allowed.today);
  const checks: readonly (readonly [DraftProblem, boolean])[] = [
    ['too_short', text.trim().length < SHORTEST],
    ['too_long', text.length > (allowed.longest ?? PERSONAL_PART_LIMIT)],
    ['not_one_line', NOT_ONE_LINE.test(text)],
    ['hidden_characters', HIDDEN.test(text)],
    ['mixed_scripts', mixesScripts(bare, allowed.language)],
    ['placeholder', PLACEHOLDER.test(bare)],
    ['link', LINK.test(bare)],
    ['email', /[@＠]/u.test(text)],
    ['phone', PHONE.test(bare)],
    ['invented_discount', inventsDiscount(bare, allowed.discountPercent)],
    ['invented_price', CURRENCY.test(bare)],
    ['invented_gift', GIFT.test(bare)],
    ['asks_for_money', MONEY.test(bare)],
    ['invented_time', inventedTimes(bare, allowed.slots)],
    ['invented_date', inventedDates(bare, allowed.slots, today, allowed.language)],
    ['wrong_language', !readsAs(bare, allowed.language)],
  ];
  return checks.flatMap(([problem, holds]) => (holds ? [problem] : []));
}

/** A name that would be an offer if it were a word: nobody is greeted by it, and it lifts no check. */
export function soundsLikeOffer(name: string): boolean {
  const read = asRead(name);
  return HIDDEN.test(name) || [DISCOUNT, GIFT, MONEY, LINK, /^free$/iu].some((check) => check.test(read));
}

/** Longest first: "Anna Maria" before "Anna". A space stays, so that no new word comes together. */
function withoutKnown(text: string, known: readonly string[]): string {
  return known
    .filter((name) => name.trim().length > 1)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, name) => left.replaceAll(name, ' ').replaceAll(name.toLowerCase(), ' '), text);
}

const CYRILLIC: ReadonlySet<Language> = new Set(['ru', 'uk', 'bg']);

/** A Latin letter inside a Cyrillic word is there to deceive, and so is a Cyrillic or a Greek one in a text that has no such letters. */
function mixesScripts(text: string, language: Language): boolean {
  if (/(?!\p{Script=Latin}|\p{Script=Cyrillic}|\p{Lm}|[ªº])\p{L}/u.test(text)) return true;
  if (!CYRILLIC.has(language) && /\p{Script=Cyrillic}/u.test(text)) return true;
  const words = text.match(/\p{L}+/gu) ?? [];
  return words.some((word) => /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word));
}

function inventsDiscount(text: string, percent: number | null): boolean {
  const named = [...text.matchAll(PERCENT)].map((match) => Number((match[1] ?? '').replace(',', '.')));
  const said = [...text.matchAll(PERCENT_WORD), ...text.matchAll(PERCENT_SIGN)].length;
  if (percent === null || percent === 0) return said > 0 || DISCOUNT.test(text);
  // "Twenty per cent" names no number that could be compared.
  if (said > named.length || named.some((value) => value !== percent)) return true;
  return /(?<!\p{L})(?:half[- ](?:price|off)|two for one|for the price of|полцен|по цене одно|půl ceny|za cenu jedn|пів ?ціни|за ціною одн|половин цена|на цената на едно|\d+ off)/iu.test(
    text,
  );
}
