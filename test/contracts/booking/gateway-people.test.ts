/** What our gateway makes of cards, consents, memberships and sales. */

import { expect } from 'chai';
import { bookingOfATest, smallFilling } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const whole = { page: 1, changedAfter: null };

describe('what the booking platform tells of people', () => {
  const { start } = bookingOfATest({ now: () => NOW });

  it('reads what the front desk wrote on a card, and every agreement of the single one', async () => {
    const card = { comment: 'Sore knee', sexId: 2, discount: 10, importanceId: 3, categories: ['VIP'] } as const;
    const clients = [{ card: { ...card, categories: ['VIP'] }, newsletter: true }, {}];
    const { gateway, company } = await start({ filling: smallFilling({ clients }) });
    const { rows } = await gateway.clients(company, whole);
    expect(rows.map((row) => row.card)).to.deep.equal([
      { comment: 'Sore knee', sex: 'female', discount: 10, importance: 3, categories: ['VIP'] },
      { comment: '', sex: null, discount: 0, importance: 0, categories: [] },
    ]);
    expect((await gateway.consent(company, '1'))?.agreements).to.deep.equal({
      is_newsletter_allowed: true,
      is_personal_data_processing_allowed: true,
      is_yc_newsletter_allowed: null,
    });
  });

  it('reads cards whose birthday is a nought, empty or 1970, and a phone that came as a number', async () => {
    const clients = [{ phone: '420601001000' }, { birthDate: '1988-02-29' }, {}, {}];
    const { gateway, company } = await start({ filling: smallFilling({ clients }) });
    const { rows, misfits } = await gateway.clients(company, whole);
    expect(misfits).to.deep.equal([]);
    expect(rows.map(({ birthDate }) => birthDate)).to.deep.equal([null, '1988-02-29', null, null]);
    expect(rows[0]?.phoneRaw).to.equal('420601001000');
  });

  it('finds the consent on the single card only: yes, no, or never asked', async () => {
    const clients = [{ newsletter: true }, { newsletter: false }, { newsletter: null }];
    const { gateway, company } = await start({ filling: smallFilling({ clients }) });
    const consents = await Promise.all(['1', '2', '3'].map((id) => gateway.consent(company, id)));
    expect(consents.map((consent) => consent?.newsletterAgreed)).to.deep.equal([true, false, null]);
    expect(await gateway.consent(company, '999')).to.equal(null);
  });

  it('reads memberships by phone, and knows who ever bought one', async () => {
    const membership = { id: 5, clientId: 2, title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', cost: 1490 };
    const filling = { ...smallFilling({ clients: [{}, {}] }), memberships: [membership] };
    const { gateway, company } = await start({ filling });
    expect(await gateway.membershipBuyers(company)).to.deep.equal(['2']);
    const { rows } = await gateway.memberships(company, '+420601001001');
    expect(rows).to.deep.equal([
      { externalId: '5', title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', costMinor: 149_000 },
    ]);
    expect((await gateway.memberships(company, '+420601001000')).rows).to.deep.equal([]);
  });

  it('reads goods sold over the counter until an empty page', async () => {
    const sold = { local: '2026-02-01 10:15', changedAt: NOW.getTime() };
    const sale = { id: 8, clientId: 1, goodId: 3, title: 'Bar', cost: 55, ...sold };
    const { gateway, company } = await start({ filling: { ...smallFilling(), sales: [sale] } });
    const first = await gateway.goodsSales(company, whole);
    expect(first.rows).to.deep.equal([
      {
        externalId: '8',
        clientExternalId: '1',
        goodExternalId: '3',
        soldOn: '2026-02-01',
        title: 'Bar',
        costMinor: 5500,
        isDeleted: false,
      },
    ]);
    expect(first.total).to.equal(null);
    expect((await gateway.goodsSales(company, { page: 2, changedAfter: null })).received).to.equal(0);
  });
});
