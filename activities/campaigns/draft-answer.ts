/** Writes the answer to what a client wrote: from real facts, checked before anybody sees it, or not at all. */

import type { Drafted, MessageStep } from '../../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';
import { answerProblems } from '../../domain/campaigns/check-answer.ts';
import { fallbackAnswer, firstNameOf, slotLabel } from '../../domain/campaigns/draft-words.ts';
import { asLanguage, type Language } from '../../domain/campaigns/templates.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { type AnswerSlotsDeps, createAnswerSlots, type OfferedSlot, type SlotFacts } from './answer-slots.ts';
import { onTheClock } from './free-slots.ts';

export interface AnswerFacts extends SlotFacts {
  status: string;
  kind: 'template' | 'text';
  version: number;
  language: string | null;
  instruction: string | null;
  conversationId: number | null;
  bookingSlot: OfferedSlot | null;
  businessName: string;
  tone: 'friendly' | 'professional' | 'casual';
  firstName: string | null;
  isHandedOver: boolean;
  isOptedOut: boolean;
  /** This version has its words already. */
  isDrafted: boolean;
  isChosenTimeGone: boolean;
  discountPercent: number | null;
}

interface SlotShown {
  startsAt: string;
  localDate: string;
  localTime: string;
  label: string;
  staffName: string | null;
}

/** What the writer is told; integrations/claude/write.ts says how. */
export interface AnswerBrief {
  language: Language;
  today: string;
  tone: AnswerFacts['tone'];
  businessName: string;
  timeZone: string;
  firstName: string | null;
  replies: string[];
  conversation: { from: 'client' | 'club'; text: string }[];
  slots: SlotShown[];
  confirmedSlot: SlotShown | null;
  chosenTimeIsGone: boolean;
  discountPercent: number | null;
  instruction: string | null;
  problems: string[];
}

interface Usage {
  inputTokens: number;
  outputTokens: number;
}
type Written =
  | { outcome: 'answered'; value: string; usage: Usage }
  | { outcome: 'unusable'; reason: string; usage: Usage };

export interface DraftAnswerDeps extends AnswerSlotsDeps {
  answers: AnswerSlotsDeps['answers'] & {
    facts(scope: Scope, messageId: number, at: string): Promise<AnswerFacts>;
    dialogue(scope: Scope, messageId: number): Promise<{ from: 'client' | 'club'; text: string; isNew: boolean }[]>;
    save(
      scope: Scope,
      written: Usage & {
        messageId: number;
        version: number;
        text: string;
        writtenBy: 'claude' | 'fallback';
        slots: OfferedSlot[];
        at: string;
      },
    ): Promise<void>;
    giveUp(
      scope: Scope,
      given: Usage & {
        messageId: number;
        conversationId: number | null;
        reason: string;
        problems: string[];
        at: string;
      },
    ): Promise<void>;
  };
  /** Throws Unavailable when the model is away. */
  writeAnswer(companyId: number, brief: AnswerBrief): Promise<Written>;
}

/** About a minute with the workflow's pauses between them; a person answers sooner than a model that stays away. */
export const TRIES_BEFORE_GIVING_UP = 7;
/** Written once more with what was wrong with the first. */
const TRIES = 2;
const NO_GOOD_ANSWER = 'no_good_answer';

