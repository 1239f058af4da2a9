/** What the page of conversations asks and does. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { Conversation, ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import type { Client } from '../../../../../contracts/http/insight.ts';
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

/** Settles what is asked about a conversation; `done` closes whatever asked. */
export type Settled =
  | { what: 'ignore' | 'unignore' }
  | { what: 'link'; body: { clientId: number } }
  | { what: 'decide-hold'; body: { optsOut: boolean } };
const SETTLED = { ignore: 'ignored', unignore: 'unignored', link: 'linked', 'decide-hold': 'holdDecided' } as const;

export function useSettling(id: number, done?: () => void) {
  const { t } = useTranslation();
  const { api } = useSession();
  return useAct(
    (settled: Settled) =>
      post<ConversationDetail>(
        `${api}/conversations/${String(id)}/${settled.what}`,
        'body' in settled ? settled.body : undefined,
      ),
    {
      done: (_answer, { what }) => {
        toast(t(`conversations.${SETTLED[what]}`));
        done?.();
      },
    },
  );
}

export function usePeople(q: string) {
  const { api } = useSession();
  return useQuery(askPage<Page<Client>>(api, '/clients', ['sync'], { q, pageSize: 20 }));
}

export function useDraft(id: number) {
  const { api } = useSession();
  return useQuery(ask<MessageDetail>(api, `/messages/${String(id)}`, ['messages']));
}

interface Decision {
  what: 'approve' | 'reject' | 'rewrite';
  /** New words before a yes; a reason; a wish. */
  text: string | null;
}

/** Changed words are kept first and then approved as they are: one press, two requests, the second with the version of the first. */
export function useDeciding(draft: MessageDetail) {
  const { t } = useTranslation();
  const { api } = useSession();
  const path = `${api}/messages/${String(draft.id)}`;
  const deciding = useAct(
    async ({ what, text }: Decision) => {
      const { version } = draft;
      if (what === 'reject') return post<MessageDetail>(`${path}/reject`, { reason: text, version });
      if (what === 'rewrite')
        return post<MessageDetail>(`${path}/rewrite`, { version, ...(text ? { instruction: text } : {}) });
      const kept = text === null ? draft : await post<MessageDetail>(`${path}/edit`, { text, version });
      return call<MessageDetail>('POST', `${path}/approve`, {
        body: { version: kept.version },
        idempotencyKey: `approve-${String(draft.id)}-${String(kept.version)}`,
      });
    },
    { done: (_message, { what }) => toast(t(`conversations.draft.${what}Done`)) },
  );
  return { decide: deciding.mutate, isPending: deciding.isPending, what: deciding.variables?.what };
}
