/** A moderator wrote something: is it the answer to a question of ours, and what comes of it? */

import type { Prompt } from '../../db/repositories/moderation/bot.ts';
import type { Card } from '../../db/repositories/moderation/cards.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { escapeHtml } from '../../domain/moderation/html.ts';
import type { EditProblem } from '../../domain/moderation/edit.ts';
import { wordFor, type Words } from '../../domain/moderation/words.ts';
import type { Message, SendOptions, User } from '../../integrations/telegram/telegram.ts';
import { askFor } from './ask.ts';
import { botScope, wordsOfCard, type BotDeps } from './deps.ts';
import { toastFor } from './toasts.ts';

/** Without a reply, words count as an answer only so long after the question: later they are small talk. */
const UNPROMPTED_MS = 10 * 60_000;
const REASON_LIMIT = 500;

export type ScopeOf = (companyId: number, user: User, messageId: number) => Promise<Scope | null>;

export function createReplies(deps: BotDeps, scopeOf: ScopeOf) {
  const { cards, memory, pace, telegram } = deps;

  /** Twice is harmless: the message's own id names the decision, and the question is forgotten only after it was taken. */
  async function handleMessage(message: Message): Promise<void> {
    const { from, text, chat } = message;
    if (!from || from.is_bot || text === undefined) return;
    const prompt = await promptFor(message, from);
    if (!prompt) return;
    const card = await cards.cardOfMessage(botScope(prompt.companyId), prompt.messageId);
    const scope = card ? await scopeOf(prompt.companyId, from, prompt.messageId) : null;
    if (!card || !scope) {
      await memory.forgetPrompt(prompt);
      return;
    }
    const answer = await taken(scope, card, prompt, message, text);
    if (!answer.keepsAsking) await memory.forgetPrompt(prompt);
    await say(chat.id, card, answer.say);
    if (answer.asksAgain) await askFor(deps, { ...prompt, chatId: chat.id, card, name: scope.actor.name });
    deps.wake();
  }

  /** The question that was replied to; or the only one that can be meant. */
  async function promptFor(message: Message, from: User): Promise<Prompt | null> {
    const open = await memory.openPrompts(message.chat.id, from.id);
    const repliedTo = message.reply_to_message?.message_id;
    if (repliedTo === undefined) {
      const [newest] = open;
      return newest && deps.clock.now().getTime() - newest.createdAt.getTime() < UNPROMPTED_MS ? newest : null;
    }
    const exact = open.find((prompt) => prompt.promptMessageId === repliedTo);
    if (exact) return exact;
    // They replied to the card instead of the question.
    for (const prompt of open) {
      const card = await cards.cardOfMessage(botScope(prompt.companyId), prompt.messageId);
      if (card?.telegramMessageId === repliedTo) return prompt;
    }
    return null;
  }

  interface Answer {
    say: string;
    keepsAsking?: boolean;
    asksAgain?: boolean;
  }

  async function taken(scope: Scope, card: Card, prompt: Prompt, message: Message, text: string): Promise<Answer> {
    const words = wordsOfCard(card);
    if (prompt.asksFor === 'reject_reason') {
      const reason = text.trim().slice(0, REASON_LIMIT);
      const isKept = reason !== '' && (await deps.transitions.explainRejection(scope, card.messageId, reason));
      return { say: isKept ? words.toast.reasonKept : words.toast.reasonNotYours };
    }
    const decision = prompt.asksFor === 'edit_text' ? 'edit' : 'rewrite';
    try {
      const outcome = await deps.moderation.decide(scope, {
        messageId: card.messageId,
        decision,
        text,
        seenVersion: prompt.seenVersion ?? undefined,
        via: 'telegram',
        onceKey: `reply:${String(message.chat.id)}:${String(message.message_id)}`,
      });
      return { say: toastFor(outcome, decision, words), keepsAsking: outcome.outcome === 'not_ready' };
    } catch (error) {
      if (error instanceof Unavailable) return { say: words.toast.notAnswered, keepsAsking: true };
      if (error instanceof RuleBroken) return refused(error, words);
      throw error;
    }
  }

  function refused(error: RuleBroken, words: Words): Answer {
    const problem = wordFor(words.editProblem, error.code.replace(/^edit_/, '') as EditProblem);
    return problem ? { say: problem, keepsAsking: true, asksAgain: true } : { say: words.toast.alreadyOver };
  }

  /** Under the card it is about, so that one tap leads there. */
  async function say(chatId: number, card: Card, words: string): Promise<void> {
    pace.used(chatId, 'talk');
    const told = await telegram.send(chatId, escapeHtml(words), underCard(card));
    if (told.outcome === 'wait') pace.hold(chatId, told.ms);
  }

  return { handleMessage };
}

const underCard = ({ telegramMessageId }: Card): SendOptions =>
  telegramMessageId === null ? {} : { replyTo: telegramMessageId };

export type Replies = ReturnType<typeof createReplies>;
