/** What the page of conversations asks and does. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { Conversation, ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import { toast } from '../../../components/toast.tsx';
import { call, post, type Query } from '../../../platform/http.ts';
import { ask, askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useConversations(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<Conversation>>(api, '/conversations', ['replies', 'messages'], query));
}

export function useConversation(id: number) {
  const { api } = useSession();
  return useQuery(ask<ConversationDetail>(api, `/conversations/${String(id)}`, ['replies', 'messages']));
}

export type Handling = 'seen' | 'take-over' | 'give-back';
const DONE = { seen: 'seenDone', 'take-over': 'takenOver', 'give-back': 'givenBack' } as const;

export function useHandling(id: number) {
  const { t } = useTranslation();
  const { api } = useSession();
  return useAct((what: Handling) => post<ConversationDetail>(`${api}/conversations/${String(id)}/${what}`), {
    done: (_answer, what) => toast(t(`conversations.${DONE[what]}`)),
  });
}

/** `key` is made once per text: pressing twice, or again after a lost answer, sends one message. `done` is told whose. */
export function useAnswer(id: number, done: (key: string) => void) {
  const { api } = useSession();
  return useAct(
    ({ text, key }: { text: string; key: string }) =>
      call<MessageDetail>('POST', `${api}/conversations/${String(id)}/answer`, { body: { text }, idempotencyKey: key }),
    { done: (_message, { key }) => done(key) },
  );
}
