/** What the pages about people ask and do. */

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { MessageDetail, WriteRequest } from '../../../../../contracts/http/delivery.ts';
import type { Client, ClientDetail, TimelineItem } from '../../../../../contracts/http/insight.ts';
import { call, get, type Query } from '../../../platform/http.ts';
import { ask, askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

const TIMELINE_PAGE = 40;

export function useClients(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Client>>(api, '/clients', ['sync', 'insight'], query));
}

export function useClient(id: string) {
  const { api } = useSession();
  return useQuery(ask<ClientDetail>(api, `/clients/${id}`, ['sync', 'insight', 'messages', 'replies', 'campaigns']));
}

export function useTimeline(id: string) {
  const { api } = useSession();
  return useInfiniteQuery({
    queryKey: [api, `/clients/${id}/timeline`],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineItem>>(`${api}/clients/${id}/timeline`, { page: pageParam, pageSize: TIMELINE_PAGE }, signal),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
    meta: { topics: ['sync', 'insight', 'messages', 'replies', 'campaigns'] },
  });
}

/** `key` is made once per text: pressing twice, or again after a lost answer, writes one message. */
export function useWrite(done: (message: MessageDetail) => void) {
  const { api } = useSession();
  return useAct(
    ({ key, ...body }: WriteRequest & { key: string }) =>
      call<MessageDetail>('POST', `${api}/messages`, { body, idempotencyKey: key }),
    { done },
  );
}
