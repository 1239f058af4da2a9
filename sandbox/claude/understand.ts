/** Labels a client's words as a model would: tone, opting out, being away, the slot they took, the wish for a person. */

import type { Facts } from './facts.ts';
import { languageOf, languageWritten, monthNamed, type Language } from './language.ts';
import { slotMeant, slotsOf, type Slot } from './slots.ts';

export interface Understanding {
  tone: 'positive' | 'neutral' | 'negative';
  optsOut: boolean;
  isAway: boolean;
  awayUntil: string | null;
  slot: Slot | null;
  needsPerson: boolean;
  language: Language;
  words: string;
}

const OPT_OUT =
  /\b(stop|unsubscribe|opt.?out|do(n['’]t| not) (write|text|message|contact)|remove me|no more messages|leave me alone)\b|отпис|не пиш|больше не (надо|нужно)|удалите меня|стоп|nepi[šs]|odhl[aá]s|u[žz] ne(psat|pište)|не пиш[іи]|відпиш|більше не (пис|тре)|не ми пиш|отпиш/i;
const STOP_BY = /\b(stop by|stopping by|won['’]?t stop)\b/i;
const AWAY =
  /\b(away|vacation|holiday|abroad|travell?ing|out of town|back (in|on|after)|until|till)\b|отпуск|уехал|за границ|в командировк|вернусь|до конца|dovolen|pryč|v zahrani|vr[aá]t[ií]m|відпус[тк]|поїха|за кордон|повернус|отпуска|почивка|чужбина|връщам се|пътувам/i;
const NEGATIVE =
  /\b(no[,.! ]*thank|not interested|no need|don['’]?t (want|need)|too expensive|no longer|never again|bad|terrible|no)\b|нет|не интерес|не нужно|не надо|не хочу|дорого|ужас|(?<!\p{L})ne(?!\p{L})|nem[aá]m z[aá]jem|nechci|nepot[řr]ebuj|drah[eéoý]|(?<!\p{L})ні(?!\p{L})|не цікав|не потрібно|не треба|(?<!\p{L})не[,.]? благодаря|не ме интерес|нямам нужда|скъпо/iu;
const POSITIVE =
  /\b(yes|yeah|sure|works|great|perfect|book|please|ok|okay|love to|sounds good|see you|take|fine)\b|(?<!\p{L})(да|давайте|хочу|запишите|отлично|подходит|хорошо|конечно|приду|ано|ано|ок)(?!\p{L})|(?<!\p{L})(ano|jo|r[aá]da?|objednejte|hod[ií] se|super|skv[eě]l[eéý]|p[rř]ijdu|chci)(?!\p{L})|(?<!\p{L})(так|добре|запишіть|чудово|підходить|прийду|залюбки)(?!\p{L})|(?<!\p{L})(запишете|искам|добре|чудесно|става|ще дойда|удобно)(?!\p{L})|👍|❤|🙂|😊/iu;
const PERSON =
  /\b(human|a person|manager|call me|phone me|complain|speak (to|with)|talk (to|with)|refund|lawyer)\b|позвоните|перезвоните|администратор|жалоб|живой человек|верните деньги|zavolejte|stížnost|vedouc|подзвоніть|зателефонуйте|скарг|обадете|оплак/i;

/** What the client wrote, wherever the prompt keeps it; words of the club are left out. */
export function wordsOf(facts: Facts): string {
  const single = facts.text('reply', 'words', 'inbound', 'clientWrote', 'clientReply', 'wrote', 'text');
  if (single !== undefined) return single;
  const lists = ['replies', 'messages', 'inbound', 'conversation', 'unread', 'words', 'dialogue', 'clientWrote'];
  const said = facts.list(...lists).flatMap((item) => {
    if (typeof item === 'string') return [item];
    const fields = item as Record<string, unknown>;
    const who = [fields['from'], fields['author'], fields['direction'], fields['role'], fields['who']].join(' ');
    const isOurs = /\b(club|us|we|out|outbound|business|assistant|product)\b/i.test(who);
    const text = fields['text'] ?? fields['words'] ?? fields['body'];
    return isOurs || typeof text !== 'string' ? [] : [text];
  });
  if (said.length > 0) return said.join('\n');
  return /<(?:reply|words|inbound|client)[^>]*>([\s\S]*?)<\//i.exec(facts.prose)?.[1]?.trim() ?? '';
}

const iso = (year: number, month: number, day: number): string =>
  `${String(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** The first day on or after today with this month and day; years are rarely written. */
function nextDate(today: string, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const year = Number(today.slice(0, 4));
  const thisYear = iso(year, month, day);
  return thisYear >= today ? thisYear : iso(year + 1, month, day);
}

/** "until 15 August", "до 20.01", "back in March", or an ISO date. */
export function dateNamed(words: string, today: string): string | null {
  const exact = /\b(\d{4}-\d{2}-\d{2})\b/.exec(words)?.[1];
  if (exact !== undefined) return exact;
  const dotted = /\b(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}))?/.exec(words);
  if (dotted) {
    const [, day, month, year] = dotted;
    return year === undefined
      ? nextDate(today, Number(month), Number(day))
      : iso(Number(year), Number(month), Number(day));
  }
  const tokens = words.split(/[\s,.!?]+/);
  for (const [index, token] of tokens.entries()) {
    const month = token.length >= 3 ? monthNamed(token) : undefined;
    if (month === undefined) continue;
    const near = [tokens[index - 1], tokens[index + 1]].map((one) => Number.parseInt(one ?? '', 10));
    return nextDate(today, month, near.find((day) => day >= 1 && day <= 31) ?? 1);
  }
  return null;
}

export function understand(facts: Facts): Understanding {
  const words = wordsOf(facts);
  const prompted = languageOf(facts);
  const language = languageWritten(words) ?? prompted;
  const today = (facts.text('today', 'localDate', 'date', 'now') ?? new Date().toISOString()).slice(0, 10);
  const optsOut = OPT_OUT.test(words) && !STOP_BY.test(words);
  const slot = slotMeant(words, slotsOf(facts, prompted)) ?? null;
  const isAway = !optsOut && slot === null && AWAY.test(words);
  const isPositive = slot !== null || POSITIVE.test(words);
  const tone = optsOut || (NEGATIVE.test(words) && slot === null) ? 'negative' : isPositive ? 'positive' : 'neutral';
  return {
    tone: isAway && tone === 'negative' ? 'neutral' : tone,
    optsOut,
    isAway,
    awayUntil: isAway ? dateNamed(words, today) : null,
    slot,
    needsPerson: PERSON.test(words),
    language,
    words,
  };
}
