/** Telegram's pace: about one message a second in a chat with short bursts, thirty a second in all, twenty a minute in a group. */

import { tooManyRequests } from './bot-error.ts';

export interface Limits {
  /** Uses one up, or throws the 429 that says how long to wait. */
  use: (bot: string, chatId: number, isNewMessage: boolean, nowMs: number) => void;
  setEnforced: (isEnforced: boolean) => void;
  isEnforced: () => boolean;
}

const CHAT_BURST = 5;
const GLOBAL_PER_SECOND = 30;
const GROUP_PER_MINUTE = 20;

function createBucket(capacity: number, perSecond: number) {
  const levels = new Map<string, { level: number; at: number }>();
  const levelOf = (key: string, nowMs: number): number => {
    const known = levels.get(key);
    return known ? Math.min(capacity, known.level + ((nowMs - known.at) / 1000) * perSecond) : capacity;
  };
  return {
    waitSeconds: (key: string, nowMs: number) => Math.max(0, (1 - levelOf(key, nowMs)) / perSecond),
    use: (key: string, nowMs: number) => levels.set(key, { level: levelOf(key, nowMs) - 1, at: nowMs }),
  };
}

export function createLimits(isEnforcedAtFirst: boolean): Limits {
  const chats = createBucket(CHAT_BURST, 1);
  const everything = createBucket(GLOBAL_PER_SECOND, GLOBAL_PER_SECOND);
  const groups = new Map<string, number[]>();
  let isEnforced = isEnforcedAtFirst;

  function groupWaitSeconds(key: string, nowMs: number): number {
    const recent = (groups.get(key) ?? []).filter((at) => at > nowMs - 60_000);
    groups.set(key, recent);
    return recent.length < GROUP_PER_MINUTE ? 0 : ((recent[0] ?? nowMs) + 60_000 - nowMs) / 1000;
  }

  return {
    use(bot, chatId, isNewMessage, nowMs) {
      if (!isEnforced) return;
      const key = `${bot}:${String(chatId)}`;
      const isGroup = chatId < 0;
      const waitSeconds = Math.max(
        chats.waitSeconds(key, nowMs),
        everything.waitSeconds(bot, nowMs),
        isGroup && isNewMessage ? groupWaitSeconds(key, nowMs) : 0,
      );
      if (waitSeconds > 0) throw tooManyRequests(Math.max(1, Math.ceil(waitSeconds)));
      chats.use(key, nowMs);
      everything.use(bot, nowMs);
      if (isGroup && isNewMessage) groups.get(key)?.push(nowMs);
    },
    setEnforced(value) {
      isEnforced = value;
    },
    isEnforced: () => isEnforced,
  };
}
