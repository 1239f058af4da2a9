/** A person's decision on a message: stored first, then put to the message's workflow, which alone says who was first. */

import type { DeliverMessage } from '../../contracts/workflows/delivery.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { checkedEdit } from '../../domain/moderation/edit.ts';
import type { DecisionAnswer, DecisionKind } from './gateway.ts';

export type { DecisionKind };

export interface DecisionRequest {
  messageId: number;
  decision: DecisionKind;
  /** The reason of a rejection, the new text of an edit, the instruction of a rewrite. */
  text?: string | undefined;
  /** An edit of a template, value by value. */
  variables?: string[] | undefined;
  /** The version the person was looking at: what they have not seen they cannot approve. */
  seenVersion?: number | undefined;
  via: 'api' | 'telegram';
  /** The caller's name for this one request; repeated, it is the same decision. */
  onceKey?: string | undefined;
}

export interface DecidedMessage {
  messageId: number;
  status: string;
  reason: string | null;
  text: string | null;
  variables: string[] | null;
  version: number;
  decision: 'approved' | 'rejected' | 'expired' | null;
  decidedBy: string | null;
  decidedVia: string | null;
  decidedAt: Date | null;
}

export type DecisionOutcome =
  | { outcome: 'accepted'; message: DecidedMessage }
  /** Somebody, or time, was faster; `decision` is null when the message ended without one (cancelled, skipped). */
  | {
      outcome: 'too_late';
      decision: 'approved' | 'rejected' | 'expired' | null;
      decidedBy: string | null;
      decidedVia: string | null;
      decidedAt: Date | null;
      status: string;
    }
  /** It is being written just now. */
  | { outcome: 'not_ready'; status: string }
  /** The text is another one than the person saw; here is how it reads now. */
  | { outcome: 'changed'; message: DecidedMessage };

interface StoredMessage extends DecidedMessage {
  scenario: string;
  kind: 'template' | 'text';
  templateBody: string | null;
}

export interface DecisionStore {
  messageNow(scope: Scope, messageId: number): Promise<StoredMessage | null>;
  storeDecision(
    scope: Scope,
    asked: {
      messageId: number;
      decision: DecisionKind;
      text: string | null;
      variables: string[] | null;
      seenVersion: number | null;
      via: 'api' | 'telegram';
      onceKey: string | null;
    },
  ): Promise<{ decisionId: number; outcome: 'accepted' | 'too_late' | 'refused' | null }>;
  outcomeOf(scope: Scope, decisionId: number): Promise<'accepted' | 'too_late' | 'refused' | null>;
  closeDecision(scope: Scope, decisionId: number, outcome: 'too_late' | 'refused'): Promise<void>;
}

/** The part of integrations/temporal/gateway.ts that a decision needs. */
export interface DecisionGateway {
  /** One Update with the id `decision-<id>`: repeated, it gives the first answer again. Throws Unavailable when nobody answers in time. */
  executeDecision(ask: { messageId: number; decision: DecisionKind; decisionId: number }): Promise<DecisionAnswer>;
  /** Idempotent: a running workflow stays as it is, and one that starts begins from its row's state. */
  startDelivery(input: DeliverMessage): Promise<unknown>;
}

/** The winner's answer comes before the loser's, but its record may be committed a moment later. */
const WINNER_WAIT_MS = 1_500;
const POLL_MS = 50;
const WAKING_POLL_MS = 200;
/** A workflow that was just started first reads its row; until then it answers `not_ready`. */
const WAKING_MS = 3_000;

export const OPEN_STATUSES: ReadonlySet<string> = new Set(['drafting', 'awaiting_approval']);

export interface Moderation {
  decide(scope: Scope, request: DecisionRequest): Promise<DecisionOutcome>;
}

