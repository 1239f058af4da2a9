/** What the pages about messages, the outbox and the number ask and do. */

import { useQuery } from '@tanstack/react-query';
import type { Page } from '../../../../../contracts/http/common.ts';
import type {
  AccountHealth,
  CloseRequest,
  Message,
  MessageDetail,
  OutboxItem,
  RetryRequest,
} from '../../../../../contracts/http/delivery.ts';
import { call, post, type Query } from '../../../platform/http.ts';
import { ask, askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useMessages(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Message>>(api, '/messages', ['messages'], query));
}

export function useMessage(id: string) {
  const { api } = useSession();
  return useQuery(ask<MessageDetail>(api, `/messages/${id}`, ['messages', 'replies']));
}

export function useOutbox(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<OutboxItem>>(api, '/outbox', ['messages'], query));
}

export function useSettling(done: { retried: () => void; closed: () => void }) {
  const { api } = useSession();
  return {
    // Named by the trouble it answers: pressing twice sends once, and the next trouble can be answered again.
    retry: useAct(
      ({ item, reason }: { item: OutboxItem; reason: string }) =>
        call<OutboxItem>('POST', `${api}/outbox/${String(item.id)}/retry`, {
          body: { reason } satisfies RetryRequest,
          idempotencyKey: `retry-${String(item.id)}-${item.lastErrorAt ?? item.createdAt}`,
        }),
      { done: done.retried },
    ),
    close: useAct(
      ({ item, ...body }: CloseRequest & { item: OutboxItem }) =>
        post<OutboxItem>(`${api}/outbox/${String(item.id)}/close`, body satisfies CloseRequest),
      { done: done.closed },
    ),
  };
}

export function useAccountHealth() {
  const { api } = useSession();
  return useQuery(ask<AccountHealth>(api, '/account-health', ['messages', 'settings']));
}
