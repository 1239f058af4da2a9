/** The card of one message in Telegram: what a moderator reads, and which buttons are live. */

import { Temporal as dates } from 'temporal-polyfill';
import { callbackData, QUICK_REASONS, type Press } from './callback.ts';
import { escapeHtml, manyLines, oneLine } from './html.ts';
import { reasonInWords, type Reason } from './reasons.ts';
import { SNOOZES } from './snooze.ts';
import { translationTarget } from './translation.ts';
import { botLanguage, wordFor, wordsIn, type BotLanguage, type Words } from './words.ts';

/** Telegram counts UTF-16 units after the entities are parsed; a little is kept back. */
export const CARD_LIMIT = 4000;
const PREVIEW_LIMIT = 2500;
const REASONS_SHOWN = 6;

export interface Slot {
  startsAt: string;
  staffName?: string | null;
}

export interface CardFacts {
  key: string;
  version: number;
  status: string;
  decision: 'approved' | 'rejected' | 'expired' | null;
  decidedBy: string | null;
  decidedVia: string | null;
  decidedAt: Date | null;
  reason: string | null;
  awaitingSince: Date | null;
  companyLanguage: string;
  timeZone: string;
  currency: string;
  clientName: string;
  scenario: string;
  serviceTitle: string | null;
  attempt: number;
  segment: string | null;
  loyalty: string | null;
  reasons: readonly Reason[];
  text: string | null;
  language: string | null;
  /** The same words for the moderators, made for this version of the text. */
  translation: string | null;
  translationLanguage: string | null;
  /** Put off, and not back yet. */
  snoozedUntil: Date | null;
  snoozedBy: string | null;
  writtenBy: string | null;
  instruction: string | null;
  /** What the client wrote, when this answers it. */
  answersTo: string | null;
  discountPercent: number | null;
  slots: readonly Slot[];
  bookingSlot: Slot | null;
}

export interface Button {
  text: string;
  data: string;
}

export interface RenderedCard {
  html: string;
  keyboard: Button[][];
}

export type CardState =
  | 'waiting'
  | 'snoozed'
  | 'drafting'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'skipped'
  | 'dead'
  | 'automatic';

/** What the message's status means to a moderator: of its way after the decision only a failure matters here. */
export function cardState({
  status,
  decision,
  snoozedUntil,
}: Pick<CardFacts, 'status' | 'decision' | 'snoozedUntil'>): CardState {
  switch (status) {
    case 'awaiting_approval':
      if (decision === 'approved') return 'approved';
      return snoozedUntil === null ? 'waiting' : 'snoozed';
    case 'drafting':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'skipped':
    case 'dead':
      return status;
    default:
      return decision === 'approved' ? 'approved' : 'automatic';
  }
}

export function renderCard(facts: CardFacts): RenderedCard {
  const language = botLanguage(facts.companyLanguage);
  const words = wordsIn(language);
  const state = cardState(facts);
  const blocks = [
    heading(facts, words),
    state === 'waiting' || state === 'snoozed' || state === 'drafting' ? why(facts, words, language) : '',
    offer(facts, words),
  ];
  const line = stateLine(facts, state, words);
  const used = [...blocks, line].join('\n\n').length;
  const room = CARD_LIMIT - used - 200;
  const isTranslated = facts.translation !== null && facts.translation.trim() !== '';
  const texts = isTranslated
    ? [preview(facts, words, Math.min(PREVIEW_LIMIT, room / 2)), translated(facts, words, room / 2 - 100)]
    : [preview(facts, words, Math.min(PREVIEW_LIMIT, room))];
  const html = [...blocks, ...texts, line].filter((block) => block !== '').join('\n\n');
  return { html, keyboard: keyboard(facts, state, words) };
}

