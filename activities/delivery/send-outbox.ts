/** The sender of one WhatsApp number: one long activity that claims rows and keeps their requests in flight at the number's pace. */

import { setMaxListeners } from 'node:events';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { SendOutbox } from '../../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';
import { type AskFreeSlots, checkSlots, type RowToCheck } from './check-slots.ts';
import { Questions } from './questions.ts';
import { type ReadConsent, readConsent, type RowToRead } from './read-consent.ts';
import type { ClaimedRow, Sender, SendingDeps } from './send-row.ts';
import { sendRow } from './send-row.ts';

export interface SenderDeps extends SendingDeps {
  claims: {
    claim(
      scope: Scope,
      request: {
        phoneNumberId: string;
        epoch: number;
        at: Date;
        atMost: number;
        readsConsent: boolean;
        checksSlots: boolean;
      },
    ): Promise<
      | { outcome: 'superseded' }
      | { outcome: 'claimed'; rows: ClaimedRow[]; settled: number; toRead: RowToRead[]; toCheck: RowToCheck[] }
    >;
  };
  /** Left out, consent is what the database has (there is no booking platform). */
  readConsent?: ReadConsent;
  /** Left out, offered slots are not asked for again (there is no booking platform). */
  freeSlots?: AskFreeSlots;
  wakeups: {
    wait(channel: 'reprise_outbox', ms: number, options: { payload: string; signal: AbortSignal }): Promise<void>;
  };
}

/** `shift_over`: the workflow begins the next one. `gone`: the company has no such number any more. */
export interface SenderShift {
  outcome: 'shift_over' | 'superseded' | 'gone';
  sent: number;
}

export interface SenderLimits {
  /** Short enough for an operator to see progress in the history, long enough to make few events. */
  shiftMs: number;
  /** A notification may be lost with its connection; nobody waits longer than this for a look at the table. */
  blindMs: number;
  heartbeatMs: number;
  sweepEveryMs: number;
}

export const SENDER_LIMITS: SenderLimits = {
  shiftMs: 600_000,
  blindMs: 5_000,
  heartbeatMs: 2_000,
  sweepEveryMs: 5_000,
};
/** More than any limit on concurrency; the claim counts the real one. */
const MOST_IN_FLIGHT = 100;

export function createSendingActivities(deps: SenderDeps, limits: SenderLimits = SENDER_LIMITS) {
  return {
    /**
     * Twice is harmless, even at the same time: each attempt raises the number's epoch, and what an older one still
     * wants to claim or begin is void. What it had begun becomes `unknown` unless its answer was written.
     */
    async sendOutbox({ companyId, phoneNumberId }: SendOutbox): Promise<SenderShift> {
      const context = Context.current();
      const scope = systemScope(companyId, 'sendOutbox');
      const epoch = await deps.sending.raiseEpoch(scope, phoneNumberId);
      if (epoch === null) return { outcome: 'gone', sent: 0 };
      const shift = new Shift(deps, limits, scope, { phoneNumberId, epoch }, context.cancellationSignal);
      const beat = setInterval(() => {
        context.heartbeat({ sent: shift.sent, inFlight: shift.inFlight });
      }, limits.heartbeatMs);
      try {
        const outcome = await shift.work();
        if (context.cancellationSignal.aborted) throw new CancelledFailure('sender_stopped');
        return { outcome, sent: shift.sent };
      } finally {
        clearInterval(beat);
      }
    },
  };
}

export type SendingActivities = ReturnType<typeof createSendingActivities>;

/** One attempt's time at work: what it has under way and when it last looked. */
class Shift {
  sent = 0;
  readonly #deps: SenderDeps;
  readonly #limits: SenderLimits;
  readonly #scope: Scope;
  readonly #sender: Sender;
  readonly #signal: AbortSignal;
  readonly #flights = new Map<number, Promise<void>>();
  readonly #questions: Questions;
  readonly #endsAt: number;
  #sweepAt = 0;

