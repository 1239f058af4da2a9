/** One person's weeks, decided from their rows. */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  changeOf,
  discountFor,
  type LatestAttempt,
  nextAttemptAt,
  nextStep,
  type ReactivationFacts,
} from '../../../domain/campaigns/next-step.ts';
import { awayUntil, effectOf } from '../../../domain/campaigns/reply-effect.ts';
import type { Understood } from '../../../domain/campaigns/dialogue.ts';

const SENT = '2026-03-02T10:00:00.000Z';
const day = (count: number, from = SENT): string => new Date(Date.parse(from) + count * 86_400_000).toISOString();

const latest = (facts: Partial<LatestAttempt> = {}): LatestAttempt => ({
  number: 1,
  messageStatus: 'delivered',
  messageReason: null,
  sentAt: SENT,
  deliveredAt: SENT,
  isSilenceNoted: false,
  lastWordAt: null,
  ...facts,
});
const facts = (some: Partial<ReactivationFacts> = {}): ReactivationFacts => ({
  endsAs: null,
  isPaused: false,
  pausedUntil: null,
  optedOut: false,
  isOn: true,
  hasFutureBooking: false,
  attemptsBefore: 0,
  latest: latest(),
  maxAttempts: 3,
  retryDays: 14,
  ...some,
});

describe('a reactivation', () => {
  it('begins with its first attempt, or goes on where an earlier one stopped', () => {
    expect(nextStep(facts({ latest: null }), SENT)).to.deep.equal({ step: 'attempt', number: 1 });
    expect(nextStep(facts({ latest: null, attemptsBefore: 2 }), SENT)).to.deep.equal({ step: 'attempt', number: 3 });
    expect(nextStep(facts({ latest: null, attemptsBefore: 3 }), SENT)).to.deep.equal({
      step: 'end',
      as: 'max_attempts',
    });
  });

  it('waits for its message while that is on its way', () => {
    for (const messageStatus of ['drafting', 'awaiting_approval', 'queued', 'unknown'])
      expect(nextStep(facts({ latest: latest({ messageStatus }) }), day(400))).to.deep.equal({
        step: 'wait',
        waitsFor: 'message',
        until: null,
      });
  });

  it('waits seven days for a reply, notes the silence, and tries again a retry interval after the last', () => {
    expect(nextStep(facts(), day(6.9))).to.deep.equal({ step: 'wait', waitsFor: 'response', until: day(7) });
    expect(nextStep(facts(), day(7))).to.deep.equal({ step: 'note_silence', attempt: 1 });
    const silent = facts({ latest: latest({ isSilenceNoted: true }) });
    expect(nextStep(silent, day(7))).to.deep.equal({ step: 'wait', waitsFor: 'next_attempt', until: day(14) });
    expect(nextStep(silent, day(14))).to.deep.equal({ step: 'attempt', number: 2 });
    expect(nextAttemptAt(silent)).to.equal(day(14));
  });

  it('gives the dialogue seven days from their last word', () => {
    const word = day(10);
    const talking = facts({ latest: latest({ lastWordAt: word }) });
    expect(nextStep(talking, day(14))).to.deep.equal({ step: 'wait', waitsFor: 'response', until: day(17) });
    expect(nextStep(talking, day(17))).to.deep.equal({ step: 'attempt', number: 2 });
    expect(nextAttemptAt(talking)).to.equal(day(17));
  });

  it('stays open for fourteen days after the last attempt', () => {
    const last = facts({ latest: latest({ number: 3, isSilenceNoted: true }) });
    expect(nextStep(last, day(13))).to.deep.equal({ step: 'wait', waitsFor: 'last_response', until: day(14) });
    expect(nextStep(last, day(14))).to.deep.equal({ step: 'end', as: 'max_attempts' });
    expect(nextAttemptAt(last)).to.equal(null);
  });

  it('ends with a message that will never go out', () => {
    const ends = (messageStatus: string, messageReason: string | null = null) =>
      nextStep(facts({ latest: latest({ messageStatus, messageReason, sentAt: null, deliveredAt: null }) }), SENT);
    expect(ends('rejected')).to.deep.equal({ step: 'end', as: 'cancelled' });
    expect(ends('expired')).to.deep.equal({ step: 'end', as: 'expired' });
    expect(ends('skipped', 'no_template')).to.deep.equal({ step: 'end', as: 'cancelled' });
    expect(ends('cancelled', 'opted_out')).to.deep.equal({ step: 'end', as: 'opted_out' });
    expect(ends('dead', '131026')).to.deep.equal({ step: 'end', as: 'cancelled' });
  });

  it('writes to nobody who has booked by themselves', () => {
    expect(nextStep(facts({ latest: null, hasFutureBooking: true }), SENT)).to.deep.equal({
      step: 'end',
      as: 'cancelled',
    });
    const silent = facts({ hasFutureBooking: true, latest: latest({ isSilenceNoted: true }) });
    expect(nextStep(silent, day(14))).to.deep.equal({ step: 'end', as: 'converted' });
  });

  it('pauses until its day, or until somebody resumes it', () => {
    const until = day(30);
    expect(nextStep(facts({ isPaused: true, pausedUntil: until }), day(29))).to.deep.equal({
      step: 'wait',
      waitsFor: 'pause',
      until,
    });
    expect(nextStep(facts({ isPaused: true, pausedUntil: until }), until)).to.deep.equal({ step: 'resume' });
    expect(nextStep(facts({ isPaused: true }), day(4_000))).to.deep.equal({
      step: 'wait',
      waitsFor: 'pause',
      until: null,
    });
  });

  it('writes nothing while the company has switched reactivation off, and looks again every day', () => {
    expect(nextStep(facts({ latest: null, isOn: false }), SENT)).to.deep.equal({
      step: 'wait',
      waitsFor: 'switch',
      until: day(1),
    });
  });

  it('ends at once for whoever opted out, and stays ended', () => {
    expect(nextStep(facts({ optedOut: true, isPaused: true }), SENT)).to.deep.equal({ step: 'end', as: 'opted_out' });
    expect(nextStep(facts({ endsAs: 'converted', optedOut: true }), SENT)).to.deep.equal({
      step: 'end',
      as: 'converted',
    });
  });

  it('always ends: silence leads through every attempt to max_attempts, with discounts that never fall', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 365 }), (maxAttempts, retryDays) => {
        let now = SENT;
        let attempt = null as LatestAttempt | null;
        const seen: number[] = [];
        for (let turn = 0; turn < 100; turn += 1) {
          const step = nextStep(facts({ latest: attempt, maxAttempts, retryDays }), now);
          if (step.step === 'end') {
            expect(step.as).to.equal('max_attempts');
            expect(seen).to.deep.equal(Array.from({ length: maxAttempts }, (_, index) => index + 1));
            return;
          }
          if (step.step === 'attempt') {
            // Never sooner than the retry interval after the one before.
            if (attempt?.deliveredAt)
              expect(Date.parse(now)).to.be.at.least(Date.parse(day(retryDays, attempt.deliveredAt)));
            seen.push(step.number);
            attempt = latest({ number: step.number, sentAt: now, deliveredAt: now });
          } else if (step.step === 'note_silence' && attempt) attempt = { ...attempt, isSilenceNoted: true };
          else if (step.step === 'wait' && step.until) {
            expect(Date.parse(step.until)).to.be.greaterThan(Date.parse(now));
            now = step.until;
          } else expect.fail(`unexpected ${step.step}`);
        }
        expect.fail('did not end');
      }),
    );
  });

  it('offers the discount of its attempt, the last value repeating', () => {
    expect([1, 2, 3, 4, 9].map((attempt) => discountFor([10, 15, 20], attempt))).to.deep.equal([10, 15, 20, 20, 20]);
    expect(discountFor([], 1)).to.equal(0);
  });
});

