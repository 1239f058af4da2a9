/** How the copy of the booking platform is doing: its state, its rebuild, and what was set aside. */

import { z } from 'zod';
import { id, instant, pageOf, pageQuery, workflowLink } from './common.ts';

const count = z.number().int().nonnegative();

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
    /** Since when the platform gives no right to it, while everything else is copied; null when it does. */
    refusedAt: instant.nullable(),
  })
  .meta({ id: 'SyncCursor' });

/** One collection of a reading that goes page by page. `pages` and `percent` are null where the platform tells no total. */
export const readingProgress = z
  .object({
    collection: z.string(),
    page: count,
    pages: count.nullable(),
    /** 0 to 100. */
    percent: z.number().min(0).max(100).nullable(),
    isDone: z.boolean(),
  })
  .meta({ id: 'ReadingProgress' });

/** What a rebuild found different from the copy. `gone` is null while it is not decided. */
export const drift = z
  .object({
    /** The platform had it, we had not. */
    missing: count,
    /** Both had it, and it differed. */
    changed: count,
    /** We had it, the platform lists it no longer: it is marked deleted. */
    gone: count.nullable(),
  })
  .meta({ id: 'Drift' });

export const rebuild = z
  .object({
    id,
    startedAt: instant,
    endedAt: instant.nullable(),
    /** `waiting`: a cycle is at it, or the platform gives no turn just now. */
    state: z.enum(['running', 'waiting', 'paused', 'done', 'failed']),
    failureCode: z.string().nullable(),
    /** The collection being read, and how far. */
    progress: z.array(readingProgress),
    /** Per collection. */
    drift: z.record(z.string(), drift),
    ...workflowLink,
  })
  .meta({ id: 'Rebuild' });
export type Rebuild = z.infer<typeof rebuild>;

export const quarantined = z
  .object({
    id,
    collection: z.string(),
    externalId: z.string(),
    reason: z.string(),
    firstSeenAt: instant,
    lastSeenAt: instant,
    resolvedAt: instant.nullable(),
    /** The raw form, for owners and managers; null for everybody else. */
    payload: z.unknown(),
  })
  .meta({ id: 'QuarantinedRecord' });
export type Quarantined = z.infer<typeof quarantined>;

export const quarantineQuery = pageQuery(['lastSeenAt', 'firstSeenAt', 'collection']).extend({
  collection: z.string().max(50).optional(),
  reason: z.string().max(200).optional(),
  state: z.enum(['open', 'resolved', 'all']).default('open'),
});
export const quarantinePage = pageOf(quarantined, 'QuarantinePage');

/**
 * `resolved`: it is read now · `gone`: the platform no longer has it · `still_unreadable`: it stays, with its newest reason ·
 * `next_reading`: its list is read as a whole only, and the next reading decides.
 */
export const retryOutcome = z
  .enum(['resolved', 'gone', 'still_unreadable', 'next_reading'])
  .meta({ id: 'RetryOutcome' });
export type RetryOutcome = z.infer<typeof retryOutcome>;
export const retriedRow = z.object({ outcome: retryOutcome, row: quarantined }).meta({ id: 'RetriedRow' });
/** `left`: were not tried this time; ask again. */
export const retriedAll = z
  .object({ resolved: count, gone: count, stillUnreadable: count, nextReading: count, left: count })
  .meta({ id: 'RetriedAll' });
export type RetriedAll = z.infer<typeof retriedAll>;

export const syncInterval = z
  .object({
    seconds: count,
    usualSeconds: count,
    /** Why cycles come less often than usual; null when they do not. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'SyncInterval' });

export const syncSpeed = z
  .object({
    /** Rows written a minute over the last runs that wrote any; null before the first. */
    recordsPerMinute: z.number().nullable(),
    /** Requests of the last 60 seconds, over all processes and companies. */
    requestsLastMinute: count,
    requestsPerMinuteLimit: count,
  })
  .meta({ id: 'SyncSpeed' });

export const syncState = z
  .object({
    /**
     * `never`: nothing copied yet · `first_copy`: under way · `fresh` · `stale`: nothing for ten minutes · `failing` ·
     * `refused`: the platform refused the credentials; cycles stop until those change or somebody presses "try again".
     */
    state: z.enum(['never', 'first_copy', 'fresh', 'stale', 'failing', 'refused']),
    lastSuccessAt: instant.nullable(),
    failureCode: z.string().nullable(),
    /** Since when the platform refuses; null when it does not. */
    refusedAt: instant.nullable(),
    /** Null once everything was copied. */
    firstCopy: z
      .object({ percent: z.number().min(0).max(100).nullable(), collections: z.array(readingProgress) })
      .nullable(),
    cursors: z.array(syncCursor),
    interval: syncInterval.nullable(),
    speed: syncSpeed,
    rebuild: z.object({ current: rebuild.nullable(), last: rebuild.nullable() }),
    /** The newest first; idle cycles are left out, the newest run apart. */
    runs: z.array(syncRun),
    quarantined: z.object({
      total: count,
      byReason: z.array(z.object({ collection: z.string(), reason: z.string(), count })),
      /** Without their raw form. */
      newest: z.array(quarantined),
    }),
    /** Single cards that could not be read and wait to be asked for again, and when the first of them is; null when none does. */
    postponedCards: z.object({ count, nextTryAt: instant }).nullable(),
    rows: z.object({ clients: count, visits: count, services: count, staff: count, goodsOnSale: count }),
    ...workflowLink,
  })
  .meta({ id: 'SyncState' });
export type SyncState = z.infer<typeof syncState>;

/** Where the booking platform's webhooks are to be sent. The address holds the company's secret. */
export const syncWebhook = z
  .object({
    url: z.url(),
    lastReceivedAt: instant.nullable(),
    /** False: this company is copied from books, which tell nobody of changes. */
    isUsed: z.boolean(),
  })
  .meta({ id: 'SyncWebhook' });
export type SyncWebhook = z.infer<typeof syncWebhook>;
