/** Plays one story on the time-skipping server and brings its history home. */

import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { deepStrictEqual } from 'node:assert/strict';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';
import { createTemporalGateway } from '../../integrations/temporal/gateway.ts';
import { createTestWorker } from '../support/temporal.ts';
import { askedEarlier, type RecordedHistory, withoutMachine } from './history.ts';
import type { Play, Stage, Story } from './stories/story.ts';

export async function recordStory(env: TestWorkflowEnvironment, story: Story): Promise<RecordedHistory> {
  const workers = [await createTestWorker(env, TASK_QUEUES.core, story.activities.core ?? {})];
  for (const queue of ['model', 'booking', 'bookingNow', 'sending'] as const) {
    const activities = story.activities[queue];
    if (activities) workers.push(await createTestWorker(env, TASK_QUEUES[queue], activities, { withWorkflows: false }));
  }
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    return await play(env, story);
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}

async function play(env: TestWorkflowEnvironment, story: Story): Promise<RecordedHistory> {
  const stage: Stage = { env, gateway: createTemporalGateway(env.client) };
  const { workflowId } = await story.start(stage);
  const handle = env.client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  await story.meanwhile?.(playOf(stage, handle));
  deepStrictEqual(await endOf(handle), story.ends, `${story.workflow} ${story.name} ended differently`);
  // The first run: what comes after a continue-as-new is another history.
  const history = await env.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const bare = withoutMachine(JSON.parse(historyToJSON(history)) as RecordedHistory);
  return story.isLong ? askedEarlier(bare) : bare;
}

function playOf(stage: Stage, handle: WorkflowHandle): Play {
  let notices = 0;
  return {
    ...stage,
    handle,
    async until(progress, wanted) {
      for (let tries = 0; tries < 400; tries += 1) {
        if ((await handle.query(progress)).stage === wanted) return;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`${handle.workflowId} did not come to ${wanted} within ten seconds`);
    },
    async tell(signal) {
      notices += 1;
      await handle.signal(signal, { noticeId: notices, subjectId: notices });
    },
  };
}

async function endOf(handle: WorkflowHandle): Promise<unknown> {
  try {
    return await handle.result();
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    if (error.cause instanceof CancelledFailure) return { fails: 'cancelled' };
    const cause = error.cause instanceof ApplicationFailure ? error.cause : error.cause?.cause;
    return { fails: cause instanceof ApplicationFailure ? cause.type : 'unknown' };
  }
}
