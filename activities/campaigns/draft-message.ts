/** Writes a message that opens a conversation: the personal part inside an approved template. */

import { Context } from '@temporalio/activity';
import type { Drafted, MessageStep } from '../../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import type { Reason } from '../../domain/campaigns/candidates.ts';
import { chooseTemplate, languagesFor } from '../../domain/campaigns/choose-template.ts';
import { fallbackPart, firstNameOf, oneLine } from '../../domain/campaigns/draft-words.ts';
import { type Language, NAMELESS, render } from '../../domain/campaigns/templates.ts';
import type { AskFreeSlots } from './free-slots.ts';
import { type Offer, type OfferedSlot, offerSlots, type SlotFacts } from './offer-slots.ts';
import { type Answered, writeChecked, type Written } from './write-checked.ts';

interface StoredSlot {
  startsAt: string;
  /** `YYYY-MM-DD HH:MM` on the company's clock, as the text says it: zone tables of browsers and servers differ. */
  local?: string;
  staffId: number;
  staffName: string | null;
  serviceId: number;
}

interface SlotFact {
  startsAt: string;
  label: string;
  staffName: string | null;
}

type Said = { from: 'client' | 'club'; text: string };

export interface MessageFacts extends SlotFacts {
  scenario: string;
  status: string;
  version: number;
  text: string | null;
  writtenBy: string | null;
  attempt: number;
  discountPercent: number | null;
  instruction: string | null;
  slots: StoredSlot[];
  reasons: Reason[];
  isDrafted: boolean;
  optedOut: boolean;
  cardIds: number[] | null;
  cardName: string;
  cardLanguage: string | null;
  talkLanguage: string | null;
  businessName: string;
  companyLanguage: string;
  tone: 'friendly' | 'professional' | 'casual';
  serviceTitle: string | null;
  daysSince: number | null;
  visits: number;
  templates: { name: string; language: string; status: string; body: string; variables: string[] }[];
  saidBefore: Said[];
}

interface NewDraft {
  version: number;
  text: string;
  variables: string[] | null;
  template: string | null;
  language: string;
  writtenBy: 'claude' | 'fallback';
  problems: string[];
  discountPercent: number | null;
  slots: StoredSlot[];
  reasons: Reason[];
  inputTokens: number;
  outputTokens: number;
  tookMs: number;
}

/** What the writer is told; integrations/claude/write.ts says how. */
export interface Brief {
  language: string;
  tone: 'friendly' | 'professional' | 'casual';
  businessName: string;
  firstName: string | null;
  scenario: string;
  serviceTitle: string | null;
  daysSinceVisit: number | null;
  visits: number;
  favouriteStaff: string | null;
  attempt: number;
  discountPercent: number | null;
  slots: SlotFact[];
  conversation: Said[];
  instruction: string | null;
  problems: string[];
}

export interface DraftDeps {
  drafts: {
    facts(scope: Scope, messageId: number, at: string): Promise<MessageFacts>;
    keep(scope: Scope, messageId: number, draft: NewDraft, at: string): Promise<'kept' | 'overtaken'>;
    keepPreferences(
      scope: Scope,
      cardIds: number[],
      found: { period: string | null; days: number[] | null; confidence: number | null },
    ): Promise<void>;
  };
  freeSlots: AskFreeSlots;
  /** Reads those of these cards again that changed, or were read before that moment. */
  readCards(
    companyId: number,
    asked: { clientIds: number[]; at: string; readBefore: string },
    beat: () => void,
  ): Promise<unknown>;
  /** Throws Unavailable when the model is away. */
  writeDraft(companyId: number, brief: Brief): Promise<Answered>;
  /** An answer inside the 24-hour window; null for a message that opens a conversation. */
  draftAnswer(step: MessageStep, attempt: number): Promise<Drafted | null>;
}

/** A consent that was withdrawn is mostly told by nothing else than the card. */
const CARD_IS_FRESH_MS = 24 * 3_600_000;

