/** What a manager asks of one person's reactivation: pause, resume, cancel, each answered by its workflow. */

import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { cancelReactivation, pauseReactivation, resumeReactivation } from '../../contracts/workflows/campaigns.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';

const DEADLINE_MS = 8_000;

export type ReactivationCommand = { command: 'pause'; until: string | null } | { command: 'resume' | 'cancel' };

export function createReactivationCommands(client: Client) {
  return {
    /** Twice is harmless: a paused one stays paused, an ended one refuses. */
    async ask(workflowId: string, asked: ReactivationCommand): Promise<void> {
      const handle = client.workflow.getHandle(workflowId);
      try {
        await client.withDeadline(Date.now() + DEADLINE_MS, async () => {
          if (asked.command === 'pause')
            await handle.executeUpdate(pauseReactivation, { args: [{ until: asked.until }] });
          else if (asked.command === 'resume') await handle.executeUpdate(resumeReactivation);
          else await handle.executeUpdate(cancelReactivation);
        });
      } catch (error) {
        throw translated(error);
      }
    },
  };
}

function translated(error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError) return new RuleBroken('reactivation_ended', 'conflict');
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new Unavailable('temporal', 'update_deadline', 2_000);
  if (error instanceof WorkflowUpdateFailedError) {
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    return new RuleBroken(type && type !== 'AcceptedUpdateCompletedWorkflow' ? type : 'reactivation_ended', 'conflict');
  }
  const cause = error instanceof ServiceError && error.cause ? error.cause : error;
  return isGrpcServiceError(cause) ? new Unavailable('temporal', `grpc_${String(cause.code)}`, 1_000) : error;
}