function heading(facts: CardFacts, words: Words): string {
  const scenario = wordFor(words.scenario, facts.scenario) ?? oneLine(facts.scenario.replaceAll('_', ' '), 60);
  const loyalty = loyaltyOf(facts, words);
  const second = [scenario, facts.serviceTitle, facts.attempt > 1 ? words.attempt(facts.attempt) : null];
  const segment = facts.segment === null ? null : (wordFor(words.segment, facts.segment) ?? facts.segment);
  const third = [segment, loyalty];
  return [`<b>${escapeHtml(oneLine(facts.clientName, 80) || '—')}</b>`, joined(second), joined(third)]
    .filter((line) => line !== '')
    .join('\n');
}

/** Beside the name, not among the reasons: it says who this is. */
function loyaltyOf(facts: CardFacts, words: Words): string | null {
  const said = facts.loyalty ?? facts.reasons.find((reason) => reason.code === 'loyalty')?.['loyalty'];
  return typeof said === 'string' ? (wordFor(words.loyalty, said.toLowerCase()) ?? said) : null;
}

const joined = (parts: readonly (string | null)[]): string =>
  parts
    .filter((part): part is string => part !== null && part !== '')
    .map((part) => escapeHtml(oneLine(part, 80)))
    .join(' · ');

function why(facts: CardFacts, words: Words, language: BotLanguage): string {
  const lines = facts.reasons
    .filter((reason) => reason.code !== 'loyalty')
    .slice(0, REASONS_SHOWN)
    .map((reason) => `• ${escapeHtml(oneLine(reasonInWords(reason, language, facts.currency), 120))}`);
  const asked = facts.instruction ? [`${words.instruction}: ${escapeHtml(oneLine(facts.instruction, 160))}`] : [];
  const wrote = facts.answersTo ? [`${words.theyWrote}: «${escapeHtml(oneLine(facts.answersTo, 400))}»`] : [];
  const all = [...lines, ...wrote, ...asked];
  return all.length === 0 ? '' : [`<i>${words.why}</i>`, ...all].join('\n');
}

function offer(facts: CardFacts, words: Words): string {
  const lines: string[] = [];
  if (facts.discountPercent) lines.push(words.discount(facts.discountPercent));
  if (facts.slots.length > 0)
    lines.push(
      `${words.slots}: ${facts.slots
        .slice(0, 5)
        .map((slot) => escapeHtml(slotInWords(slot, facts)))
        .join(', ')}`,
    );
  if (facts.bookingSlot) lines.push(words.bookAndConfirm(escapeHtml(slotInWords(facts.bookingSlot, facts))));
  return lines.join('\n');
}

function preview(facts: CardFacts, words: Words, room: number): string {
  if (facts.text === null || facts.text.trim() === '') return '';
  const shown = manyLines(facts.text, Math.max(200, Math.floor(room)));
  const by =
    facts.writtenBy === 'person'
      ? words.writtenByPerson
      : facts.writtenBy === 'fallback'
        ? words.writtenByFallback
        : null;
  const label =
    escapeHtml(words.textLabel(facts.language ? oneLine(facts.language, 12) : null)) + (by ? ` · ${by}` : '');
  const cut = shown.endsWith('…') && shown.length < facts.text.trim().length ? `\n${words.cutHere}` : '';
  return `<i>${label}</i>\n<blockquote>${escapeHtml(shown)}</blockquote>${cut}`;
}

/** Beneath what the client will read, so that nobody takes the one for the other. */
function translated(facts: CardFacts, words: Words, room: number): string {
  const label = escapeHtml(words.translation(oneLine(facts.translationLanguage ?? '', 12)));
  return `<i>${label}</i>\n<blockquote>${escapeHtml(manyLines(facts.translation ?? '', Math.max(200, Math.floor(room))))}</blockquote>`;
}

