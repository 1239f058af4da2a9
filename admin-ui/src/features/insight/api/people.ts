/** What the pages about people ask beyond their lists: why somebody is due, and what was said. */

import { useQuery } from '@tanstack/react-query';
import type { ClientDue } from '../../../../../contracts/http/campaigns.ts';
import type { ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import { ask } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useDue(id: string) {
  const { api } = useSession();
  return useQuery(ask<ClientDue>(api, `/clients/${id}/due`, ['sync', 'insight', 'messages', 'campaigns', 'settings']));
}

/** Their place among all who are due: the whole list is counted for it, so it comes after the reasons and not with every change. */
export function useDueRank(id: string, { enabled }: { enabled: boolean }) {
  const { api } = useSession();
  return useQuery({
    ...ask<ClientDue>(api, `/clients/${id}/due`, ['campaigns'], { rank: 'true' }),
    enabled,
    staleTime: 60_000,
  });
}

export function useTalk(conversationId: number) {
  const { api } = useSession();
  return useQuery(ask<ConversationDetail>(api, `/conversations/${String(conversationId)}`, ['replies', 'messages']));
}
