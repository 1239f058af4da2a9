/** Who moderates where: the allow-list, each company's chat, and whom to tell when nobody decides. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Moderator } from '../../../domain/moderation/access.ts';
import type { Database } from '../../database.ts';

export interface ModerationChat {
  companyId: number;
  companyName: string;
  language: string;
  chatId: number;
  deadReason: string | null;
  digestMessageId: number | null;
  digestShown: string | null;
  digestAt: Date | null;
}

export function createChatsRepository(database: Database) {
  const chat = (scope: Scope) => database('moderation_chats').where({ company_id: scope.companyId });

  return {
    /** Every company that moderates in Telegram. Installation-wide: one bot serves them all. */
    async moderationChats(): Promise<ModerationChat[]> {
      const { rows } = await database.raw<{ rows: ModerationChat[] }>(
        `select company.id as "companyId", company.name as "companyName", company.language, chat.chat_id as "chatId",
                chat.dead_reason as "deadReason", chat.digest_message_id as "digestMessageId",
                chat.digest_shown as "digestShown", chat.digest_at as "digestAt"
         from moderation_chats chat join companies company on company.id = chat.company_id
         order by company.id`,
      );
      return rows;
    },

    /** The allow-list as it is this moment: a person taken off it is refused at their next tap. */
    async moderators(scope: Scope): Promise<Moderator[]> {
      return database<{ telegram_user_id: number; name: string; company_id: number; removed_at: Date | null }>(
        'moderators',
      )
        .where({ company_id: scope.companyId })
        .whereNull('removed_at')
        .select({ telegramUserId: 'telegram_user_id', name: 'name' });
    },

    /** Sets the chat anew, or for the first time. Cards of the old chat are posted again in the new one. */
    async setModerationChat(scope: Scope, chatId: number): Promise<void> {
      await database.transaction(async (trx) => {
        const before = await trx('moderation_chats')
          .where({ company_id: scope.companyId })
          .forUpdate()
          .first<{ chat_id: number } | undefined>('chat_id');
        await trx('moderation_chats')
          .insert({ company_id: scope.companyId, chat_id: chatId })
          .onConflict('company_id')
          .merge({
            chat_id: chatId,
            dead_reason: null,
            digest_message_id: null,
            digest_shown: null,
            updated_at: trx.fn.now(),
          });
        if (before && before.chat_id !== chatId) await repostOpenCards(trx, scope);
      });
    },

    async markDead(scope: Scope, reason: string): Promise<void> {
      await chat(scope).update({ dead_reason: reason, updated_at: database.fn.now() });
    },

    /** Somebody is heard in the chat again. Installation-wide: the bot knows only the chat. */
    async markAlive(chatId: number): Promise<number> {
      return database('moderation_chats')
        .where({ chat_id: chatId })
        .whereNotNull('dead_reason')
        .update({ dead_reason: null, updated_at: database.fn.now() });
    },

    async digestSaid(scope: Scope, said: { messageId: number | null; shown: string; at: Date }): Promise<void> {
      await chat(scope).update({ digest_message_id: said.messageId, digest_shown: said.shown, digest_at: said.at });
    },

    /** Who hears after a day of silence: the admin's chat, or the owners in person. Empty: only the moderators' chat is left. */
    async escalationChats(scope: Scope): Promise<number[]> {
      const { rows } = await database.raw<{ rows: { chatId: string | number }[] }>(
        `select admin_notification_chat_id as "chatId" from reactivation_settings
         where company_id = :companyId and admin_notification_chat_id is not null
         union all
         select u.telegram_user_id::text from company_users cu join users u on u.id = cu.user_id
         where cu.company_id = :companyId and cu.role = 'owner' and u.telegram_user_id is not null and u.disabled_at is null
           and not exists (select 1 from reactivation_settings s where s.company_id = :companyId and s.admin_notification_chat_id is not null)`,
        { companyId: scope.companyId },
      );
      return rows.map((row) => Number(row.chatId)).filter((chatId) => Number.isSafeInteger(chatId) && chatId !== 0);
    },

    /** A foreign hand on a button. At most one line a minute and person: an audit is not a place to be flooded. */
    async noteDenied(
      scope: Scope,
      who: { telegramUserId: number; name: string },
      subject: { messageId: number | null },
    ): Promise<void> {
      await database.raw(
        `insert into audit_log (company_id, actor_kind, actor_id, actor_label, action, subject_kind, subject_id, via)
         select :companyId, 'telegram', :userId, :name, 'moderation.denied', 'message', :messageId, 'telegram'
         where not exists (select 1 from audit_log where company_id = :companyId and action = 'moderation.denied'
           and actor_id = :userId and at > now() - interval '1 minute')`,
        {
          companyId: scope.companyId,
          userId: who.telegramUserId,
          name: who.name,
          messageId: subject.messageId === null ? null : String(subject.messageId),
        },
      );
    },
  };
}

export type ChatsRepository = ReturnType<typeof createChatsRepository>;

async function repostOpenCards(trx: Database, scope: Scope): Promise<void> {
  await trx.raw(
    `update moderation_cards c set telegram_message_id = null, chat_id = null, shown_hash = null, shown_version = 0, posting_at = null
     from messages m where m.id = c.message_id and c.company_id = :companyId and m.status in ('awaiting_approval', 'drafting')`,
    { companyId: scope.companyId },
  );
}
