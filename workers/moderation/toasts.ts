/** What came of a decision, in the words a moderator sees for a moment. */

import type { Words } from '../../domain/moderation/words.ts';
import type { DecisionKind, DecisionOutcome } from '../../integrations/temporal/decisions.ts';

export interface Toast {
  text: string;
  isAlert?: boolean;
}

const DONE = { approve: 'approved', reject: 'rejected', edit: 'edited', rewrite: 'rewriting' } as const;

export function toastFor(outcome: DecisionOutcome, decision: DecisionKind, words: Words): string {
  switch (outcome.outcome) {
    case 'accepted':
      return words.toast[DONE[decision]];
    case 'too_late':
      return outcome.decision ? words.toast.tooLate(outcome.decision, outcome.decidedBy) : words.toast.alreadyOver;
    case 'changed':
      return words.toast.changed;
    case 'not_ready':
      return words.toast.notReady;
  }
  // Unreachable: every outcome is named above.
  return words.toast.alreadyOver;
}
