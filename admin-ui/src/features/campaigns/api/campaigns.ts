/** What the campaign pages ask and do. */

import { useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../../../contracts/http/access.ts';
import type {
  Candidates,
  Decision,
  PauseRequest,
  Reactivation,
  ReactivationDetail,
  Run,
  ScenarioCandidates,
  StartedRun,
} from '../../../../../contracts/http/campaigns.ts';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { AccountHealth } from '../../../../../contracts/http/delivery.ts';
import { get, post, type Query } from '../../../platform/http.ts';
import { ask, askPage, useAct } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';

const WHILE_RUNNING_MS = 2000;

/** As many as the API gives at once: most companies have no more, and page through nothing. */
export const CANDIDATES_AT_ONCE = 200;

/** `asOf` undefined: today. The day before stays until the other one is there. */
export function useCandidates(asOf: string | undefined, { q, reason, page }: Query) {
  const { api } = useSession();
  // Not a topic of every message: the list is long, and a dry run holds still while it is read.
  return useQuery({
    ...askPage<Candidates>(api, '/reactivation/candidates', ['campaigns'], {
      asOf,
      q: q || undefined,
      reason: reason || undefined,
      page,
      pageSize: CANDIDATES_AT_ONCE,
    }),
    staleTime: 60_000,
  });
}

export function useScenarioCandidates(asOf: string | undefined) {
  const { api } = useSession();
  return useQuery({
    ...askPage<ScenarioCandidates>(api, '/scenarios/candidates', ['campaigns'], { asOf }),
    staleTime: 60_000,
  });
}

/** `expecting`: a run was asked for and its row is not there yet. */
export function useRuns(query: Query, expecting = false) {
  const { api } = useSession();
  return useQuery({
    ...askPage<Page<Run>>(api, '/reactivation/runs', ['campaigns'], query),
    refetchInterval: ({ state }) =>
      expecting || state.data?.items[0]?.status === 'running' ? WHILE_RUNNING_MS : false,
  });
}

export function useStartRun(done: (started: StartedRun) => void) {
  const { api } = useSession();
  return useAct(() => post<StartedRun>(`${api}/reactivation/runs`), { done });
}

export function useReactivations(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Reactivation>>(api, '/reactivations', ['campaigns', 'messages', 'replies'], query));
}

export function useDecisions(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Decision>>(api, '/decisions', ['campaigns', 'messages'], query));
}

export const allReactivations = (api: string, query: Query): Promise<Page<Reactivation>> =>
  get(`${api}/reactivations`, { ...query, page: 1, pageSize: 200 });

export function useReactivation(id: string) {
  const { api } = useSession();
  return useQuery(ask<ReactivationDetail>(api, `/reactivations/${id}`, ['campaigns', 'messages', 'replies', 'sync']));
}

export function useReactivationActs(id: string) {
  const { api } = useSession();
  const path = `${api}/reactivations/${id}`;
  return {
    pause: useAct((until: PauseRequest['until']) => post(`${path}/pause`, { until } satisfies PauseRequest)),
    resume: useAct(() => post(`${path}/resume`)),
    cancel: useAct(() => post(`${path}/cancel`)),
  };
}

/** The mode and the switch, where the reader may see them. */
export function useCampaignSettings() {
  const { api } = useSession();
  const maySee = useMay('see_settings');
  return useQuery({ ...ask<Settings>(api, '/settings', ['settings']), enabled: maySee });
}

export function useAllowance() {
  const { api } = useSession();
  const maySee = useMay('see_company');
  return useQuery({ ...ask<AccountHealth>(api, '/account-health', ['messages', 'settings']), enabled: maySee });
}
