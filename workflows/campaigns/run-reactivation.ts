/** A day's service reactivation of one company: take the day, choose whom to write to, begin with them. */

import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { RunActivities, RunOutcome } from '../../activities/campaigns/run-people.ts';
import type { RunReactivation } from '../../contracts/workflows/campaigns.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const short = proxyActivities<RunActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', maximumInterval: '15s' },
});
/** definitions.md, E3: three tries with backoff. */
const long = proxyActivities<RunActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '15m',
  heartbeatTimeout: '8s',
  retry: { initialInterval: '10s', backoffCoefficient: 3, maximumAttempts: 3 },
});

const LIMIT = '30 minutes';

export type RunReport = { outcome: 'busy' } | { outcome: 'done'; considered: number; started: number };

export async function runReactivation({ companyId }: RunReactivation): Promise<RunReport> {
  tell('running', 'Taking the company’s day');
  const opened = await short.openRun({ companyId, at: now() });
  if (opened.outcome === 'busy') {
    tell('busy', 'Another workflow holds today’s run');
    return { outcome: 'busy' };
  }
  const run = { companyId, runId: opened.runId };
  const close = (outcome: RunOutcome): Promise<void> =>
    CancellationScope.nonCancellable(() => short.closeRun({ ...run, outcome, at: now() }));

  try {
    return await CancellationScope.withTimeout(LIMIT, async () => {
      tell('running', 'Choosing whom to write to');
      const chosen = await long.choosePeople({ ...run, at: now() });
      tell('running', `Beginning with ${String(chosen.started)} of ${String(chosen.considered)} people who are due`);
      await long.startPeople({ ...run, at: now() });
      await close({ status: 'done' });
      tell('done', `${String(chosen.considered)} people were due, ${String(chosen.started)} begun with`);
      return { outcome: 'done', ...chosen };
    });
  } catch (error) {
    const code = isCancellation(error) ? 'too_long' : 'failed';
    await close({ status: 'failed', code });
    tell('failed', 'Failed: begun people go on, the next run takes up the rest');
    throw ApplicationFailure.nonRetryable('The run failed', code);
  }
}

const now = (): string => new Date().toISOString();

function tell(status: string, story: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.status, value: status }]);
  setCurrentDetails(story);
}