export function createDraftActivities(deps: DraftDeps) {
  const { drafts } = deps;

  /** A platform that is away does not keep anybody from drafting: the claim asks for an unread card again. */
  async function readCards({ companyId, at }: MessageStep, clientIds: number[]): Promise<void> {
    const context = Context.current();
    const readBefore = new Date(Date.parse(at) - CARD_IS_FRESH_MS).toISOString();
    try {
      await deps.readCards(companyId, { clientIds, at, readBefore }, () => {
        context.heartbeat();
      });
    } catch (error) {
      if (!(error instanceof Unavailable || error instanceof RuleBroken)) throw error;
    }
  }

  async function offerFor(scope: Scope, facts: MessageFacts, language: Language, at: string): Promise<Offer> {
    const context = Context.current();
    const beat = (): void => {
      context.heartbeat();
    };
    const offer = await offerSlots(scope, facts, {
      freeSlots: deps.freeSlots,
      language,
      at,
      attempt: context.info.attempt,
      beat,
    });
    const { partOfDay, weekday } = offer.preferences;
    await drafts.keepPreferences(scope, facts.cardIds ?? [], {
      period: partOfDay?.value ?? null,
      days: weekday ? [weekday.value] : null,
      confidence: partOfDay?.confidence ?? null,
    });
    return offer;
  }

  async function write(scope: Scope, step: MessageStep, facts: MessageFacts): Promise<Drafted> {
    const usable = facts.templates.filter(({ variables }) => variables.every((meaning) => MEANINGS.has(meaning)));
    const choice = chooseTemplate(usable, languagesFor(facts.talkLanguage, facts.cardLanguage, facts.companyLanguage));
    if (!choice) return { outcome: 'skipped', reason: 'no_template' };
    const { language } = choice;
    const begun = performance.now();
    const offer = await offerFor(scope, facts, language, step.at);
    const firstName = firstNameOf(facts.cardName);
    const written = await writeChecked({
      ask: (problems) =>
        deps.writeDraft(step.companyId, {
          language,
          tone: facts.tone,
          businessName: facts.businessName,
          firstName,
          slots: offer.slots.map(({ startsAt, label, staffName }) => ({ startsAt, label, staffName })),
          conversation: facts.saidBefore,
          instruction: instructionOf(facts),
          problems,
          scenario: facts.scenario,
          serviceTitle: facts.serviceTitle,
          daysSinceVisit: facts.daysSince,
          visits: facts.visits,
          favouriteStaff: offer.favourite?.name ?? null,
          attempt: facts.attempt,
          discountPercent: facts.discountPercent,
        }),
      allowed: { ...allowed(facts, language, offer.slots), discountPercent: facts.discountPercent },
      theirWords: facts.saidBefore.flatMap((line) => (line.from === 'client' ? [line.text] : [])),
      labels: offer.slots.map((slot) => slot.label),
      fallback: fallbackPart({
        language,
        serviceTitle: facts.serviceTitle,
        daysSince: facts.daysSince,
        discountPercent: facts.discountPercent,
        slotLabels: offer.slots.map((slot) => slot.label),
      }),
      attempt: Context.current().info.attempt,
    });
    const values: Record<string, string> = {
      first_name: firstName ?? NAMELESS[language],
      visit_count: String(facts.visits),
      personal_part: written.text,
    };
    const variables = choice.template.variables.map((meaning) => values[meaning] ?? '');
    const draft = {
      ...draftOf(facts, written, begun),
      text: render(choice.template.body, variables),
      variables,
      template: choice.template.name,
      // As WhatsApp knows the template, which may be more than two letters.
      language: choice.template.language,
      discountPercent: facts.discountPercent,
      slots: storedSlots(facts, offer.slots, written.text),
      reasons: reasonsOf(facts, offer),
    };
    await drafts.keep(scope, step.messageId, draft, step.at);
    return { outcome: 'drafted' };
  }

  return {
    /**
     * Twice is harmless: a draft is kept for the version it was written for, once; what was decided or taken back meanwhile
     * is left alone.
     */
    async draftMessage(step: MessageStep): Promise<Drafted> {
      const scope = systemScope(step.companyId, 'draftMessage');
      const answered = await deps.draftAnswer(step, Context.current().info.attempt);
      if (answered) return answered;
      let facts = await drafts.facts(scope, step.messageId, step.at);
      if (facts.status !== 'drafting' || facts.isDrafted || isFinal(facts)) return { outcome: 'drafted' };
      // Asked again when the row is claimed; here it saves the model's work and a moderator's time.
      if (facts.optedOut) return { outcome: 'skipped', reason: 'opted_out' };
      if (!facts.cardIds) return { outcome: 'skipped', reason: 'no_valid_phone' };
      await readCards(step, facts.cardIds);
      facts = await drafts.facts(scope, step.messageId, step.at);
      if (!facts.cardIds) return { outcome: 'skipped', reason: 'no_valid_phone' };
      return write(scope, step, facts);
    },
  };
}

