import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { holdDrafts, type HoldDraftsDeps } from '../../../activities/delivery/hold-drafts.ts';
import type { Drafted, MessageStep } from '../../../contracts/workflows/delivery.ts';
import { Unavailable } from '../../../domain/errors.ts';

const BEGUN = '2026-03-20T10:00:00.000Z';
const NOW = new Date('2026-04-01T08:00:00Z');
const STEP = { companyId: 1, messageId: 2, at: BEGUN };

describe('a draft whose month is used up', () => {
  const written: MessageStep[] = [];
  const drafts = {
    draftMessage(step: MessageStep): Promise<Drafted> {
      written.push(step);
      return Promise.resolve({ outcome: 'drafted' });
    },
  };
  const run = (verdict: Awaited<ReturnType<HoldDraftsDeps['mayDraft']>>, attempt = 1) => {
    const held = holdDrafts(drafts, { mayDraft: () => Promise.resolve(verdict), clock: { now: () => NOW } });
    // Where it does not come to writing, nothing is asked of the activity's context, and no failure is logged.
    if (verdict.may !== 'go') return held.draftMessage(STEP);
    return new MockActivityEnvironment({ attempt }).run((step: MessageStep) => held.draftMessage(step), STEP);
  };
  beforeEach(() => {
    written.length = 0;
  });

  it('asks the model nothing and comes back, soon enough for a raised cap and never past the month', async () => {
    for (const [until, wait] of [
      ['2026-05-01T00:00:00Z', 300_000],
      ['2026-04-01T08:01:00Z', 60_000],
    ] as const) {
      const failure: unknown = await run({ may: 'wait', until: new Date(until) }).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(Unavailable);
      expect((failure as Unavailable).retryAfterMs).to.equal(wait);
    }
    expect(written).to.deep.equal([]);
  });

  it('is written for the day it is written on when it has waited', async () => {
    await run({ may: 'go' }, 40);
    await run({ may: 'go' });
    expect(written.map((step) => step.at)).to.deep.equal([NOW.toISOString(), BEGUN]);
  });

  it('ends without a word when there is nobody left to write to', async () => {
    expect(await run({ may: 'end', reason: 'opted_out' })).to.deep.equal({ outcome: 'skipped', reason: 'opted_out' });
    expect(written).to.deep.equal([]);
  });
});
