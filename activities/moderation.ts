/** The steps of moderation that a message's workflow asks for: open, translate, record what was decided, expire. */

import { Context } from '@temporalio/activity';
import type { Language } from '../domain/campaigns/templates.ts';
import { RuleBroken, Unavailable } from '../domain/errors.ts';
import { type Translatable, translationProblems, translationTarget } from '../domain/moderation/translation.ts';
import { systemScope, type Scope } from '../domain/access/scope.ts';

/** What moderation needs from the database; db/repositories/moderation/transitions.ts fits. */
export interface ModerationDeps {
  transitions: {
    openForApproval(scope: Scope, input: { messageId: number; at: string }): Promise<{ status: string }>;
    recordDecision(
      scope: Scope,
      input: { decisionId: number; messageId: number; at: string },
    ): Promise<{ status: string; version: number }>;
    expireMessage(scope: Scope, input: { messageId: number; at: string }): Promise<{ status: string }>;
  };
}

export interface ModeratedMessage {
  companyId: number;
  messageId: number;
  /** The workflow's time, ISO. */
  at: string;
}

export function createModerationActivities({ transitions }: ModerationDeps) {
  const scope = (input: ModeratedMessage): Scope => systemScope(input.companyId, 'deliverMessage');
  return {
    /** Twice is harmless: a message that is open stays open since when it was, and has one card (`message_id` is unique). */
    openForApproval: (input: ModeratedMessage): Promise<{ status: string }> =>
      transitions.openForApproval(scope(input), input),

    /**
     * Applies the decision that reached the workflow first. Twice is harmless: a decision that is recorded answers again
     * with the message as it is. Refuses with `changed` (the text is not the one the person saw), `not_ready` or `already_decided`.
     */
    recordDecision: (input: ModeratedMessage & { decisionId: number }): Promise<{ status: string; version: number }> =>
      transitions.recordDecision(scope(input), input),

    /** Twice is harmless: only an undecided message expires, and then it answers with what it is. */
    expireMessage: (input: ModeratedMessage): Promise<{ status: string }> =>
      transitions.expireMessage(scope(input), input),
  };
}

export type ModerationActivities = ReturnType<typeof createModerationActivities>;

export interface TranslatedText {
  version: number;
  language: Language;
  translation: string | null;
  problem: string | null;
  inputTokens: number;
  outputTokens: number;
}

/** What a translation needs; db/repositories/moderation/translations.ts and integrations/claude/translate.ts fit. */
export interface TranslateDeps {
  translations: {
    facts(scope: Scope, messageId: number, at: Date): Promise<TranslationFacts>;
    keep(scope: Scope, messageId: number, made: TranslatedText): Promise<void>;
  };
  /** Throws Unavailable when the model is away. */
  translate: (companyId: number, asked: { text: string; from: string | null; to: Language }) => Promise<Answer>;
}

export interface TranslationFacts extends Translatable {
  status: string;
  version: number;
  translationVersion: number | null;
  /** Names and titles that keep their own script. */
  known: string[];
  isBudgetUsedUp: boolean;
}

type Answer =
  | { outcome: 'answered'; value: string; usage: { inputTokens: number; outputTokens: number } }
  | { outcome: 'unusable'; reason: string; usage: { inputTokens: number; outputTokens: number } };

/** The workflow asks so many times. */
const MOST_ATTEMPTS = 2;
const OPEN: ReadonlySet<string> = new Set(['drafting', 'awaiting_approval']);

export function createTranslateActivities({ translations, translate }: TranslateDeps) {
  async function made(input: ModeratedMessage, facts: TranslationFacts, to: Language): Promise<TranslatedText> {
    const none = { version: facts.version, language: to, translation: null, inputTokens: 0, outputTokens: 0 };
    if (facts.isBudgetUsedUp) return { ...none, problem: 'budget' };
    const text = facts.text ?? '';
    let answer: Answer;
    try {
      answer = await translate(input.companyId, { text, from: facts.language, to });
    } catch (error) {
      if (error instanceof RuleBroken) return { ...none, problem: 'model_refused' };
      if (error instanceof Unavailable && Context.current().info.attempt >= MOST_ATTEMPTS)
        return { ...none, problem: 'model_away' };
      throw error;
    }
    const used = { ...none, ...answer.usage };
    if (answer.outcome === 'unusable') return { ...used, problem: answer.reason };
    const [problem] = translationProblems(text, answer.value, { target: to, known: facts.known });
    return problem ? { ...used, problem } : { ...used, translation: answer.value.trim(), problem: null };
  }

  return {
    /**
     * Twice is harmless: what was tried for this version of the text is not tried again, and what was made for an older one is
     * kept nowhere; only its tokens count.
     */
    async translateMessage(input: ModeratedMessage): Promise<{ outcome: 'translated' | 'none' }> {
      const scope = systemScope(input.companyId, 'translateMessage');
      const facts = await translations.facts(scope, input.messageId, new Date(input.at));
      const target = translationTarget(facts);
      if (target === null || !OPEN.has(facts.status) || facts.translationVersion === facts.version)
        return { outcome: 'none' };
      const translated = await made(input, facts, target);
      await translations.keep(scope, input.messageId, translated);
      return { outcome: translated.translation === null ? 'none' : 'translated' };
    },
  };
}