const MEANINGS: ReadonlySet<string> = new Set(['first_name', 'visit_count', 'personal_part']);

/** A fixed confirmation, or a person's own words in which nothing can have become untrue. */
function isFinal(facts: MessageFacts): boolean {
  if (facts.text === null) return false;
  if (facts.writtenBy === 'fixed') return true;
  return facts.writtenBy === 'person' && facts.instruction === null && facts.slots.length === 0;
}

/** A person's own text that shall be written again is the best description of what they mean. */
function instructionOf(facts: MessageFacts): string | null {
  if (facts.instruction === null || facts.writtenBy !== 'person' || facts.text === null) return facts.instruction;
  return `${facts.instruction} (the text so far: ${oneLine(facts.text)})`;
}

function allowed(
  facts: MessageFacts,
  language: Language,
  slots: readonly Pick<OfferedSlot, 'localDate' | 'localTime'>[],
) {
  const names = facts.staff.flatMap(({ name }) => [name, ...name.split(/\s+/)]);
  const known = [
    facts.businessName,
    facts.serviceTitle ?? '',
    oneLine(facts.serviceTitle ?? ''),
    firstNameOf(facts.cardName) ?? '',
    ...names,
  ];
  return { language, slots, today: facts.today, known };
}

function draftOf(facts: MessageFacts, written: Written, begun: number) {
  const { writtenBy, problems, inputTokens, outputTokens } = written;
  return {
    version: facts.version,
    writtenBy,
    problems,
    inputTokens,
    outputTokens,
    tookMs: Math.round(performance.now() - begun),
  };
}

/** Only what the text really names was offered: those are checked again before sending, and can be accepted. */
function storedSlots(facts: MessageFacts, slots: readonly OfferedSlot[], text: string): StoredSlot[] {
  const { serviceId } = facts;
  if (serviceId === null) return [];
  return slots
    .filter((slot) => text.includes(slot.localTime))
    .map(({ startsAt, localDate, localTime, staffId, staffName }) => ({
      startsAt,
      local: `${localDate} ${localTime}`,
      staffId,
      staffName,
      serviceId,
    }));
}

/** What the writer knew of their likes is part of "why" for the moderator; written anew, it is said once. */
function reasonsOf(facts: MessageFacts, { favourite, preferences }: Offer): Reason[] {
  const found: Reason[] = [
    ...(favourite ? [{ code: 'favourite_staff', staff: favourite.name }] : []),
    ...(preferences.partOfDay ? [{ code: 'preferred_time', period: preferences.partOfDay.value }] : []),
  ];
  const codes = new Set(found.map((reason) => reason.code));
  return [...facts.reasons.filter((reason) => !codes.has(reason.code)), ...found];
}
