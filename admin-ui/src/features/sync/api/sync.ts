/** What the page of the copy asks and does: its state, cycles and rebuilds by hand, rows that were set aside. */

import { useQuery } from '@tanstack/react-query';
import type { Page, StartedWorkflow } from '../../../../../contracts/http/common.ts';
import type {
  Quarantined,
  Rebuild,
  RetriedAll,
  RetryOutcome,
  SyncState,
  SyncWebhook,
} from '../../../../../contracts/http/sync.ts';
import { post, type Query } from '../../../platform/http.ts';
import { ask, askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

const USUAL_MS = 10_000;
/** While something moves that a person may be watching. */
const WATCHED_MS = 2_000;

const isMoving = ({ firstCopy, rebuild, runs }: SyncState): boolean =>
  firstCopy !== null || rebuild.current?.state === 'running' || runs[0]?.outcome === null;

export function useSyncState() {
  const { api } = useSession();
  return useQuery({
    ...ask<SyncState>(api, '/sync', ['sync']),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? WATCHED_MS : USUAL_MS),
  });
}

export function useStartSync(done: () => void) {
  const { api } = useSession();
  return useAct(() => post<StartedWorkflow>(`${api}/sync`), { done });
}

export function useRebuildActs(done: (act: 'started' | 'paused' | 'resumed') => void) {
  const { api } = useSession();
  const path = `${api}/sync/rebuild`;
  return {
    start: useAct(() => post<StartedWorkflow>(path), { done: () => done('started') }),
    pause: useAct(() => post<Rebuild>(`${path}/pause`), { done: () => done('paused') }),
    resume: useAct(() => post<Rebuild>(`${path}/resume`), { done: () => done('resumed') }),
  };
}

export function useWebhook() {
  const { api } = useSession();
  return useQuery({ ...ask<SyncWebhook>(api, '/sync/webhook', ['sync']), refetchInterval: USUAL_MS });
}

export function useRenewWebhook(done: () => void) {
  const { api } = useSession();
  return useAct(() => post<SyncWebhook>(`${api}/sync/webhook/renew`), { done });
}

export function useQuarantine(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Quarantined>>(api, '/sync/quarantine', ['sync'], query));
}

export function useRetry(done: (outcome: RetryOutcome) => void) {
  const { api } = useSession();
  return useAct(
    (id: number) => post<{ outcome: RetryOutcome; row: Quarantined }>(`${api}/sync/quarantine/${String(id)}/retry`),
    { done: ({ outcome }) => done(outcome) },
  );
}

export function useRetryAll(done: (counts: RetriedAll) => void) {
  const { api } = useSession();
  return useAct(() => post<RetriedAll>(`${api}/sync/quarantine/retry-all`), { done });
}
