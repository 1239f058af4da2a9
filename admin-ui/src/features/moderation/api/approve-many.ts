/** Approves many, each by its own request with the version that was seen; what changed meanwhile is left out and said so. */

import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import type { Approval, ApproveRequest } from '../../../../../contracts/http/moderation.ts';
import { call, Problem } from '../../../platform/http.ts';

export type Outcome = 'approved' | 'changed' | 'decided' | 'failed';
export type Outcomes = ReadonlyMap<number, Outcome>;

/** A browser opens six connections at most, and the live events need one. */
const AT_ONCE = 4;

async function approve(api: string, { id, version }: Approval): Promise<Outcome> {
  try {
    await call<MessageDetail>('POST', `${api}/messages/${String(id)}/approve`, {
      body: { version } satisfies ApproveRequest,
      idempotencyKey: `approve-${String(id)}-${String(version)}`,
    });
    return 'approved';
  } catch (problem) {
    const code = problem instanceof Problem ? problem.code : '';
    if (code === 'changed_meanwhile' || code === 'not_ready') return 'changed';
    return code === 'already_decided' ? 'decided' : 'failed';
  }
}

/** `tell` hears of each as it is answered; `stop` lets those under way come home and begins no other. */
export async function approveMany(
  api: string,
  approvals: readonly Approval[],
  { tell, stop }: { tell: (outcomes: Outcomes) => void; stop: AbortSignal },
): Promise<Outcomes> {
  const outcomes = new Map<number, Outcome>();
  const left = approvals.values();
  async function worker(): Promise<void> {
    for (const approval of left) {
      if (stop.aborted) return;
      outcomes.set(approval.id, await approve(api, approval));
      tell(new Map(outcomes));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}