export function createModeration({ store, gateway }: { store: DecisionStore; gateway: DecisionGateway }): Moderation {
  async function current(scope: Scope, messageId: number): Promise<StoredMessage> {
    const message = await store.messageNow(scope, messageId);
    if (!message) throw new RuleBroken('message_not_found', 'not_found', { messageId });
    return message;
  }

  async function accepted(scope: Scope, messageId: number): Promise<DecisionOutcome> {
    return { outcome: 'accepted', message: asDecided(await current(scope, messageId)) };
  }

  /** Who won. Waits for the record of a winner whose Update has been answered before its row was visible to us. */
  async function tooLate(scope: Scope, request: DecisionRequest, decisionId: number): Promise<DecisionOutcome> {
    let message = await current(scope, request.messageId);
    for (let waited = 0; isUndecided(message) && waited < WINNER_WAIT_MS; waited += POLL_MS) {
      await pause(POLL_MS);
      message = await current(scope, request.messageId);
    }
    if ((await store.outcomeOf(scope, decisionId)) === 'accepted') return accepted(scope, request.messageId);
    // Nobody has decided: the message has just come back to wait, and its workflow has not been told yet.
    if (isUndecided(message)) return { outcome: 'not_ready', status: message.status };
    await store.closeDecision(scope, decisionId, 'too_late');
    // Two taps of one person are one wish: the second is told what the first did.
    if (isSameWish(scope, request, message)) return { outcome: 'accepted', message: asDecided(message) };
    const { decision, decidedBy, decidedVia, decidedAt, status } = message;
    return { outcome: 'too_late', decision, decidedBy, decidedVia, decidedAt, status };
  }

  /** No workflow: over when the message is decided; otherwise it is started from its row and asked once more. */
  async function askAgain(scope: Scope, request: DecisionRequest, decisionId: number): Promise<DecisionAnswer> {
    const message = await current(scope, request.messageId);
    if (!OPEN_STATUSES.has(message.status)) return { outcome: 'already_decided' };
    const { messageId, decision } = request;
    await gateway.startDelivery({ companyId: scope.companyId, messageId, scenario: message.scenario });
    let answer = await gateway.executeDecision({ messageId, decision, decisionId });
    for (let waited = 0; isWaking(answer, message) && waited < WAKING_MS; waited += WAKING_POLL_MS) {
      await pause(WAKING_POLL_MS);
      answer = await gateway.executeDecision({ messageId, decision, decisionId });
    }
    return answer;
  }

  async function ask(scope: Scope, request: DecisionRequest, decisionId: number): Promise<DecisionAnswer> {
    const { messageId, decision } = request;
    try {
      const answer = await gateway.executeDecision({ messageId, decision, decisionId });
      return answer.outcome === 'not_found' ? await askAgain(scope, request, decisionId) : answer;
    } catch (error) {
      // The answer was lost or late; what counts is what has been recorded.
      if (error instanceof Unavailable && (await store.outcomeOf(scope, decisionId)) === 'accepted')
        return { outcome: 'decided', status: '' };
      throw error;
    }
  }

  return {
    async decide(scope, request) {
      const asked = checkedRequest(await current(scope, request.messageId), request);
      const { decisionId, outcome } = await store.storeDecision(scope, asked);
      if (outcome === 'accepted') return accepted(scope, request.messageId);

      const answer = await ask(scope, request, decisionId);
      switch (answer.outcome) {
        case 'decided':
          return accepted(scope, request.messageId);
        case 'already_decided':
          return tooLate(scope, request, decisionId);
        case 'not_ready':
          return { outcome: 'not_ready', status: (await current(scope, request.messageId)).status };
        case 'not_found':
          throw new Unavailable('temporal', 'workflow_missing', 5_000);
        case 'refused':
          break;
      }
      await store.closeDecision(scope, decisionId, 'refused');
      if (answer.code !== 'changed') throw new RuleBroken(answer.code, 'conflict', { messageId: request.messageId });
      return { outcome: 'changed', message: asDecided(await current(scope, request.messageId)) };
    },
  };
}

/** What is stored: an edit already as the whole text it makes, so that nothing is left to work out when it wins. */
function checkedRequest(message: StoredMessage, request: DecisionRequest) {
  const { messageId, decision, via } = request;
  const asked = {
    messageId,
    decision,
    via,
    text: request.text?.trim() || null,
    variables: null as string[] | null,
    seenVersion: request.seenVersion ?? null,
    onceKey: request.onceKey ?? null,
  };
  if (decision === 'approve') return { ...asked, text: null };
  if (decision !== 'edit') return asked;
  const { kind, templateBody, variables } = message;
  const edit = checkedEdit({ kind, body: templateBody, variables }, request);
  if ('problem' in edit) throw new RuleBroken(`edit_${edit.problem}`, 'invalid', { messageId });
  // The check holds for the text it was made against: if that one changes meanwhile, the edit is refused as `changed`.
  return { ...asked, text: edit.text, variables: edit.variables, seenVersion: asked.seenVersion ?? message.version };
}

const isUndecided = (message: StoredMessage): boolean => message.decision === null && OPEN_STATUSES.has(message.status);

const isWaking = (answer: DecisionAnswer, message: StoredMessage): boolean =>
  answer.outcome === 'not_ready' && message.status === 'awaiting_approval';

function isSameWish(scope: Scope, request: DecisionRequest, message: StoredMessage): boolean {
  const wish = { approve: 'approved', reject: 'rejected', edit: null, rewrite: null }[request.decision];
  return (
    wish !== null &&
    message.decision === wish &&
    message.decidedBy === scope.actor.name &&
    message.decidedVia === request.via
  );
}

function asDecided(message: StoredMessage): DecidedMessage {
  const { messageId, status, reason, text, variables, version, decision, decidedBy, decidedVia, decidedAt } = message;
  return { messageId, status, reason, text, variables, version, decision, decidedBy, decidedVia, decidedAt };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
