/** What the pages about messages, the outbox and the number ask and do. */

import { useQuery } from '@tanstack/react-query';
import type { Decision } from '../../../../../contracts/http/campaigns.ts';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { AccountHealth, Message, MessageDetail, OutboxItem } from '../../../../../contracts/http/delivery.ts';
import type { Query } from '../../../platform/http.ts';
import { ask, askPage } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';

export function useMessages(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Message>>(api, '/messages', ['messages'], query));
}

export function useMessage(id: string) {
  const { api } = useSession();
  return useQuery(ask<MessageDetail>(api, `/messages/${id}`, ['messages', 'replies']));
}

/** Everything that was decided about one message. */
export function useMessageDecisions(messageId: number) {
  const { api } = useSession();
  const maySee = useMay('see_company');
  const query = { messageId, pageSize: 50, sort: 'createdAt' };
  return useQuery({
    ...ask<Page<Decision>>(api, '/decisions', ['messages', 'campaigns'], query),
    enabled: maySee,
  });
}

export function useOutbox(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<OutboxItem>>(api, '/outbox', ['messages'], query));
}

export function useAccountHealth() {
  const { api } = useSession();
  return useQuery(ask<AccountHealth>(api, '/account-health', ['messages', 'settings']));
}
