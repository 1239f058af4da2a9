import { expect } from 'chai';
import { createTestEnvironment, type TestTemporal } from '../support/temporal.ts';

describe('the time-skipping server', () => {
  let temporal: TestTemporal;
  before(async function () {
    this.timeout(60_000);
    temporal = await createTestEnvironment();
  });
  after(() => temporal.close());

  it('lets a month pass in a moment', async () => {
    const before = await temporal.env.currentTimeMs();
    await temporal.env.sleep('30 days');
    expect((await temporal.env.currentTimeMs()) - before).to.be.at.least(30 * 86_400_000);
  });
});
