/** The reactivation rule of each service. */

import { useQuery } from '@tanstack/react-query';
import type { RuleUpdate, ServiceRule } from '../../../../../contracts/http/campaigns.ts';
import type { Page } from '../../../../../contracts/http/common.ts';
import { put, type Query } from '../../../platform/http.ts';
import { askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useRules(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<ServiceRule>>(api, '/services', ['settings'], query));
}

export function useSaveRule(done: () => void, refused?: (failure: unknown) => boolean) {
  const { api } = useSession();
  return useAct(
    ({ serviceId, update }: { serviceId: number; update: RuleUpdate }) =>
      put<ServiceRule>(`${api}/services/${String(serviceId)}/rule`, update),
    { done, ...(refused ? { refused } : {}) },
  );
}
