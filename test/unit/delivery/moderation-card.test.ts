import type { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { ModerationCard } from '../../../workflows/delivery/moderation-card.ts';

const refusal = (act: () => unknown): string | null | undefined => {
  try {
    act();
    return null;
  } catch (error) {
    return (error as ApplicationFailure).type;
  }
};

describe('the card that a moderator decides on', () => {
  it('is not ready while it is written, open then, and over once decided', async () => {
    const card = new ModerationCard();
    expect(refusal(() => card.mustBeDecidable())).to.equal('not_ready');
    card.open();
    expect(refusal(() => card.mustBeDecidable())).to.equal(null);
    await card.decide('approve', async () => 'queued');
    expect(refusal(() => card.mustBeDecidable())).to.equal('already_decided');
  });

  it('refuses the second of two decisions only after the first is recorded', async () => {
    const card = new ModerationCard();
    card.open();
    const order: string[] = [];
    const first = card.decide('reject', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('recorded');
      return 'rejected';
    });
    const second = card
      .decide('approve', async () => 'queued')
      .catch((error: ApplicationFailure) => {
        order.push('refused');
        return error.type;
      });
    expect(card.isBusy).to.equal(true);
    expect(await Promise.all([first, second])).to.deep.equal(['rejected', 'already_decided']);
    expect(order).to.deep.equal(['recorded', 'refused']);
    expect(card.isBusy).to.equal(false);
  });

  it('stays open after an edit and after a decision that could not be recorded', async () => {
    const card = new ModerationCard();
    card.open();
    await card.decide('edit', async () => 'awaiting_approval');
    await card.decide('approve', () => Promise.reject(new Error('away'))).catch(() => undefined);
    expect(card.isOpen).to.equal(true);
    expect(card.isBusy).to.equal(false);
  });

  it('is being written again after a rewrite', async () => {
    const card = new ModerationCard();
    card.open();
    await card.decide('rewrite', async () => 'drafting');
    expect(refusal(() => card.mustBeDecidable())).to.equal('not_ready');
  });
});
