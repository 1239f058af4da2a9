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
  state: 'waiting' | 'snoozed' | 'rewriting' | 'decided' | Fate['fate'];
  fate: Fate | undefined;
  /** The message as it is now, once it left the list. */
  now: MessageDetail | undefined;
}

const PAGE = { pageSize: 100, sort: 'awaitingSince' };
/** What comes back by itself changes no row, so no event tells of it. */
const COMES_BACK_MS = 20_000;

export function useApprovals() {
  const { api } = useSession();
  const question = useQuery({
    ...ask<ApprovalPage>(api, '/approvals', ['messages', 'campaigns'], PAGE),
    refetchInterval: ({ state }) => (state.data && state.data.snoozed > 0 ? COMES_BACK_MS : false),
  });
  const later = useQuery({
    ...ask<ApprovalPage>(api, '/approvals', ['messages', 'campaigns'], { ...PAGE, snoozed: 'true' }),
    enabled: (question.data?.snoozed ?? 0) > 0,
    refetchInterval: COMES_BACK_MS,
  });
  const fates = useFates();
  const known = useRef(new Map<number, Approval>());
  const waiting = byId(question.data);
  const snoozed = byId((question.data?.snoozed ?? 0) > 0 ? later.data : undefined);
  for (const id of waiting.keys()) snoozed.delete(id);
  for (const [id, approval] of [...waiting, ...snoozed]) known.current.set(id, approval);
  const gone =
    question.data === undefined ? [] : [...known.current.keys()].filter((id) => !waiting.has(id) && !snoozed.has(id));
  const left = useQueries({
    queries: gone.map((id) => ask<MessageDetail>(api, `/messages/${String(id)}`, ['messages'])),
  });
  const now = new Map(gone.map((id, index) => [id, left[index]?.data]));
  const rows = [...known.current.values()].map((approval): Row => {
    const fate = fates.get(approval.id);
    if (snoozed.has(approval.id) && !fate) return { approval, fate, now: undefined, state: 'snoozed' };
    return rowOf(approval, waiting.has(approval.id), fate, now.get(approval.id));
  });
  return {
    question,
    // What has come back stands on top, what is put off at the bottom.
    rows: rows.toSorted((one, other) => placeOf(one) - placeOf(other)),
    total: question.data?.total ?? 0,
    oldestSince: question.data?.oldestSince ?? null,
    snoozeTimes: question.data?.snoozeTimes ?? [],
  };
}

const byId = (page: ApprovalPage | undefined): Map<number, Approval> =>
  new Map((page?.items ?? []).map((approval) => [approval.id, approval]));

const placeOf = ({ state, approval }: Row): number =>
  state === 'snoozed' ? 2 : state === 'waiting' && approval.snoozedUntil !== null ? 0 : 1;

function rowOf(approval: Approval, isWaiting: boolean, fate: Fate | undefined, now: MessageDetail | undefined): Row {
  if (fate && fate.fate !== 'decided') return { approval, fate, now, state: fate.fate };
  if (isWaiting) return { approval, fate: undefined, now: undefined, state: 'waiting' };
  if (now?.status === 'drafting') return { approval, fate: undefined, now, state: 'rewriting' };
  return { approval, fate, now: now ?? (fate?.fate === 'decided' ? fate.message : undefined), state: 'decided' };
}
