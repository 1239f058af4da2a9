/** Part of the API's root: which of the things the API needs do not answer, each asked for two seconds at most. */

import type { Client } from '@temporalio/client';
import type { Database } from '../db/database.ts';

const PATIENCE_MS = 2_000;

export interface NotReady {
  part: string;
  why: string;
}

export function createReadiness(database: Database, temporal: Client): () => Promise<NotReady[]> {
  async function databaseTrouble(): Promise<NotReady | null> {
    const answered = await within(database.raw('select 1'));
    if (!answered) return { part: 'database', why: 'does not answer' };
    const pending = await within(database.migrate.list() as Promise<[unknown, unknown[]]>);
    const count = pending?.[1].length ?? 0;
    return count > 0 ? { part: 'migrations', why: `${String(count)} not applied` } : null;
  }

  async function temporalTrouble(): Promise<NotReady | null> {
    const ask = () => temporal.workflowService.getSystemInfo({});
    const answered = await within(temporal.withDeadline(Date.now() + PATIENCE_MS, ask));
    return answered ? null : { part: 'temporal', why: 'does not answer' };
  }

  return async () => {
    const found = await Promise.all([databaseTrouble(), temporalTrouble()]);
    return found.filter((trouble) => trouble !== null);
  };
}

/** Null for "no" and for "not in time" alike: a health check must not hang. */
async function within<T>(question: PromiseLike<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([question, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
