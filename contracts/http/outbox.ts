/** Work on the outbox as a whole: how much is where, and many rows settled at once. */

import { z } from 'zod';
import { id, MAX_PAGE_SIZE } from './common.ts';
import { OUTBOX_STATUSES } from './delivery.ts';

export const outboxCounts = z
  .object({
    /** Every state, also those with nothing in them. */
    states: z.record(z.enum(OUTBOX_STATUSES), z.number().int()),
    /** Dead and not closed, or in doubt for more than 15 minutes. */
    needsPerson: z.number().int(),
    /** Queued rows that are held back, by reason. */
    waiting: z.record(z.string(), z.number().int()),
  })
  .meta({ id: 'OutboxCounts' });
export type OutboxCounts = z.infer<typeof outboxCounts>;

/**
 * `retry` sends again (from unknown, dead or failed) · `arrived` says that an unknown one is on the client's phone · `close`
 * leaves it · `cancel` calls off what is waiting. Closing, calling off and saying that it arrived need a reason, and so does
 * sending again what may have arrived. Send an `Idempotency-Key`: repeated, nothing is done twice.
 */
export const settleRequest = z
  .strictObject({
    ids: z.array(id).min(1).max(MAX_PAGE_SIZE),
    settlement: z.enum(['retry', 'arrived', 'close', 'cancel']),
    reason: z.string().trim().min(1).max(500).optional(),
  })
  .refine((asked) => asked.settlement === 'retry' || asked.reason !== undefined, {
    message: 'A reason is needed',
    path: ['reason'],
  })
  .meta({ id: 'SettleRequest' });
export type SettleRequest = z.infer<typeof settleRequest>;

export const settledRows = z
  .object({
    done: z.array(id),
    /** Somebody settled these like this before. */
    again: z.array(id),
    /** These have moved on, and are as they are now. */
    tooLate: z.array(z.object({ id, status: z.enum(OUTBOX_STATUSES) })),
    notFound: z.array(id),
  })
  .meta({ id: 'SettledRows' });
export type SettledRows = z.infer<typeof settledRows>;
