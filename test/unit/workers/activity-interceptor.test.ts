import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';

describe('what Temporal keeps of an error', () => {
  const phone = '+16047000001';

  it('keeps nothing of a database error that quotes a phone', () => {
    const error = Object.assign(new Error(`Key (phone)=(${phone}) already exists`), { code: '23505' });
    const kept = asStoredFailure(error) as ApplicationFailure;
    expect(JSON.stringify([kept.message, kept.stack, kept.details, kept.cause ?? null])).to.not.include(phone);
    expect(kept.type).to.equal('Bug');
    expect(kept.nonRetryable).to.not.equal(true);
  });

  it('keeps nothing of the text of an ApplicationFailure but its type', () => {
    const kept = asStoredFailure(ApplicationFailure.nonRetryable(`refused ${phone}`, 'dead', { phone }));
    expect(kept).to.include({ message: 'dead', type: 'dead', nonRetryable: true, stack: '' });
    expect((kept as ApplicationFailure).details ?? []).to.deep.equal([]);
  });

  it('does not retry a broken rule', () => {
    expect(asStoredFailure(new RuleBroken('already_decided'))).to.include({
      type: 'already_decided',
      nonRetryable: true,
    });
  });

  it('lets the world name its own delay', () => {
    expect(asStoredFailure(new Unavailable('booking', 'http_429', 1500))).to.include({
      type: 'Unavailable',
      nextRetryDelay: 1500,
    });
  });
});
