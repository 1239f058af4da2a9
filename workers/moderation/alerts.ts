/** Tells people what they must hear about their number: in the admin's chat or the owners', and in the moderators'. */

import type { ModerationChat } from '../../db/repositories/moderation/chats.ts';
import type { OpenAlert } from '../../db/repositories/moderation/alerts.ts';
import { alertText } from '../../domain/delivery/alert-words.ts';
import { escapeHtml } from '../../domain/moderation/html.ts';
import { botLanguage } from '../../domain/moderation/words.ts';
import { botScope, type BotDeps } from './deps.ts';

const AT_ONCE = 10;

export function createAlertTeller({ telegram, alerts, chats, pace, clock, log }: BotDeps) {
  /** True when it arrived somewhere. */
  async function tell(alert: OpenAlert, chatIds: readonly number[]): Promise<boolean> {
    const said = instantsIn(alertText(alert.kind, alert.details, botLanguage(alert.language)), alert.timeZone);
    const html = `⚠️ <b>${escapeHtml(alert.companyName)}</b>\n${escapeHtml(said)}`;
    let isTold = false;
    for (const chatId of new Set(chatIds)) {
      if (!pace.isFree(chatId, 'talk')) continue;
      pace.used(chatId, 'talk');
      const told = await telegram.send(chatId, html);
      if (told.outcome === 'done') isTold = true;
      else if (told.outcome === 'wait') pace.hold(chatId, told.ms);
      else log.warn({ outcome: told.outcome, alertId: alert.id }, 'alert not delivered');
    }
    return isTold;
  }

  return {
    /** Told first and marked afterwards: a crash between the two tells it twice, which is better than not at all. */
    async tellAlerts(): Promise<void> {
      const open = await alerts.open(AT_ONCE);
      if (open.length === 0) return;
      const moderation = new Map((await chats.moderationChats()).map((chat) => [chat.companyId, chat]));
      for (const alert of open) {
        const scope = botScope(alert.companyId);
        const here = chatOf(moderation.get(alert.companyId));
        const isTold = await tell(alert, [...(await chats.escalationChats(scope)), ...here]);
        if (isTold) await alerts.told(scope, alert.id, clock.now());
        else await alerts.notTold(scope, alert.id);
      }
    },
  };
}

const chatOf = (chat: ModerationChat | undefined): number[] => (chat && chat.deadReason === null ? [chat.chatId] : []);

/** Instants in the company's time: nobody reads UTC. */
function instantsIn(text: string, timeZone: string): string {
  return text.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (instant) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant)),
  );
}
