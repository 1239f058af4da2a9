/** What a workflow's refusal of an update, or Temporal's silence, means to whoever asked. */

import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';

/** `gone` is the code for a workflow that has ended, or ends while it is asked. */
export function translated(error: unknown, gone: string): unknown {
  if (error instanceof WorkflowNotFoundError) return new RuleBroken(gone, 'conflict');
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new Unavailable('temporal', 'update_deadline', 2_000);
  if (error instanceof WorkflowUpdateFailedError) {
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    return new RuleBroken(type && type !== 'AcceptedUpdateCompletedWorkflow' ? type : gone, 'conflict');
  }
  const cause = error instanceof ServiceError && error.cause ? error.cause : error;
  return isGrpcServiceError(cause) ? new Unavailable('temporal', `grpc_${String(cause.code)}`, 1_000) : error;
}
