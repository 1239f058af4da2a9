/** Tells live pages that something changed: one look every two seconds per watched company, however many pages watch it. */

import type { ChangeTopic } from '../contracts/http/insight.ts';
import type { Logger } from 'pino';

type Counters = Record<ChangeTopic, number>;
type Listener = (topics: ChangeTopic[]) => void;

export interface ChangeFeed {
  /** Returns how to stop listening. */
  listen(companyId: number, listener: Listener): () => void;
  close(): void;
}

export function createChangeFeed(
  countersOf: (companyId: number) => Promise<Counters>,
  log: Logger,
  everyMs = 2_000,
): ChangeFeed {
  const listeners = new Map<number, Set<Listener>>();
  const seen = new Map<number, Counters>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  async function look(companyId: number): Promise<void> {
    const now = await countersOf(companyId);
    const before = seen.get(companyId);
    seen.set(companyId, now);
    if (!before) return;
    const topics = (Object.keys(now) as ChangeTopic[]).filter((topic) => now[topic] !== before[topic]);
    if (topics.length > 0) for (const listener of listeners.get(companyId) ?? []) listener(topics);
  }

  async function lookAtAll(): Promise<void> {
    // A slow database makes the looks fewer, never more at once.
    if (isLooking) return;
    isLooking = true;
    try {
      for (const companyId of listeners.keys()) await look(companyId);
    } catch (error) {
      log.warn({ err: error }, 'The change feed could not look');
    } finally {
      isLooking = false;
    }
  }

  function stopWhenIdle(): void {
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    listen(companyId, listener) {
      const ofCompany = listeners.get(companyId) ?? new Set();
      listeners.set(companyId, ofCompany.add(listener));
      if (!timer) {
        timer = setInterval(() => void lookAtAll(), everyMs);
        // The first look is what later ones are compared with.
        void lookAtAll();
      }
      return () => {
        ofCompany.delete(listener);
        if (ofCompany.size === 0) {
          listeners.delete(companyId);
          seen.delete(companyId);
        }
        stopWhenIdle();
      };
    },
    close() {
      listeners.clear();
      stopWhenIdle();
    },
  };
}
