/** Approvals: a person says yes or no. The workflow is the arbiter; this only carries the question and the answer. */

import type { Actor, Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

interface Asked {
  decision: 'approve' | 'reject' | 'edit' | 'rewrite';
  text?: string | undefined;
  variables?: string[] | undefined;
  seenVersion?: number | undefined;
  onceKey?: string | undefined;
}

/** A key names one person's press: two people may choose the same one, and each wish is its own. */
const whoOf = (actor: Actor): string => (actor.kind === 'user' ? String(actor.userId) : actor.kind);

export function moderationRoutes(deps: ApiDeps): Route[] {
  const { views } = deps;

  /** Looking at the message first keeps other companies' and other specialists' messages out of reach. */
  async function decide(scope: Scope, messageId: number, asked: Asked) {
    await views.message(scope, messageId);
    const decided = await deps.moderation.decide(scope, { messageId, via: 'api', ...asked });
    if (decided.outcome === 'too_late') {
      const { decision, decidedBy, decidedVia, status } = decided;
      throw new RuleBroken('already_decided', 'conflict', { decision, decidedBy, decidedVia, status });
    }
    if (decided.outcome === 'not_ready') throw new RuleBroken('not_ready', 'conflict', { status: decided.status });
    if (decided.outcome === 'changed') throw new RuleBroken('changed_meanwhile', 'conflict');
    return views.message(scope, messageId);
  }

  /** Seen first, for the same reason; then done, then answered as it is. */
  async function change(scope: Scope, messageId: number, act: () => Promise<unknown>) {
    await views.message(scope, messageId);
    await act();
    return views.message(scope, messageId);
  }

  return [
    companyRoute('listApprovals', 'see_people', async ({ scope, query, at }) => ({
      ...(await views.approvals(scope, query, at)),
      snoozeTimes: await deps.snoozes.times(scope, at),
    })),
    companyRoute('snoozeMessage', 'approve', ({ scope, params: { messageId }, body, at }) =>
      change(scope, messageId, () => deps.snoozes.snooze(scope, { messageId, snooze: body.snooze, via: 'api', at })),
    ),
    companyRoute('wakeMessage', 'approve', ({ scope, params: { messageId }, at }) =>
      change(scope, messageId, () => deps.snoozes.wake(scope, { messageId, via: 'api', at })),
    ),
    companyRoute('translateMessage', 'approve', ({ scope, params: { messageId }, body }) =>
      change(scope, messageId, () => deps.translations.want(scope, messageId, body.language ?? null)),
    ),
    companyRoute('approveMessage', 'approve', ({ scope, params, body, idempotencyKey }) =>
      decide(scope, params.messageId, {
        decision: 'approve',
        seenVersion: body.version,
        onceKey: idempotencyKey === null ? undefined : `api:${whoOf(scope.actor)}:${idempotencyKey}`,
      }),
    ),
    companyRoute('rejectMessage', 'approve', ({ scope, params, body }) =>
      decide(scope, params.messageId, { decision: 'reject', text: body.reason, seenVersion: body.version }),
    ),
    companyRoute('editMessage', 'approve', ({ scope, params, body }) =>
      decide(scope, params.messageId, {
        decision: 'edit',
        text: body.text,
        variables: body.variables,
        seenVersion: body.version,
      }),
    ),
    companyRoute('rewriteMessage', 'approve', ({ scope, params, body }) =>
      decide(scope, params.messageId, { decision: 'rewrite', text: body.instruction, seenVersion: body.version }),
    ),
  ];
}
