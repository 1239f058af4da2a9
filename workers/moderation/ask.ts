/** Asks a moderator for words: the new text, an instruction, a reason. */

import type { AsksFor } from '../../db/repositories/moderation/bot.ts';
import type { Card } from '../../db/repositories/moderation/cards.ts';
import { callbackData } from '../../domain/moderation/callback.ts';
import { escapeHtml, manyLines } from '../../domain/moderation/html.ts';
import type { Words } from '../../domain/moderation/words.ts';
import { wordsOfCard, type BotDeps } from './deps.ts';

const SHOWN_TEXT_LIMIT = 3_000;

export interface Question {
  chatId: number;
  telegramUserId: number;
  messageId: number;
  asksFor: AsksFor;
  card: Card;
  name: string;
}

/** False when Telegram did not take it: the person is told and presses again. Twice asks twice; the newer question counts. */
export async function askFor({ telegram, memory, pace }: BotDeps, question: Question): Promise<boolean> {
  const { chatId, card } = question;
  const words = wordsOfCard(card);
  // The mention makes the reply box open for this person alone.
  const who = `<a href="tg://user?id=${String(question.telegramUserId)}">${escapeHtml(question.name)}</a>`;
  const rewriteNow = {
    text: words.rewriteNow,
    data: callbackData({ press: 'rewrite_now', key: card.key, version: card.version }),
  };
  pace.used(chatId, 'talk');
  const told = await telegram.send(chatId, questionHtml(question, words, who), {
    ...(card.telegramMessageId === null ? {} : { replyTo: card.telegramMessageId }),
    // A message has one kind of keyboard: the button that answers at once is worth more than the opened reply box.
    ...(question.asksFor === 'rewrite_instruction'
      ? { keyboard: [[rewriteNow]] }
      : { askReply: { placeholder: words.ask.placeholder } }),
  });
  if (told.outcome === 'wait') pace.hold(chatId, told.ms);
  if (told.outcome !== 'done') return false;
  await memory.promptPosted(question, told.messageId);
  return true;
}

function questionHtml({ asksFor, card }: Question, words: Words, who: string): string {
  if (asksFor === 'reject_reason') return words.ask.reason(who);
  if (asksFor === 'rewrite_instruction') return words.ask.rewrite(who);
  const isTemplate = card.kind === 'template';
  const now = isTemplate ? (card.variables?.at(-1) ?? '') : (card.text ?? '');
  const asked = isTemplate ? words.ask.editTemplate(who) : words.ask.editText(who);
  // In a code block one tap copies the text that is to be changed.
  return `${asked}\n\n${words.ask.now}:\n<code>${escapeHtml(manyLines(now, SHOWN_TEXT_LIMIT))}</code>`;
}
