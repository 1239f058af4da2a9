/**
 * The one border where an activity's error becomes a Temporal failure. Failures are stored and shown in the clear, and
 * messages leak (a unique violation quotes the phone, a URL the bot token): what travels is a code, a system and our id.
 */

import { CompleteAsyncError, type Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Logger } from 'pino';
import { RuleBroken, Unavailable } from '../domain/errors.ts';

/** The failure that Temporal may keep. Shapes: rule broken → not retried; world down → retried after its own delay; bug → retried. */
export function asStoredFailure(error: unknown): Error {
  if (error instanceof CancelledFailure || error instanceof CompleteAsyncError) return error;
  if (error instanceof RuleBroken) return bare(ApplicationFailure.nonRetryable(error.code, error.code));
  if (error instanceof Unavailable) {
    return bare(
      ApplicationFailure.create({
        message: `${error.system} is unavailable`,
        type: 'Unavailable',
        details: [{ system: error.system }],
        ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: Math.max(1, error.retryAfterMs) }),
      }),
    );
  }
  if (error instanceof ApplicationFailure) {
    return bare(
      ApplicationFailure.create({
        message: error.type ?? 'failure',
        type: error.type ?? 'failure',
        nonRetryable: error.nonRetryable ?? false,
      }),
    );
  }
  if (error instanceof Error && error.name === 'AbortError') return error;
  return bare(ApplicationFailure.create({ message: 'Unexpected error, see the log', type: 'Bug' }));
}

/** The stack of the original may quote anything; the stored one is empty. */
function bare(failure: ApplicationFailure): ApplicationFailure {
  failure.stack = '';
  return failure;
}

export function createActivityInterceptor(log: Logger) {
  return (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          const failure = asStoredFailure(error);
          const { activityType, attempt, workflowExecution } = context.info;
          const where = { activity: activityType, attempt, workflowId: workflowExecution?.workflowId };
          if (failure !== error) log.warn({ ...where, err: error }, 'activity failed');
          throw failure;
        }
      },
    },
  });
}