export function createDraftAnswer(deps: DraftAnswerDeps) {
  const { answers } = deps;
  const chooseSlots = createAnswerSlots(deps);

  /**
   * Null for a message that opens a conversation: those are drafted from a template.
   * Twice is harmless: a version that has its words keeps them, and the model is asked nothing.
   */
  return async function draftAnswer(step: MessageStep, attempt: number): Promise<Drafted | null> {
    const scope = systemScope(step.companyId, 'draftMessage');
    const facts = await answers.facts(scope, step.messageId, step.at);
    if (facts.kind !== 'text') return null;
    if (facts.status !== 'drafting' || facts.isDrafted) return { outcome: 'drafted' };
    if (facts.isOptedOut) return { outcome: 'skipped', reason: 'opted_out' };
    if (facts.isHandedOver) return { outcome: 'skipped', reason: 'handed_over' };

    const isLastTry = attempt >= TRIES_BEFORE_GIVING_UP;
    const language = asLanguage(facts.language);
    const confirmed = facts.bookingSlot ? shown(facts.bookingSlot, language, facts.timeZone) : null;
    const offered = confirmed ? [] : await chooseSlots(scope, facts, { at: step.at, isLastTry });
    const brief = await briefFor(scope, step.messageId, facts, { language, confirmed, offered });
    const { text, problems, usage } = await written(step.companyId, brief, isLastTry);
    const done = { ...usage, messageId: step.messageId, at: step.at };
    if (text !== null) {
      // Only what the text names was offered, and only that can be accepted.
      const slots = offered.filter((slot) => text.includes(onTheClock(slot.startsAt, facts.timeZone).localTime));
      await answers.save(scope, { ...done, version: facts.version, text, writtenBy: 'claude', slots });
      return { outcome: 'drafted' };
    }
    if (confirmed) {
      // What is booked is confirmed, with or without a model.
      const fixed = fallbackAnswer({ language, slotLabels: [], confirmedLabel: confirmed.label });
      await answers.save(scope, { ...done, version: facts.version, text: fixed, writtenBy: 'fallback', slots: [] });
      return { outcome: 'drafted' };
    }
    await answers.giveUp(scope, { ...done, conversationId: facts.conversationId, reason: NO_GOOD_ANSWER, problems });
    return { outcome: 'skipped', reason: NO_GOOD_ANSWER };
  };

  async function briefFor(
    scope: Scope,
    messageId: number,
    facts: AnswerFacts,
    { language, confirmed, offered }: { language: Language; confirmed: SlotShown | null; offered: OfferedSlot[] },
  ): Promise<AnswerBrief> {
    const { tone, businessName, timeZone, today, discountPercent, instruction } = facts;
    const said = await answers.dialogue(scope, messageId);
    return {
      language,
      tone,
      businessName,
      timeZone,
      today,
      // A card can hold anything; what is no name would lift the checks for itself.
      firstName: facts.firstName === null ? null : firstNameOf(facts.firstName),
      discountPercent,
      instruction,
      replies: said.filter((line) => line.isNew).map((line) => line.text),
      conversation: said.filter((line) => !line.isNew).map(({ from, text }) => ({ from, text })),
      slots: offered.map((slot) => shown(slot, language, timeZone)),
      confirmedSlot: confirmed,
      chosenTimeIsGone: facts.isChosenTimeGone && confirmed === null,
      problems: [],
    };
  }

  /** `text` null: nothing usable, with what was wrong. */
  async function written(
    companyId: number,
    brief: AnswerBrief,
    isLastTry: boolean,
  ): Promise<{ text: string | null; problems: string[]; usage: Usage }> {
    const usage = { inputTokens: 0, outputTokens: 0 };
    let problems: string[] = [];
    for (let count = 0; count < TRIES; count += 1) {
      let answer: Written;
      try {
        answer = await deps.writeAnswer(companyId, { ...brief, problems });
      } catch (error) {
        // A refused key or an empty account is mended by a person, and the client is answered by one meanwhile.
        const isOver = error instanceof RuleBroken || (error instanceof Unavailable && isLastTry);
        if (!isOver) throw error;
        return { text: null, problems: ['model_away'], usage };
      }
      usage.inputTokens += answer.usage.inputTokens;
      usage.outputTokens += answer.usage.outputTokens;
      const text = answer.outcome === 'answered' ? answer.value.replaceAll(/\s+/gu, ' ').trim() : null;
      problems = text === null ? [answer.outcome === 'unusable' ? answer.reason : 'empty'] : problemsOf(text, brief);
      if (text !== null && problems.length === 0) return { text, problems, usage };
    }
    return { text: null, problems, usage };
  }
}

function problemsOf(text: string, brief: AnswerBrief): string[] {
  const { language, slots, confirmedSlot, discountPercent, replies, today, businessName, firstName } = brief;
  const staff = [...slots, ...(confirmedSlot ? [confirmedSlot] : [])].map((slot) => slot.staffName);
  const known = [businessName, firstName, ...staff].filter((name) => name !== null);
  const said = [...replies, ...brief.conversation.flatMap((line) => (line.from === 'client' ? [line.text] : []))];
  const labels = [...slots, ...(confirmedSlot ? [confirmedSlot] : [])].map((slot) => slot.label);
  const allowed = { language, slots, discountPercent, today, known, labels };
  return answerProblems(text, { ...allowed, replies: said, confirmed: confirmedSlot });
}

function shown({ startsAt, staffName }: OfferedSlot, language: Language, timeZone: string): SlotShown {
  const local = onTheClock(startsAt, timeZone);
  return { startsAt, staffName, ...local, label: slotLabel(local, language) };
}
