/** What a person asks of a running rebuild: pause, resume, each answered by its workflow. */

import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { pauseRebuild, rebuildCompanyId, resumeRebuild } from '../../contracts/workflows/sync.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';

const DEADLINE_MS = 8_000;
const UPDATES = { pause: pauseRebuild, resume: resumeRebuild };

export function createRebuildCommands(client: Client) {
  return {
    /** Twice is harmless: the second is told that there is nothing to do. */
    async ask(companyId: number, command: keyof typeof UPDATES): Promise<void> {
      const handle = client.workflow.getHandle(rebuildCompanyId(companyId));
      try {
        await client.withDeadline(Date.now() + DEADLINE_MS, () => handle.executeUpdate(UPDATES[command]));
      } catch (error) {
        throw translated(error);
      }
    },
  };
}

function translated(error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError) return new RuleBroken('rebuild_not_running', 'conflict');
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new Unavailable('temporal', 'update_deadline', 2_000);
  if (error instanceof WorkflowUpdateFailedError) {
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    const code = type && type !== 'AcceptedUpdateCompletedWorkflow' ? type : 'rebuild_not_running';
    return new RuleBroken(code, 'conflict');
  }
  const cause = error instanceof ServiceError && error.cause ? error.cause : error;
  return isGrpcServiceError(cause) ? new Unavailable('temporal', `grpc_${String(cause.code)}`, 1_000) : error;
}
