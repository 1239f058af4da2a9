/** How the copy of the booking platform is doing. */

import { z } from 'zod';
import { id, instant, workflowLink } from './common.ts';

export const syncRun = z
  .object({
    id,
    kind: z.enum(['cycle', 'rebuild']),
    startedAt: instant,
    endedAt: instant.nullable(),
    outcome: z.enum(['changed', 'idle', 'failed']).nullable(),
    /** Rows written per collection. */
    counts: z.record(z.string(), z.number()),
    failureCode: z.string().nullable(),
  })
  .meta({ id: 'SyncRun' });
export type SyncRun = z.infer<typeof syncRun>;

export const syncCursor = z
  .object({
    collection: z.string(),
    changedUpTo: instant.nullable(),
    firstCopyPage: z.number().int().nullable(),
    firstCopyDoneAt: instant.nullable(),
  })
  .meta({ id: 'SyncCursor' });

export const quarantined = z
  .object({
    id,
    collection: z.string(),
    externalId: z.string(),
    reason: z.string(),
    firstSeenAt: instant,
    lastSeenAt: instant,
  })
  .meta({ id: 'QuarantinedRecord' });

export const syncState = z
  .object({
    /** `never`: nothing copied yet · `first_copy`: under way · `fresh` · `stale`: nothing for ten minutes · `failing`. */
    state: z.enum(['never', 'first_copy', 'fresh', 'stale', 'failing']),
    lastSuccessAt: instant.nullable(),
    failureCode: z.string().nullable(),
    cursors: z.array(syncCursor),
    /** The newest first; idle cycles are left out, the newest run apart. */
    runs: z.array(syncRun),
    quarantined: z.object({ total: z.number().int(), newest: z.array(quarantined) }),
    rows: z.object({
      clients: z.number().int(),
      visits: z.number().int(),
      services: z.number().int(),
      staff: z.number().int(),
    }),
    ...workflowLink,
  })
  .meta({ id: 'SyncState' });
export type SyncState = z.infer<typeof syncState>;
