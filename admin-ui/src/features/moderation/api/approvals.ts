/** What waits for a person, in an order that holds still under the hand: decided rows stay, greyed, until the page is left. */

import { useQueries, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { z } from 'zod';
import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import type { Approval, approvalPage } from '../../../../../contracts/http/moderation.ts';
import { ask } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';
import { useFates, type Fate } from './decisions.ts';

type ApprovalPage = z.infer<typeof approvalPage>;

export interface Row {
  approval: Approval;
  state: 'waiting' | 'rewriting' | 'decided' | Fate['fate'];
  fate: Fate | undefined;
  /** The message as it is now, once it left the list. */
  now: MessageDetail | undefined;
}

export function useApprovals() {
  const { api } = useSession();
  const question = useQuery(
    ask<ApprovalPage>(api, '/approvals', ['messages', 'campaigns'], { pageSize: 100, sort: 'awaitingSince' }),
  );
  const fates = useFates();
  const known = useRef(new Map<number, Approval>());
  const waiting = new Map((question.data?.items ?? []).map((approval) => [approval.id, approval]));
  for (const [id, approval] of waiting) known.current.set(id, approval);
  const gone = question.data === undefined ? [] : [...known.current.keys()].filter((id) => !waiting.has(id));
  const left = useQueries({
    queries: gone.map((id) => ask<MessageDetail>(api, `/messages/${String(id)}`, ['messages'])),
  });
  const now = new Map(gone.map((id, index) => [id, left[index]?.data]));
  const rows = [...known.current.values()].map((approval): Row =>
    rowOf(approval, waiting.has(approval.id), fates.get(approval.id), now.get(approval.id)),
  );
  return { question, rows, total: question.data?.total ?? 0, oldestSince: question.data?.oldestSince ?? null };
}

function rowOf(approval: Approval, isWaiting: boolean, fate: Fate | undefined, now: MessageDetail | undefined): Row {
  if (fate && fate.fate !== 'decided') return { approval, fate, now, state: fate.fate };
  if (isWaiting) return { approval, fate: undefined, now: undefined, state: 'waiting' };
  if (now?.status === 'drafting') return { approval, fate: undefined, now, state: 'rewriting' };
  return { approval, fate, now: now ?? (fate?.fate === 'decided' ? fate.message : undefined), state: 'decided' };
}