describe('a reply', () => {
  const said = (some: Partial<Understood> = {}): Understood => ({
    tone: 'neutral',
    optsOut: false,
    isAway: false,
    awayUntil: null,
    wantsSlot: null,
    wantsOtherService: null,
    wantsOtherStaff: null,
    needsPerson: false,
    ...some,
  });
  const today = '2026-03-02';

  it('stops, pauses, holds or only restarts the deadline', () => {
    expect(effectOf(said({ optsOut: true, isAway: true, tone: 'positive' }), today)).to.deep.equal({
      effect: 'stop',
      ends: 'opted_out',
    });
    expect(effectOf(said({ isAway: true, tone: 'negative' }), today)).to.deep.equal({
      effect: 'pause',
      until: '2026-04-01',
    });
    expect(effectOf(said({ tone: 'negative' }), today)).to.deep.equal({ effect: 'stop', ends: 'declined' });
    expect(effectOf(said({ tone: 'positive' }), today)).to.deep.equal({ effect: 'hold_attempts' });
    expect(effectOf(said(), today)).to.deep.equal({ effect: 'restart_deadline' });
    expect(effectOf(null, today)).to.deep.equal({ effect: 'restart_deadline' });
  });

  it('pauses until the day they named, and for thirty days when they named none that makes sense', () => {
    expect(awayUntil('2026-05-10', today)).to.equal('2026-05-10');
    for (const nonsense of [null, '2026-03-02', '2020-01-01', '2026-06-31', 'next week', ''])
      expect(awayUntil(nonsense, today)).to.equal('2026-04-01');
  });

  it('never pauses into the past, and an opt-out always wins', () => {
    const any = fc.record({
      tone: fc.constantFrom('positive', 'neutral', 'negative'),
      optsOut: fc.boolean(),
      isAway: fc.boolean(),
      awayUntil: fc.option(fc.oneof(fc.string(), fc.constantFrom('2026-03-01', '2027-01-01'))),
    });
    fc.assert(
      fc.property(any, (some) => {
        const effect = effectOf(said(some), today);
        if (some.optsOut) expect(effect).to.deep.equal({ effect: 'stop', ends: 'opted_out' });
        if (effect.effect === 'pause') expect(effect.until > today).to.equal(true);
        expect(changeOf(effect) === null).to.equal(
          effect.effect === 'restart_deadline' || effect.effect === 'hold_attempts',
        );
      }),
    );
  });
});
