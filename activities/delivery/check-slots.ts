/** Whether the slots that a row offers are still free, asked right before it may go. */

import type { Scope } from '../../domain/access/scope.ts';
import { localDate } from '../../domain/delivery/window.ts';
import type { SendingDeps } from './send-row.ts';

export interface RowToCheck {
  id: number;
  timeZone: string;
  slots: { startsAt: string; staffId: number | null; serviceId: number | null }[];
}

/** activities/sync/free-slots.ts fits: it asks the platform once per person, service and day in ten minutes. */
export type AskFreeSlots = (
  scope: Scope,
  question: { staffIds: number[]; serviceId: number; from: string; to: string; at: string },
) => Promise<{ staffId: number; startsAt: string }[]>;

/**
 * Frees the row when all its slots are free, takes it back when one is not. When the platform does not answer the row
 * keeps waiting, and is asked about again in a minute.
 */
export async function checkSlots(
  deps: SendingDeps & { freeSlots: AskFreeSlots },
  scope: Scope,
  row: RowToCheck,
): Promise<void> {
  const at = deps.clock.now();
  for (const { startsAt, staffId, serviceId } of row.slots) {
    // Nobody works there under that name any more, or the service is no longer offered.
    if (staffId === null || serviceId === null) return deps.sending.takeBack(scope, row.id, at);
    const day = localDate(new Date(startsAt), row.timeZone).toString();
    const free = await deps.freeSlots(scope, {
      staffIds: [staffId],
      serviceId,
      from: day,
      to: day,
      at: at.toISOString(),
    });
    const isFree = free.some((slot) => slot.staffId === staffId && Date.parse(slot.startsAt) === Date.parse(startsAt));
    if (!isFree) return deps.sending.takeBack(scope, row.id, at);
  }
  return deps.sending.slotsSeenFree(scope, row.id, at);
}
