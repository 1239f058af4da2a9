/** Waits for NOTIFY on a connection of its own, so that loops wake at once and look by themselves only every few seconds. */

import pg from 'pg';

export type Channel = 'reprise_notices' | 'reprise_statuses' | 'reprise_outbox';

export interface Wakeups {
  /**
   * Resolves when something was notified since the last wait on this channel (with this payload, when one is given),
   * else after `ms`, else when `signal` aborts. Never rejects: a lost connection only means waiting blind.
   */
  wait(channel: Channel, ms: number, options?: { payload?: string; signal?: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;
const keyOf = (channel: string, payload: string): string => `${channel}\n${payload}`;

export function openWakeups(url: string, channels: Channel[]): Wakeups {
  const pending = new Set<string>();
  const waiting = new Map<string, Set<() => void>>();
  let client: pg.Client | undefined;
  let closed = false;

  const wake = (key: string): void => {
    const sleepers = waiting.get(key);
    if (!sleepers || sleepers.size === 0) {
      pending.add(key);
      return;
    }
    for (const resume of sleepers) resume();
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'reprise-listen', keepAlive: true });
    client = next;
    next.on('notification', ({ channel, payload }) => {
      wake(keyOf(channel, ''));
      if (payload) wake(keyOf(channel, payload));
    });
    next.on('error', again);
    next.on('end', again);
    await next.connect();
    for (const channel of channels) await next.query(`listen ${channel}`);
    // Whatever was notified while nobody listened.
    for (const key of waiting.keys()) wake(key);
  };
  let reconnecting: NodeJS.Timeout | undefined;
  function again(): void {
    if (closed || reconnecting) return;
    client?.removeAllListeners();
    // A late error of the lost connection has nobody to tell.
    client?.on('error', () => undefined);
    reconnecting = setTimeout(() => {
      reconnecting = undefined;
      connect().catch(again);
    }, RECONNECT_MS);
    reconnecting.unref();
  }
  connect().catch(again);

  return {
    wait(channel, ms, options = {}) {
      const key = keyOf(channel, options.payload ?? '');
      if (pending.delete(key) || options.signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleepers = waiting.get(key) ?? new Set<() => void>();
        waiting.set(key, sleepers);
        const resume = (): void => {
          clearTimeout(timer);
          sleepers.delete(resume);
          options.signal?.removeEventListener('abort', resume);
          resolve();
        };
        const timer = setTimeout(resume, ms);
        options.signal?.addEventListener('abort', resume, { once: true });
        sleepers.add(resume);
      });
    },
    async close() {
      closed = true;
      clearTimeout(reconnecting);
      client?.removeAllListeners();
      client?.on('error', () => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
