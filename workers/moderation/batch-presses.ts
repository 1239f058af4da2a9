/** "Approve all" was pressed: the list is made and turned, and somebody says yes or no to all of it. */

import type { Batch } from '../../db/repositories/moderation/batches.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { renderBatch } from '../../domain/moderation/batch.ts';
import type { BatchPress } from '../../domain/moderation/callback.ts';
import { escapeHtml, oneLine } from '../../domain/moderation/html.ts';
import { botLanguage, type Words, wordsIn } from '../../domain/moderation/words.ts';
import type { CallbackQuery, User } from '../../integrations/telegram/telegram.ts';
import { type BotDeps, wordsOfChat } from './deps.ts';
import type { Toast } from './toasts.ts';

type ScopeOf = (companyId: number, user: User, messageId: number | null) => Promise<Scope | null>;

export function createBatchPresses({ batches, chats, telegram, pace, clock }: BotDeps, scopeOf: ScopeOf) {
  async function shown(scope: Scope, batch: Batch, page: number, words: Words) {
    return renderBatch({ key: batch.key, items: await batches.items(scope, batch.batchId), page }, words);
  }

  /** Pressed twice there are two lists; each names its own texts. */
  async function begin(companyId: number, query: CallbackQuery): Promise<Toast> {
    const chat = (await chats.moderationChats()).find((one) => one.companyId === companyId);
    const words = chat ? wordsOfChat(chat) : wordsIn('en');
    if (!chat || chat.chatId !== query.message?.chat.id) return { text: words.toast.unknownButton };
    const scope = await scopeOf(companyId, query.from, null);
    if (!scope) return { text: words.toast.denied, isAlert: true };
    const batch = await batches.begin(scope, { chatId: chat.chatId, at: clock.now() });
    if (!batch) return { text: words.batch.nothing };
    const { html, keyboard } = await shown(scope, batch, 1, words);
    pace.used(chat.chatId, 'talk');
    const told = await telegram.send(chat.chatId, html, { keyboard });
    if (told.outcome === 'wait') pace.hold(chat.chatId, told.ms);
    if (told.outcome !== 'done') return { text: words.toast.notAnswered };
    await batches.posted(scope, batch.batchId, told.messageId);
    return { text: words.toast.askedBelow };
  }

  async function pressed(press: BatchPress, query: CallbackQuery): Promise<Toast> {
    const batch = await batches.byKey(press.key);
    if (!batch || batch.chatId !== query.message?.chat.id) return { text: wordsIn('en').toast.unknownButton };
    const words = wordsIn(botLanguage(batch.companyLanguage));
    const scope = await scopeOf(batch.companyId, query.from, null);
    if (!scope) return { text: words.toast.denied, isAlert: true };
    if (batch.state !== 'shown') return { text: words.batch.over };
    const messageId = query.message.message_id;
    if (press.press === 'batch_page') {
      const { html, keyboard } = await shown(scope, batch, press.page, words);
      return redraw(batch.chatId, messageId, { html, keyboard }, words, '');
    }
    const state = press.press === 'batch_confirm' ? 'confirmed' : 'cancelled';
    const said = { state, telegramUserId: query.from.id, actorName: scope.actor.name } as const;
    if (!(await batches.close(scope, batch.batchId, said))) return { text: words.batch.over };
    if (state === 'confirmed') return { text: words.batch.begun };
    const html = words.batch.cancelled(escapeHtml(oneLine(scope.actor.name, 60)));
    return redraw(batch.chatId, messageId, { html, keyboard: [] }, words, words.batch.notDone);
  }

  async function redraw(
    chatId: number,
    messageId: number,
    { html, keyboard }: ReturnType<typeof renderBatch>,
    words: Words,
    toast: string,
  ): Promise<Toast> {
    pace.used(chatId, 'edit');
    const told = await telegram.edit(chatId, messageId, html, keyboard);
    if (told.outcome === 'wait') pace.hold(chatId, told.ms);
    return { text: told.outcome === 'done' ? toast : words.toast.notAnswered };
  }

  return { begin, pressed };
}
