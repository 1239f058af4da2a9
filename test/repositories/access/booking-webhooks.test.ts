import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createBookingWebhooks } from '../../../db/repositories/access/booking-webhooks.ts';
import { addBooksCompany } from '../../support/books.ts';
import { cloneDatabase } from '../../support/database.ts';

describe('the address of the booking platform’s webhooks', () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());

  it('is one for everybody who asks for it first at once, and another company’s is another', async () => {
    const [one, two] = [await addBooksCompany(database), await addBooksCompany(database)];
    const webhooks = createBookingWebhooks(database, 'ab'.repeat(32));
    const told = await Promise.all(Array.from({ length: 5 }, () => webhooks.pathOf(one)));
    expect(new Set(told).size).to.equal(1);
    expect(await webhooks.companyOf(told[0] ?? '')).to.include({ companyId: one.companyId, path: told[0] });
    expect(await webhooks.pathOf(two)).to.not.equal(told[0]);
  });
});
