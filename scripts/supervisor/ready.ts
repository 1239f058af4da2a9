/** Waits until the parts really answer: pages, health, pollers on every task queue, the bot's sign of life. */

import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';
import { Trouble } from '../../local/trouble.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;
const POLL_MS = 100;

interface Wait {
  /** For the sentence when it takes too long. */
  what: string;
  gaveUp: () => string | undefined;
  withinMs: number;
}

/** Asks again and again until `missing` answers with nothing. */
export async function until(missing: () => Promise<string | undefined>, wait: Wait): Promise<void> {
  const limit = Date.now() + wait.withinMs;
  for (;;) {
    const failed = wait.gaveUp();
    if (failed !== undefined) throw new Trouble(failed);
    const still = await missing();
    if (still === undefined) return;
    if (Date.now() > limit)
      throw new Trouble(`${wait.what} is not ready after ${String(wait.withinMs / 1000)} s: ${still}.`);
    await sleep(POLL_MS);
  }
}

/** 2xx, or why not; with the body's own words when it names what is not ready. */
export async function pageMissing(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    const text = await response.text();
    if (response.status >= 200 && response.status < 400) return undefined;
    return `${url} answers ${String(response.status)} ${text.slice(0, 300)}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return `${url} does not answer (${cause})`;
  }
}

/** Pollers from before `since` may be those of a worker that is gone: the server remembers them for minutes. */
export async function pollerMissing(
  connection: Connection,
  namespace: string,
  since: Date,
): Promise<string | undefined> {
  const asked = [
    { queue: TASK_QUEUES.core, type: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, kind: 'workflows' },
    ...Object.values(TASK_QUEUES).map((queue) => ({
      queue,
      type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      kind: 'activities',
    })),
  ];
  const without = await Promise.all(
    asked.map(async ({ queue, type, kind }) => {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: queue },
        taskQueueType: type,
      });
      const fresh = pollers?.some(
        ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= since.getTime() - 1_000,
      );
      return fresh ? undefined : `${queue} (${kind})`;
    }),
  );
  const missing = without.filter((each) => each !== undefined);
  return missing.length === 0 ? undefined : `nobody works on the task queue ${missing.join(', ')}`;
}
