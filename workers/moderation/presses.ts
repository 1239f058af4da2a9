/** A button was pressed: who is it, may they, and what comes of it. Every press is answered with a toast. */

import type { Card } from '../../db/repositories/moderation/cards.ts';
import type { AsksFor } from '../../db/repositories/moderation/bot.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { moderatorAmong } from '../../domain/moderation/access.ts';
import {
  type CardChange,
  type CardPress,
  isBatchPress,
  isCardChange,
  isCompanyPress,
  parseCallback,
} from '../../domain/moderation/callback.ts';
import { cardState } from '../../domain/moderation/card.ts';
import { OPEN_CARDS } from '../../domain/moderation/digest.ts';
import { botLanguage, wordFor, wordsIn, type Words } from '../../domain/moderation/words.ts';
import type { CallbackQuery, User } from '../../integrations/telegram/telegram.ts';
import { askFor } from './ask.ts';
import { createBatchPresses } from './batch-presses.ts';
import { botScope, wordsOfCard, wordsOfChat, type BotDeps } from './deps.ts';
import { type Toast, toastFor } from './toasts.ts';

export function createPresses(deps: BotDeps) {
  const { telegram, cards, chats, log } = deps;
  const batches = createBatchPresses(deps, moderatorScope);

  /** Twice is harmless: Telegram's id of the press names the decision, so a press that comes again is the same one. */
  async function handlePress(query: CallbackQuery): Promise<void> {
    const { text, isAlert } = await toastOf(query);
    await telegram.answer(query.id, text, isAlert ?? false).catch((error: unknown) => {
      // The decision stands; only its toast is lost, and the card says the same in a moment.
      log.warn({ why: error instanceof Unavailable ? error.message : 'bug' }, 'press not answered');
    });
    deps.wake();
  }

  async function toastOf(query: CallbackQuery): Promise<Toast> {
    const press = parseCallback(query.data ?? '');
    const strangerWords = wordsIn(botLanguage(query.from.language_code ?? 'en'));
    if (!press) return { text: strangerWords.toast.unknownButton };
    if (isCompanyPress(press))
      return press.press === 'more' ? showMore(press.companyId, query) : batches.begin(press.companyId, query);
    if (isBatchPress(press)) return batches.pressed(press, query);
    const card = await cards.cardByKey(press.key);
    if (!card) return { text: strangerWords.toast.unknownButton };
    const words = wordsOfCard(card);
    const scope = await moderatorScope(card.companyId, query.from, card.messageId);
    if (!scope) return { text: words.toast.denied, isAlert: true };
    const toast = await act(scope, card, press, query);
    await sayIfStale(card, query, words);
    return toast;
  }

  /** The allow-list is read at every press: whoever was taken off it a second ago is refused now. */
  async function moderatorScope(companyId: number, user: User, messageId: number | null): Promise<Scope | null> {
    const moderator = moderatorAmong(await chats.moderators(botScope(companyId)), user.id);
    if (moderator) return { companyId, actor: { kind: 'telegram', telegramUserId: user.id, name: moderator.name } };
    await chats.noteDenied(
      botScope(companyId),
      { telegramUserId: user.id, name: user.first_name.slice(0, 64) },
      { messageId },
    );
    log.warn({ companyId }, 'press by somebody who is not a moderator');
    return null;
  }

  async function showMore(companyId: number, query: CallbackQuery): Promise<Toast> {
    const chat = (await chats.moderationChats()).find((one) => one.companyId === companyId);
    const words = chat ? wordsOfChat(chat) : wordsIn('en');
    if (!chat || chat.chatId !== query.message?.chat.id) return { text: words.toast.unknownButton };
    const scope = await moderatorScope(companyId, query.from, null);
    if (!scope) return { text: words.toast.denied, isAlert: true };
    const released = await cards.release(scope, OPEN_CARDS);
    return { text: released > 0 ? words.toast.moreComing : words.allShown };
  }

  async function act(scope: Scope, card: Card, press: CardPress, query: CallbackQuery): Promise<Toast> {
    const words = wordsOfCard(card);
    if (isCardChange(press)) return { text: await change(scope, card, press) };
    switch (press.press) {
      case 'approve':
      case 'reject':
        return { text: await decide(scope, card, press.press, press.version, query) };
      case 'rewrite_now':
        return { text: await decide(scope, card, 'rewrite', press.version, query) };
      case 'edit':
        return { text: await ask(scope, card, 'edit_text', press.version, query) };
      case 'rewrite':
        return { text: await ask(scope, card, 'rewrite_instruction', press.version, query) };
      case 'explain':
        return { text: await ask(scope, card, 'reject_reason', null, query) };
      case 'quick_reason': {
        const isKept = await deps.transitions.explainRejection(scope, card.messageId, press.reason);
        return { text: isKept ? words.toast.reasonKept : words.toast.reasonNotYours };
      }
    }
    // Unreachable: every press is named above.
    return { text: words.toast.unknownButton };
  }

  /** What is no decision: the row alone changes, and the card follows it. Twice comes to the same. */
  async function change(scope: Scope, card: Card, press: CardChange): Promise<string> {
    const words = wordsOfCard(card);
    const { messageId } = card;
    const asked = { messageId, via: 'telegram' as const, at: deps.clock.now() };
    try {
      switch (press.press) {
        case 'snooze':
          await deps.snoozes.snooze(scope, { ...asked, snooze: press.snooze });
          return words.toast.snoozed;
        case 'wake':
          await deps.snoozes.wake(scope, asked);
          return words.toast.woken;
        case 'translate':
          await deps.translations.want(scope, messageId, null);
          return words.toast.translating;
      }
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      const tooLate = card.decision ? words.toast.tooLate(card.decision, card.decidedBy) : words.toast.alreadyOver;
      return wordFor(words.snoozeProblem, error.code) ?? (error.code === 'not_ready' ? words.toast.notReady : tooLate);
    }
    // Unreachable: every press is named above.
    return words.toast.unknownButton;
  }

  async function decide(
    scope: Scope,
    card: Card,
    decision: 'approve' | 'reject' | 'rewrite',
    version: number | null,
    query: CallbackQuery,
  ): Promise<string> {
    const words = wordsOfCard(card);
    try {
      const outcome = await deps.moderation.decide(scope, {
        messageId: card.messageId,
        decision,
        seenVersion: version ?? undefined,
        via: 'telegram',
        onceKey: `press:${query.id}`,
      });
      return toastFor(outcome, decision, words);
    } catch (error) {
      if (error instanceof Unavailable) return words.toast.notAnswered;
      if (error instanceof RuleBroken) return words.toast.alreadyOver;
      throw error;
    }
  }

  /** A question in the chat, remembered before it is asked, so that a restart in between forgets nothing. */
  async function ask(
    scope: Scope,
    card: Card,
    asksFor: AsksFor,
    version: number | null,
    query: CallbackQuery,
  ): Promise<string> {
    const words = wordsOfCard(card);
    const tooLate = asksFor === 'reject_reason' ? notYours(scope, card, words) : notWaiting(card, version, words);
    if (tooLate) return tooLate;
    const chatId = query.message?.chat.id;
    if (chatId === undefined) return words.toast.unknownButton;
    const key = { chatId, telegramUserId: query.from.id, messageId: card.messageId };
    await deps.memory.rememberPrompt({ ...key, asksFor, seenVersion: version });
    return (await askFor(deps, { ...key, asksFor, card, name: scope.actor.name }))
      ? words.toast.askedBelow
      : words.toast.notAnswered;
  }

  /** The card that was pressed is not the one the database knows: it was posted twice, or the message came back later. */
  async function sayIfStale(card: Card, query: CallbackQuery, words: Words): Promise<void> {
    const pressed = query.message;
    const isButtonOfCard = pressed !== undefined && !isPrompt(query.data ?? '');
    if (!isButtonOfCard || card.telegramMessageId === null || pressed.message_id === card.telegramMessageId) return;
    await telegram.edit(pressed.chat.id, pressed.message_id, words.duplicate, []).catch((error: unknown) => {
      log.warn({ why: error instanceof Unavailable ? error.message : 'bug' }, 'second card not marked');
    });
  }

  return { handlePress, moderatorScope };
}

export type Presses = ReturnType<typeof createPresses>;

/** "Just write another one" stands under a question, not under a card. */
const isPrompt = (data: string): boolean => parseCallback(data)?.press === 'rewrite_now';

function notWaiting(card: Card, version: number | null, words: Words): string | null {
  const state = cardState(card);
  if (state === 'waiting' || state === 'snoozed')
    return version === null || version === card.version ? null : words.toast.changed;
  if (state === 'drafting') return words.toast.notReady;
  return card.decision ? words.toast.tooLate(card.decision, card.decidedBy) : words.toast.alreadyOver;
}

function notYours(scope: Scope, card: Card, words: Words): string | null {
  return card.status === 'rejected' && card.decidedBy === scope.actor.name ? null : words.toast.reasonNotYours;
}
