/** Telegram's pace per chat: about one call a second, twenty new messages a minute in a group, and silence after a 429. */

export type CallKind =
  /** A card or a digest: work that can wait. */
  | 'post'
  /** A question to a person, or an answer to one: a few places a minute are kept for these. */
  | 'talk'
  | 'edit';

export interface PaceLimits {
  betweenCallsMs: number;
  groupPostsPerMinute: number;
  keptForTalk: number;
  /** Over all chats of the bot. */
  callsPerSecond: number;
}

export const TELEGRAM_PACE: PaceLimits = {
  betweenCallsMs: 1_050,
  groupPostsPerMinute: 20,
  keptForTalk: 4,
  callsPerSecond: 30,
};

export interface Pace {
  isFree: (chatId: number, kind: CallKind) => boolean;
  used: (chatId: number, kind: CallKind) => void;
  /** A 429 was received: nothing goes to this chat until then. */
  hold: (chatId: number, ms: number) => void;
}

/** In memory: one bot per token polls at a time, and after a restart a 429 says what was forgotten. */
export function createPace(limits: PaceLimits = TELEGRAM_PACE, now: () => number = () => Date.now()): Pace {
  const nextFree = new Map<number, number>();
  const posts = new Map<number, number[]>();
  let calls: number[] = [];

  function recentPosts(chatId: number): number[] {
    const recent = (posts.get(chatId) ?? []).filter((at) => at > now() - 60_000);
    posts.set(chatId, recent);
    return recent;
  }

  return {
    isFree(chatId, kind) {
      if ((nextFree.get(chatId) ?? 0) > now()) return false;
      calls = calls.filter((at) => at > now() - 1_000);
      if (calls.length >= limits.callsPerSecond) return false;
      // Groups and channels have negative ids.
      if (kind === 'edit' || chatId > 0) return true;
      const places = limits.groupPostsPerMinute - (kind === 'post' ? limits.keptForTalk : 0);
      return recentPosts(chatId).length < places;
    },
    used(chatId, kind) {
      nextFree.set(chatId, Math.max(nextFree.get(chatId) ?? 0, now() + limits.betweenCallsMs));
      calls.push(now());
      if (kind !== 'edit') recentPosts(chatId).push(now());
    },
    hold(chatId, ms) {
      nextFree.set(chatId, Math.max(nextFree.get(chatId) ?? 0, now() + ms));
    },
  };
}
