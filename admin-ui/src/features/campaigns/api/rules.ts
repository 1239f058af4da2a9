/** The reactivation rule of each service, and the model's suggestions for them. */

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleUpdate, ServiceRule, ServiceRulePage } from '../../../../../contracts/http/campaigns.ts';
import type { StartedWorkflow } from '../../../../../contracts/http/common.ts';
import { post, put, type Query } from '../../../platform/http.ts';
import { askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

/** An answer of the model takes seconds; after this long nobody looks out for it every moment any more. */
const PATIENCE_MS = 60_000;
const WHILE_WAITING_MS = 2_500;

export function useRules(query: Query, askedAt: number | null) {
  const { api } = useSession();
  return useQuery({
    ...askPage<ServiceRulePage>(api, '/services', ['settings'], query),
    refetchInterval: () => (askedAt !== null && Date.now() - askedAt < PATIENCE_MS ? WHILE_WAITING_MS : false),
  });
}

export function useSaveRule(done: () => void, refused?: (failure: unknown) => boolean) {
  const { api } = useSession();
  return useAct(
    ({ serviceId, update }: { serviceId: number; update: RuleUpdate }) =>
      put<ServiceRule>(`${api}/services/${String(serviceId)}/rule`, update),
    { done, ...(refused ? { refused } : {}) },
  );
}

/** Asks the model about one service, or with null about all that nothing better is known about. */
export function useAskSuggestion(done: () => void) {
  const { api } = useSession();
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const asking = useAct(
    (serviceId: number | null) =>
      post<StartedWorkflow>(
        serviceId === null ? `${api}/services/suggest-intervals` : `${api}/services/${String(serviceId)}/rule/suggest`,
      ),
    {
      done: () => {
        setAskedAt(Date.now());
        done();
      },
    },
  );
  return { ask: asking.mutate, isBusy: asking.isPending, askedAt };
}
