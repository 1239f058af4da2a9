/** The outbox as a whole: how much is where, and many rows settled in steps that say how far they are. */

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { OutboxCounts, SettledRows, SettleRequest } from '../../../../../contracts/http/outbox.ts';
import { call } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useOutboxCounts() {
  const { api } = useSession();
  return useQuery(ask<OutboxCounts>(api, '/outbox/counts', ['messages', 'settings']));
}

/** Small enough that people see it move, and that a broken connection loses little. */
const STEP = 20;

export interface Wish {
  ids: number[];
  settlement: SettleRequest['settlement'];
  reason: string;
  /** One for each time somebody says yes: pressed again after a failure, what was done is not done twice. */
  key: string;
}

export function useSettleMany(done: (settled: SettledRows, wish: Wish) => void) {
  const { api } = useSession();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const stopped = useRef(false);
  const act = useAct(
    async ({ ids, settlement, reason, key }: Wish) => {
      stopped.current = false;
      const all: SettledRows = { done: [], again: [], tooLate: [], notFound: [] };
      try {
        for (let from = 0; from < ids.length && !stopped.current; from += STEP) {
          setProgress({ done: from, total: ids.length });
          const part = await call<SettledRows>('POST', `${api}/outbox/settle`, {
            body: {
              ids: ids.slice(from, from + STEP),
              settlement,
              ...(reason === '' ? {} : { reason }),
            } satisfies SettleRequest,
            idempotencyKey: `${key}-${String(from)}`,
          });
          all.done.push(...part.done);
          all.again.push(...part.again);
          all.tooLate.push(...part.tooLate);
          all.notFound.push(...part.notFound);
        }
        return all;
      } finally {
        setProgress(null);
      }
    },
    { done },
  );
  return { settle: act.mutate, isBusy: act.isPending, progress };
}