  constructor(deps: SenderDeps, limits: SenderLimits, scope: Scope, sender: Sender, signal: AbortSignal) {
    this.#deps = deps;
    this.#limits = limits;
    this.#scope = scope;
    this.#sender = sender;
    this.#signal = signal;
    // Each row that waits for its turn listens for the end of the shift.
    setMaxListeners(2 * MOST_IN_FLIGHT, signal);
    this.#questions = new Questions((error, outboxId) => {
      deps.log.warn({ err: error, outboxId }, 'the booking platform could not be asked about a row yet');
    });
    this.#endsAt = performance.now() + limits.shiftMs;
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  async work(): Promise<'shift_over' | 'superseded'> {
    try {
      while (!this.#signal.aborted && performance.now() < this.#endsAt) {
        const looked = await this.#look();
        if (looked === 'superseded') return 'superseded';
        if (looked === 'nothing') await this.#rest();
      }
      return 'shift_over';
    } finally {
      // What has begun is brought home: its answer is worth more than a quick end.
      await Promise.allSettled([this.#questions.close(), ...this.#flights.values()]);
    }
  }

  async #look(): Promise<'superseded' | 'nothing' | 'something'> {
    const at = this.#deps.clock.now();
    if (performance.now() >= this.#sweepAt) {
      await this.#deps.sending.sweep(this.#scope, this.#sender, [...this.#flights.keys()], at);
      await this.#deps.sending.expire(this.#scope, this.#sender, at);
      this.#sweepAt = performance.now() + this.#limits.sweepEveryMs;
    }
    const atMost = MOST_IN_FLIGHT - this.#flights.size;
    const { readConsent: reads, freeSlots } = this.#deps;
    const asks = { readsConsent: reads !== undefined, checksSlots: freeSlots !== undefined };
    const claim = await this.#deps.claims.claim(this.#scope, { ...this.#sender, at, atMost, ...asks });
    if (claim.outcome === 'superseded') return 'superseded';
    for (const row of claim.rows) this.#send(row);
    for (const row of claim.toRead) this.#read(row);
    for (const row of claim.toCheck) this.#check(row);
    return claim.rows.length + claim.settled > 0 ? 'something' : 'nothing';
  }

  #send(row: ClaimedRow): void {
    // Its lease ran out before its turn came: the flight that has it goes on, and is the only one.
    if (this.#flights.has(row.id)) return;
    const flight = sendRow(this.#deps, this.#scope, this.#sender, row, this.#signal)
      .then((sent) => {
        if (sent) this.sent += 1;
      })
      .catch((error: unknown) => {
        // Nothing was written about this row: it stays claimed or `sending`, and lease or sweep take care of it.
        this.#deps.log.error({ err: error, outboxId: row.id }, 'a row could not be dealt with');
      })
      .finally(() => this.#flights.delete(row.id));
    this.#flights.set(row.id, flight);
  }

  #read(row: RowToRead): void {
    const { readConsent: reads } = this.#deps;
    if (reads) this.#questions.ask(row.id, () => readConsent({ ...this.#deps, readConsent: reads }, this.#scope, row));
  }

  #check(row: RowToCheck): void {
    const { freeSlots } = this.#deps;
    if (freeSlots) this.#questions.ask(row.id, () => checkSlots({ ...this.#deps, freeSlots }, this.#scope, row));
  }

  /** Until there is news, a request came home and made room, or it is time to look anyway. */
  async #rest(): Promise<void> {
    const ends = new AbortController();
    const stop = AbortSignal.any([this.#signal, ends.signal]);
    const left = Math.max(1, this.#endsAt - performance.now());
    const news = this.#deps.wakeups.wait('reprise_outbox', Math.min(this.#limits.blindMs, left), {
      payload: this.#sender.phoneNumberId,
      signal: stop,
    });
    await Promise.race([news, ...this.#flights.values(), ...this.#questions.asking]);
    ends.abort();
  }
}
