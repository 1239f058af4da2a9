/** What the page of the number asks and does. */

import { useQuery } from '@tanstack/react-query';
import type {
  AccountEvent,
  AddTestNumber,
  TestNumbers,
  TestSend,
  TestSendRequest,
  TestSends,
} from '../../../../../contracts/http/account.ts';
import type { Page } from '../../../../../contracts/http/common.ts';
import { call, post, type Query } from '../../../platform/http.ts';
import { ask, askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useAccountEvents(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<AccountEvent>>(api, '/account-health/events', ['settings'], query));
}

export function usePausing(done: { paused: () => void; resumed: () => void }) {
  const { api } = useSession();
  return {
    pause: useAct((reason: string) => post(`${api}/account-health/pause`, { reason }), { done: done.paused }),
    resume: useAct((reason: string) => post(`${api}/account-health/resume`, { reason }), { done: done.resumed }),
  };
}

export function useTestNumbers() {
  const { api } = useSession();
  return useQuery(ask<TestNumbers>(api, '/test-numbers', ['settings']));
}

export function useTestSends() {
  const { api } = useSession();
  return useQuery(ask<TestSends>(api, '/test-send', ['messages']));
}

export function useTesting(done: { sent: () => void; added: () => void; removed: () => void }) {
  const { api } = useSession();
  return {
    // A key for each press: an answer that gets lost on the way sends nothing twice.
    send: useAct(
      (body: TestSendRequest) =>
        call<TestSend>('POST', `${api}/test-send`, { body, idempotencyKey: crypto.randomUUID() }),
      { done: done.sent },
    ),
    add: useAct((body: AddTestNumber) => post<TestNumbers>(`${api}/test-numbers`, body), { done: done.added }),
    remove: useAct((phone: string) => post<TestNumbers>(`${api}/test-numbers/remove`, { phone }), {
      done: done.removed,
    }),
  };
}
