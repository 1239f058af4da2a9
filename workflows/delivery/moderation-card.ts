/** Who may still decide about a message: the state beside deliverMessage, without activities or timers, so that it can be tested alone. */

import { ApplicationFailure } from '@temporalio/common';

export type DecisionKind = 'approve' | 'reject' | 'edit' | 'rewrite';

/** An `ApplicationFailure` and never a plain error: the latter would make the workflow's task fail for ever. */
const refused = (code: 'already_decided' | 'not_ready'): ApplicationFailure =>
  ApplicationFailure.nonRetryable(code, code);

export class ModerationCard {
  #phase: 'being_written' | 'open' | 'over' = 'being_written';
  #underWay = 0;
  #lastInLine: Promise<unknown> = Promise.resolve();

  /** Its text is there; people may decide. */
  open(): void {
    this.#phase = 'open';
  }

  /** It is being written again. */
  withdraw(): void {
    this.#phase = 'being_written';
  }

  /** Decided, or not to be decided any more. */
  close(): void {
    this.#phase = 'over';
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  /** A decision has arrived and is not recorded yet: nothing else may end the message now. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** Synchronous, for update validators: a click that comes too late never enters history. */
  mustBeDecidable(): void {
    if (this.#phase === 'over') throw refused('already_decided');
    if (this.#phase === 'being_written') throw refused('not_ready');
  }

  /**
   * One after the other: of two people who click at once the first one recorded wins, and the second is refused only when
   * the first is written down, so that it can be told who it was.
   */
  async decide<Answer>(kind: DecisionKind, record: () => Promise<Answer>): Promise<Answer> {
    this.#underWay += 1;
    const mine = this.#lastInLine.then(async () => {
      this.mustBeDecidable();
      const answer = await record();
      if (kind === 'approve' || kind === 'reject') this.close();
      if (kind === 'rewrite') this.withdraw();
      return answer;
    });
    this.#lastInLine = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#underWay -= 1;
    }
  }
}