function stateLine(facts: CardFacts, state: CardState, words: Words): string {
  const by = escapeHtml(oneLine(facts.decidedBy ?? '', 60));
  const when = decidedWhen(facts);
  const because = facts.reason ? `: ${escapeHtml(oneLine(words.reason(facts.reason), 200))}` : '';
  const lines: Record<CardState, () => string> = {
    waiting: () => `⏳ ${words.state.waiting}`,
    snoozed: () =>
      `💤 ${words.state.snoozed(escapeHtml(oneLine(facts.snoozedBy ?? '', 60)), momentOf(facts.snoozedUntil, facts))}`,
    drafting: () => `✍️ ${words.state.drafting}`,
    approved: () => `✅ ${words.state.approved(by, when)}`,
    rejected: () => `⛔ ${words.state.rejected(by, when)}${rejectedBecause(facts, words)}`,
    expired: () => `⌛ ${words.state.expired}`,
    automatic: () => `➡️ ${words.state.automatic}`,
    cancelled: () => `⛔ ${words.state.cancelled}${because}`,
    skipped: () => `⛔ ${words.state.skipped}${because}`,
    dead: () => `⛔ ${words.state.dead}${because}`,
  };
  return lines[state]();
}

/** A rejection that is called only "rejected": the person has not said why. */
export const isUnexplained = (facts: Pick<CardFacts, 'reason'>): boolean =>
  facts.reason === null || facts.reason === 'rejected';

function rejectedBecause(facts: CardFacts, words: Words): string {
  if (isUnexplained(facts)) return facts.decidedVia === 'telegram' ? `\n${words.whyRejected}` : '';
  const quick = QUICK_REASONS.find((reason) => reason === facts.reason);
  return `: ${quick ? words.quickReason[quick] : escapeHtml(oneLine(facts.reason ?? '', 200))}`;
}

/** "14:02" on the day it began to wait, else with its date: "21.11. 14:02". */
const decidedWhen = (facts: CardFacts): string => momentOf(facts.decidedAt, facts);

function momentOf(moment: Date | null, facts: CardFacts): string {
  if (!moment) return '';
  const then = local(moment.toISOString(), facts.timeZone);
  const time = then.toPlainTime().toString({ smallestUnit: 'minute' });
  const since = facts.awaitingSince ? local(facts.awaitingSince.toISOString(), facts.timeZone) : then;
  return since.toPlainDate().equals(then.toPlainDate()) ? time : `${dayAndMonth(then)} ${time}`;
}

function slotInWords(slot: Slot, facts: CardFacts): string {
  let at: dates.ZonedDateTime;
  try {
    at = local(slot.startsAt, facts.timeZone);
  } catch {
    return oneLine(slot.startsAt, 40);
  }
  const weekday = at.toLocaleString(botLanguage(facts.companyLanguage), { weekday: 'short' });
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return [`${weekday} ${dayAndMonth(at)} ${time}`, oneLine(slot.staffName ?? '', 40)]
    .filter((part) => part !== '')
    .join(' ');
}

const local = (instant: string, timeZone: string): dates.ZonedDateTime =>
  dates.Instant.from(instant).toZonedDateTimeISO(timeZone);

const dayAndMonth = (at: dates.ZonedDateTime): string =>
  `${String(at.day).padStart(2, '0')}.${String(at.month).padStart(2, '0')}.`;

function keyboard(facts: CardFacts, state: CardState, words: Words): Button[][] {
  const { key, version } = facts;
  const button = (text: string, press: Press): Button => ({ text, data: callbackData(press) });
  if (state === 'waiting')
    return [
      [
        button(words.approve, { press: 'approve', key, version }),
        button(words.reject, { press: 'reject', key, version }),
      ],
      [button(words.edit, { press: 'edit', key, version }), button(words.rewrite, { press: 'rewrite', key, version })],
      SNOOZES.map((snooze) => button(words.snooze[snooze], { press: 'snooze', key, snooze })),
      ...(translationTarget(facts) !== null && facts.translation === null
        ? [[button(words.translate, { press: 'translate', key, version })]]
        : []),
    ];
  if (state === 'snoozed') return [[button(words.wake, { press: 'wake', key, version })]];
  if (state !== 'rejected' || facts.decidedVia !== 'telegram' || !isUnexplained(facts)) return [];
  const reasons = QUICK_REASONS.map((reason) =>
    button(words.quickReason[reason], { press: 'quick_reason', key, reason }),
  );
  return [reasons.slice(0, 2), reasons.slice(2), [button(words.otherReason, { press: 'explain', key, version: null })]];
}
