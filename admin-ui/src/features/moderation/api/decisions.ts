/** Decisions with a few seconds to take them back: nothing is asked of the API before that time is over, so an undo is a true one. */

import { useSyncExternalStore } from 'react';
import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import type {
  Approval,
  ApproveRequest,
  EditRequest,
  RejectRequest,
  RewriteRequest,
} from '../../../../../contracts/http/moderation.ts';
import { call, post, Problem } from '../../../platform/http.ts';
import { queries } from '../../../platform/queries.ts';

export const UNDO_MS = 8000;

export type Fate =
  | { fate: 'pending'; decision: 'approve' | 'reject'; until: number }
  | { fate: 'asking'; decision: 'approve' | 'reject' }
  | { fate: 'decided'; message: MessageDetail }
  | { fate: 'refused'; problem: unknown };

interface Pending {
  api: string;
  approval: Approval;
  decision: 'approve' | 'reject';
  reason: string;
  timer: ReturnType<typeof setTimeout>;
}

let fates: ReadonlyMap<number, Fate> = new Map();
const pending = new Map<number, Pending>();
const listeners = new Set<() => void>();

function publish(id: number, fate: Fate | null): void {
  const next = new Map(fates);
  if (fate) next.set(id, fate);
  else next.delete(id);
  fates = next;
  for (const tell of listeners) tell();
}

export function useFates(): ReadonlyMap<number, Fate> {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => fates,
  );
}

/** Begins the seconds in which it can be undone. */
export function decideSoon(api: string, approval: Approval, decision: 'approve' | 'reject', reason = ''): void {
  if (pending.has(approval.id)) return;
  const timer = setTimeout(() => void decideNow(approval.id), UNDO_MS);
  pending.set(approval.id, { api, approval, decision, reason, timer });
  publish(approval.id, { fate: 'pending', decision, until: Date.now() + UNDO_MS });
}

/** Takes back the newest decision that has not been sent yet. */
export function undoLast(id = [...pending.keys()].at(-1)): number | undefined {
  const waiting = id === undefined ? undefined : pending.get(id);
  if (id === undefined || !waiting) return undefined;
  clearTimeout(waiting.timer);
  pending.delete(id);
  publish(id, null);
  return id;
}

export async function decideNow(id: number, isLeaving = false): Promise<void> {
  const waiting = pending.get(id);
  if (!waiting) return;
  clearTimeout(waiting.timer);
  pending.delete(id);
  const { api, approval, decision, reason } = waiting;
  publish(id, { fate: 'asking', decision });
  const seen = { version: approval.version };
  const body: ApproveRequest | RejectRequest = decision === 'approve' ? seen : { ...seen, reason };
  try {
    const message = await call<MessageDetail>('POST', `${api}/messages/${String(id)}/${decision}`, {
      body,
      keepalive: isLeaving,
      ...(decision === 'approve' ? { idempotencyKey: `approve-${String(id)}-${String(approval.version)}` } : {}),
    });
    publish(id, { fate: 'decided', message });
  } catch (problem) {
    // Somebody was faster: the list finds out who from the message itself.
    publish(id, problem instanceof Problem && problem.code === 'already_decided' ? null : { fate: 'refused', problem });
  }
  await queries.invalidateQueries();
}

export function forget(id: number): void {
  publish(id, null);
}

// What was approved is approved: leaving the page sends it at once instead of losing it.
addEventListener('pagehide', () => {
  for (const id of pending.keys()) void decideNow(id, true);
});

export const edit = (
  api: string,
  approval: Approval,
  change: Pick<EditRequest, 'text' | 'variables'>,
): Promise<MessageDetail> =>
  post(`${api}/messages/${String(approval.id)}/edit`, { ...change, version: approval.version } satisfies EditRequest);

export const rewrite = (api: string, approval: Approval, instruction: string): Promise<MessageDetail> =>
  post(`${api}/messages/${String(approval.id)}/rewrite`, {
    version: approval.version,
    ...(instruction ? { instruction } : {}),
  } satisfies RewriteRequest);
