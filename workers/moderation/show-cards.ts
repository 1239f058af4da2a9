/** Brings Telegram up to date with the database: posts and edits cards one by one, at Telegram's pace. */

import { createHash } from 'node:crypto';
import type { Card } from '../../db/repositories/moderation/cards.ts';
import type { ModerationChat } from '../../db/repositories/moderation/chats.ts';
import { Unavailable } from '../../domain/errors.ts';
import { renderCard, type RenderedCard } from '../../domain/moderation/card.ts';
import { roomFor, type Waiting } from '../../domain/moderation/digest.ts';
import type { Refusal } from '../../integrations/telegram/telegram.ts';
import { botScope, wordsOfChat, type BotDeps } from './deps.ts';

const LONGEST_WAIT_MS = 10 * 60_000;

/** What became of one look: `busy` — the chat's pace says later. */
export type Shown = 'showed' | 'nothing' | 'busy';

export function createCardShower(deps: BotDeps) {
  const { telegram, cards, chats, pace, log } = deps;

  /**
   * Shows at most one card. A crash after Telegram took it and before the row says so shows it again: an edit is the same
   * edit, and a second post makes the first one stale. Its buttons still work, and it says what it is when pressed.
   */
  async function showNext(chat: ModerationChat, waiting: Waiting): Promise<Shown> {
    const { chatId, companyId } = chat;
    if (!pace.isFree(chatId, 'edit')) return 'busy';
    const mayPost = pace.isFree(chatId, 'post');
    const card = await cards.nextCard(botScope(companyId), { room: roomFor(waiting), mayPost });
    if (!card) return mayPost ? 'nothing' : 'busy';
    const rendered = renderCard(card);
    try {
      await show(chat, card, rendered);
    } catch (error) {
      const why = error instanceof Unavailable ? error.message : 'bug';
      const waitMs = (error instanceof Unavailable ? error.retryAfterMs : undefined) ?? 2_000;
      await cards.cardDeferred(botScope(companyId), card.cardId, backOff(waitMs, card.attempts), why);
      log.warn({ cardId: card.cardId, why, ...(error instanceof Unavailable ? {} : { err: error }) }, 'card not shown');
    }
    return 'showed';
  }

  async function show(chat: ModerationChat, card: Card, rendered: RenderedCard): Promise<void> {
    const scope = botScope(chat.companyId);
    const hash = hashOf(rendered);
    const { telegramMessageId, wantedVersion: version } = card;
    const chatId = telegramMessageId === null ? chat.chatId : (card.chatId ?? chat.chatId);
    if (telegramMessageId !== null && hash === card.shownHash) {
      await cards.cardShown(scope, card.cardId, { version, hash, chatId, telegramMessageId });
      return;
    }
    pace.used(chatId, telegramMessageId === null ? 'post' : 'edit');
    const told =
      telegramMessageId === null
        ? await telegram.send(chatId, rendered.html, { keyboard: rendered.keyboard })
        : await telegram.edit(chatId, telegramMessageId, rendered.html, rendered.keyboard);
    if (told.outcome === 'done')
      await cards.cardShown(scope, card.cardId, { version, hash, chatId, telegramMessageId: told.messageId });
    else await refused(chat, card, told);
  }

  async function refused(chat: ModerationChat, card: Card, refusal: Refusal): Promise<void> {
    const scope = botScope(chat.companyId);
    switch (refusal.outcome) {
      case 'wait':
        pace.hold(chat.chatId, refusal.ms);
        await cards.cardDeferred(scope, card.cardId, refusal.ms, 'flood_wait');
        return;
      case 'message_gone':
        await cards.cardGone(scope, card.cardId);
        return;
      case 'refused':
        log.error({ cardId: card.cardId, code: refusal.code }, 'Telegram refused a card');
        await cards.cardDeferred(scope, card.cardId, backOff(30_000, card.attempts), refusal.code);
        return;
      default:
        await cards.cardDeferred(scope, card.cardId, 1_000, refusal.outcome);
        await chatRefused(deps, chat, refusal);
    }
  }

  /**
   * A card whose time has come is posted anew at the end of the chat; the old one says so first, and loses its button.
   * After a crash between the two it says so again, which Telegram takes for the same.
   */
  async function bringBack(chat: ModerationChat): Promise<number> {
    const scope = botScope(chat.companyId);
    let brought = 0;
    for (const card of await cards.dueBack(scope, deps.clock.now())) {
      if (card.telegramMessageId !== null) {
        const chatId = card.chatId ?? chat.chatId;
        if (!pace.isFree(chatId, 'edit')) break;
        pace.used(chatId, 'edit');
        const told = await telegram.edit(chatId, card.telegramMessageId, wordsOfChat(chat).backBelow, []);
        if (told.outcome === 'wait') {
          pace.hold(chatId, told.ms);
          break;
        }
      }
      await cards.comeBack(scope, card);
      brought += 1;
    }
    return brought;
  }

  return {
    showNext,
    bringBack,

    waiting: (chat: ModerationChat): Promise<Waiting> => cards.waiting(botScope(chat.companyId)),

    forgetUnposted: (chat: ModerationChat): Promise<void> => cards.forgetUnposted(botScope(chat.companyId)),

    chats: () => chats.moderationChats(),
  };
}

/** The chat has moved, or is gone: then nothing is written there until somebody is heard in it, or it is set anew. */
export async function chatRefused(
  { chats, log }: BotDeps,
  chat: ModerationChat,
  refusal: Extract<Refusal, { outcome: 'chat_gone' | 'chat_moved' }>,
): Promise<void> {
  if (refusal.outcome === 'chat_moved') {
    for (const other of await chats.moderationChats())
      if (other.chatId === chat.chatId) await chats.setModerationChat(botScope(other.companyId), refusal.chatId);
    log.info({ companyId: chat.companyId }, 'moderation chat has a new id');
    return;
  }
  await chats.markDead(botScope(chat.companyId), refusal.reason);
  log.error({ companyId: chat.companyId, reason: refusal.reason }, 'moderation chat cannot be written to');
}

const backOff = (firstMs: number, attempts: number): number =>
  Math.min(LONGEST_WAIT_MS, firstMs * 2 ** Math.min(attempts, 10));

const hashOf = (rendered: RenderedCard): string =>
  createHash('sha256').update(JSON.stringify(rendered)).digest('hex').slice(0, 32);
