/** The one message that says how many more wait than are shown, and the reminders of those that wait too long. */

import type { ModerationChat } from '../../db/repositories/moderation/chats.ts';
import { callbackData } from '../../domain/moderation/callback.ts';
import { digestOf, type Waiting } from '../../domain/moderation/digest.ts';
import { ESCALATE_AFTER_HOURS, overdueStep, REMIND_AFTER_HOURS } from '../../domain/moderation/overdue.ts';
import { escapeHtml } from '../../domain/moderation/html.ts';
import { botScope, wordsOfChat, type BotDeps } from './deps.ts';
import { chatRefused } from './show-cards.ts';

/** Every decision changes the count; an edit for each would use up the group's pace. */
const DIGEST_EVERY_MS = 15_000;

export function createDigests(deps: BotDeps) {
  const { telegram, cards, chats, pace, clock, log } = deps;

  return {
    /** Twice is harmless: what the digest already says is not said again; after a crash a second one may stand there. */
    async sayDigest(chat: ModerationChat, waiting: Waiting): Promise<void> {
      const words = wordsOfChat(chat);
      const digest = digestOf(waiting, chat.digestMessageId !== null);
      if (digest.say === 'nothing') return;
      const html = digest.say === 'all_shown' ? words.allShown : words.digest(digest.waiting, digest.held);
      if (html === chat.digestShown) return;
      const now = clock.now();
      const kind = chat.digestMessageId === null ? 'post' : 'edit';
      const isFresh = chat.digestAt !== null && now.getTime() - chat.digestAt.getTime() < DIGEST_EVERY_MS;
      if ((isFresh && digest.say === 'waiting') || !pace.isFree(chat.chatId, kind)) return;

      const keyboard =
        digest.say === 'waiting'
          ? [
              [{ text: words.next(digest.next), data: callbackData({ press: 'more', companyId: chat.companyId }) }],
              [{ text: words.approveAll, data: callbackData({ press: 'approve_all', companyId: chat.companyId }) }],
            ]
          : [];
      pace.used(chat.chatId, kind);
      const told =
        chat.digestMessageId === null
          ? await telegram.send(chat.chatId, html, { keyboard })
          : await telegram.edit(chat.chatId, chat.digestMessageId, html, keyboard);
      const scope = botScope(chat.companyId);
      if (told.outcome === 'wait') pace.hold(chat.chatId, told.ms);
      else if (told.outcome === 'chat_gone' || told.outcome === 'chat_moved') await chatRefused(deps, chat, told);
      else {
        // Once everything is shown, the next digest is a new message at the end of the chat.
        const messageId = told.outcome === 'done' && digest.say === 'waiting' ? told.messageId : null;
        await chats.digestSaid(scope, { messageId, shown: html, at: now });
      }
    },

    /**
     * One question per company. Told first and marked afterwards: a crash between the two reminds a second time, which is
     * better than not at all.
     */
    async remindOverdue(chat: ModerationChat): Promise<void> {
      const scope = botScope(chat.companyId);
      const words = wordsOfChat(chat);
      const now = clock.now();
      const due = await cards.waitingSince(scope, new Date(now.getTime() - REMIND_AFTER_HOURS * 3_600_000));
      const idsFor = (step: 'remind' | 'escalate'): number[] =>
        due.filter((card) => overdueStep(card, now) === step).map((card) => card.cardId);

      const here = chat.deadReason === null ? [chat.chatId] : [];
      const remind = idsFor('remind');
      if (remind.length > 0 && (await tellAny(here, words.remind(remind.length, REMIND_AFTER_HOURS))))
        await cards.markOverdue(scope, remind, 'remind', now);

      const escalate = idsFor('escalate');
      if (escalate.length === 0) return;
      const html = words.escalate(escapeHtml(chat.companyName), escalate.length, ESCALATE_AFTER_HOURS);
      const told = (await tellAny(await chats.escalationChats(scope), html)) || (await tellAny(here, html));
      if (told) await cards.markOverdue(scope, escalate, 'escalate', now);
    },
  };

  /** True when it arrived somewhere. */
  async function tellAny(chatIds: readonly number[], html: string): Promise<boolean> {
    let isTold = false;
    for (const chatId of chatIds) {
      if (!pace.isFree(chatId, 'talk')) continue;
      pace.used(chatId, 'talk');
      const told = await telegram.send(chatId, html);
      if (told.outcome === 'done') isTold = true;
      else if (told.outcome === 'wait') pace.hold(chatId, told.ms);
      else log.warn({ outcome: told.outcome }, 'reminder not delivered');
    }
    return isTold;
  }
}
