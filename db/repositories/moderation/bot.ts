/** What the moderation bot must remember over its restarts: that it lives, and which questions it has asked. */

import type { Database } from '../../database.ts';

export const MODERATION_BOT = 'moderation';

export type AsksFor = 'reject_reason' | 'edit_text' | 'rewrite_instruction';

export interface Prompt {
  chatId: number;
  telegramUserId: number;
  messageId: number;
  companyId: number;
  asksFor: AsksFor;
  promptMessageId: number | null;
  seenVersion: number | null;
  createdAt: Date;
}

type Key = Pick<Prompt, 'chatId' | 'telegramUserId' | 'messageId'>;

/** Nobody answers a question of yesterday. */
const FORGET_AFTER_HOURS = 24;

/** Installation-wide: one bot serves all companies; each prompt's message says which one it is about. */
export function createBotRepository(database: Database) {
  const prompt = ({ chatId, telegramUserId, messageId }: Key) =>
    database('bot_prompts').where({
      bot: MODERATION_BOT,
      chat_id: chatId,
      telegram_user_id: telegramUserId,
      message_id: messageId,
    });

  return {
    /** Proof of life, and how far the updates are worked through (for people to read: Telegram keeps the place itself). */
    async heartbeat(updateOffset: number | null): Promise<void> {
      await database('bot_state')
        .insert({ bot: MODERATION_BOT, update_offset: updateOffset ?? 0 })
        .onConflict('bot')
        .merge({ updated_at: database.fn.now(), ...(updateOffset === null ? {} : { update_offset: updateOffset }) });
    },

    async lastHeartbeat(): Promise<Date | null> {
      const row = await database<{ bot: string; updated_at: Date }>('bot_state')
        .where({ bot: MODERATION_BOT })
        .first('updated_at');
      return row?.updated_at ?? null;
    },

    /** Asked again about the same message, the newer question counts. */
    async rememberPrompt(asked: Key & { asksFor: AsksFor; seenVersion: number | null }): Promise<void> {
      await database('bot_prompts')
        .insert({
          bot: MODERATION_BOT,
          chat_id: asked.chatId,
          telegram_user_id: asked.telegramUserId,
          message_id: asked.messageId,
          asks_for: asked.asksFor,
          seen_version: asked.seenVersion,
        })
        .onConflict(['bot', 'chat_id', 'telegram_user_id', 'message_id'])
        .merge({
          asks_for: asked.asksFor,
          seen_version: asked.seenVersion,
          prompt_message_id: null,
          created_at: database.fn.now(),
        });
    },

    async promptPosted(key: Key, promptMessageId: number): Promise<void> {
      await prompt(key).update({ prompt_message_id: promptMessageId });
    },

    /** The open questions to this person in this chat, the newest first. */
    async openPrompts(chatId: number, telegramUserId: number): Promise<Prompt[]> {
      const { rows } = await database.raw<{ rows: Prompt[] }>(
        `select p.chat_id as "chatId", p.telegram_user_id as "telegramUserId", p.message_id as "messageId", m.company_id as "companyId",
                p.asks_for as "asksFor", p.prompt_message_id as "promptMessageId", p.seen_version as "seenVersion", p.created_at as "createdAt"
         from bot_prompts p join messages m on m.id = p.message_id
         where p.bot = :bot and p.chat_id = :chatId and p.telegram_user_id = :telegramUserId
           and p.created_at > now() - make_interval(hours => :hours)
         order by p.created_at desc, p.message_id desc`,
        { bot: MODERATION_BOT, chatId, telegramUserId, hours: FORGET_AFTER_HOURS },
      );
      return rows;
    },

    async forgetPrompt(key: Key): Promise<void> {
      await prompt(key).delete();
    },

    async forgetOldPrompts(): Promise<void> {
      await database.raw('delete from bot_prompts where bot = ? and created_at < now() - make_interval(hours => ?)', [
        MODERATION_BOT,
        FORGET_AFTER_HOURS,
      ]);
    },
  };
}

export type BotRepository = ReturnType<typeof createBotRepository>;
