/** What a month may cost: asked and changed. */

import { useQuery } from '@tanstack/react-query';
import type { Budget, BudgetUpdate } from '../../../../../contracts/http/budget.ts';
import { put } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useBudget() {
  const { api } = useSession();
  return useQuery(ask<Budget>(api, '/settings/budget', ['settings', 'messages']));
}

export function useSaveBudget(options: { done: () => void; refused: (failure: unknown) => boolean }) {
  const { api } = useSession();
  return useAct((update: BudgetUpdate) => put<Budget>(`${api}/settings/budget`, update), options);
}
