/** The short steps of moderation that a message's workflow asks for: open, record what was decided, expire. */

import { systemScope, type Scope } from '../domain/access/scope.ts';

/** What moderation needs from the database; db/repositories/moderation/transitions.ts fits. */
export interface ModerationDeps {
  transitions: {
    openForApproval(scope: Scope, input: { messageId: number; at: string }): Promise<{ status: string }>;
    recordDecision(
      scope: Scope,
      input: { decisionId: number; messageId: number; at: string },
    ): Promise<{ status: string; version: number }>;
    expireMessage(scope: Scope, input: { messageId: number; at: string }): Promise<{ status: string }>;
  };
}

export interface ModeratedMessage {
  companyId: number;
  messageId: number;
  /** The workflow's time, ISO. */
  at: string;
}

export function createModerationActivities({ transitions }: ModerationDeps) {
  const scope = (input: ModeratedMessage): Scope => systemScope(input.companyId, 'deliverMessage');
  return {
    /** Twice is harmless: a message that is open stays open since when it was, and has one card (`message_id` is unique). */
    openForApproval: (input: ModeratedMessage): Promise<{ status: string }> =>
      transitions.openForApproval(scope(input), input),

    /**
     * Applies the decision that reached the workflow first. Twice is harmless: a decision that is recorded answers again
     * with the message as it is. Refuses with `changed` (the text is not the one the person saw), `not_ready` or `already_decided`.
     */
    recordDecision: (input: ModeratedMessage & { decisionId: number }): Promise<{ status: string; version: number }> =>
      transitions.recordDecision(scope(input), input),

    /** Twice is harmless: only an undecided message expires, and then it answers with what it is. */
    expireMessage: (input: ModeratedMessage): Promise<{ status: string }> =>
      transitions.expireMessage(scope(input), input),
  };
}

export type ModerationActivities = ReturnType<typeof createModerationActivities>;
