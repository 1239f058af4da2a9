/** Which of the chosen rows can be settled in which way; the server asks again. */

import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import type { SettleRequest } from '../../../../../contracts/http/outbox.ts';

export type Settlement = SettleRequest['settlement'];
export const SETTLEMENTS: readonly Settlement[] = ['retry', 'arrived', 'close', 'cancel'];

const FROM: Readonly<Record<Settlement, readonly OutboxItem['status'][]>> = {
  retry: ['unknown', 'dead', 'failed'],
  arrived: ['unknown'],
  close: ['unknown', 'dead'],
  cancel: ['queued', 'failed'],
};

type Settleable = Pick<OutboxItem, 'status' | 'closedBy'>;

export const fitting = <Row extends Settleable>(rows: readonly Row[], settlement: Settlement): Row[] =>
  rows.filter(
    ({ status, closedBy }) => FROM[settlement].includes(status) && !(settlement === 'close' && closedBy !== null),
  );

/** What can be done with at least one of them, most wanted first. */
export const offered = (rows: readonly Settleable[]): Settlement[] =>
  SETTLEMENTS.filter((settlement) => fitting(rows, settlement).length > 0);
