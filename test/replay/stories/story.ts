/** What a recorded story is: a workflow with scripted activities, and what happens to it from outside. */

import type { QueryDefinition, WorkflowHandle } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { TemporalGateway } from '../../../integrations/temporal/gateway.ts';

export const COMPANY = 1;

export interface Stage {
  env: TestWorkflowEnvironment;
  gateway: TemporalGateway;
}

/** A story that is under way. */
export interface Play extends Stage {
  handle: WorkflowHandle;
  /** Waits in real time, without skipping any, until the workflow says that it is there. */
  until: (progress: QueryDefinition<{ stage: string }>, stage: string) => Promise<void>;
  tell: (signal: SignalDefinition<[{ noticeId: number; subjectId: number }]>) => Promise<void>;
}

export interface Story {
  workflow: string;
  /** Its history is `histories/<workflow>-<name>.json`. */
  name: string;
  activities: Partial<Record<keyof typeof TASK_QUEUES, object>>;
  start: (stage: Stage) => Promise<{ workflowId: string }>;
  meanwhile?: (play: Play) => Promise<void>;
  /** The result, or `{ fails: code }`: a story that ends otherwise is not recorded. */
  ends: object;
  /** It is only as long as it takes to begin anew; its file is shortened. */
  isLong?: boolean;
}

export const fileOf = ({ workflow, name }: Pick<Story, 'workflow' | 'name'>): string => `${workflow}-${name}.json`;
