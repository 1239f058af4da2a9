/** The row of a reactivation with all that its next step depends on. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Reason } from '../../../domain/campaigns/candidates.ts';
import type { End, ReactivationFacts } from '../../../domain/campaigns/next-step.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { query } from '../../sql.ts';

/** What a reactivation began with, as its run wrote it; the defaults are definitions.md's. */
export interface StartFacts {
  attemptsBefore?: number;
  maxAttempts?: number;
  retryDays?: number;
  discounts?: number[];
}

export interface ReactivationRow {
  id: number;
  clientId: number;
  phone: string;
  serviceId: number;
  workflowId: string;
  runId: number | null;
  status: 'running' | 'paused' | 'ended';
  endsAs: End | null;
  isPaused: boolean;
  pausedUntil: Date | null;
  facts: StartFacts;
  reasons: Reason[];
  isOn: boolean;
  mode: 'moderation' | 'notification';
  today: string;
  optedOut: boolean;
  hasFutureBooking: boolean;
  attemptId: number | null;
  attemptNumber: number | null;
  messageId: number | null;
  responseType: string | null;
  messageStatus: string | null;
  messageReason: string | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  lastWordAt: Date | null;
}

export async function readRow(trx: Knex, scope: Scope, reactivationId: number, at: string): Promise<ReactivationRow> {
  const { rows } = await trx.raw<{ rows: ReactivationRow[] }>(query('reactivation-facts'), {
    companyId: scope.companyId,
    reactivationId,
    at,
  });
  if (!rows[0]) throw new RuleBroken('reactivation_not_found', 'not_found');
  return rows[0];
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function factsOf(row: ReactivationRow): ReactivationFacts {
  const { endsAs, isPaused, optedOut, hasFutureBooking, isOn, facts } = row;
  return {
    endsAs,
    isPaused,
    optedOut,
    hasFutureBooking,
    isOn,
    pausedUntil: iso(row.pausedUntil),
    attemptsBefore: facts.attemptsBefore ?? 0,
    maxAttempts: facts.maxAttempts ?? 3,
    retryDays: facts.retryDays ?? 14,
    latest:
      row.attemptNumber === null
        ? null
        : {
            number: row.attemptNumber,
            // An attempt whose message was erased can go nowhere.
            messageStatus: row.messageStatus ?? 'cancelled',
            messageReason: row.messageReason,
            sentAt: iso(row.sentAt),
            deliveredAt: iso(row.deliveredAt),
            isSilenceNoted: row.responseType !== null,
            lastWordAt: iso(row.lastWordAt),
          },
  };
}
