/** What our gateway makes of one record, and how it books a free time. */

import { expect } from 'chai';
import { bookingOfATest, smallFilling } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const whole = { page: 1, changedAfter: null };

describe('records of the booking platform', () => {
  const { start } = bookingOfATest({ now: () => NOW });

  it('reads a record’s own local day, its instant, its key and what was sold on it', async () => {
    const booking = {
      local: '2026-03-29 23:30',
      goods: [{ id: 9, title: 'Oil', cost: 99.9 }],
      apiId: 'reprise-1',
      attendance: 2 as const,
    };
    const filling = smallFilling({ bookings: [booking, { apiId: '0', clientId: null }] });
    const { gateway, company } = await start({ filling });
    const [first, second] = (await gateway.records(company, whole)).rows;
    expect(first).to.deep.include({
      startsAt: '2026-03-29T21:30:00.000Z',
      localDate: '2026-03-29',
      localTime: '23:30',
      attendance: 2,
      apiId: 'reprise-1',
      costMinor: 59_990,
    });
    expect(first?.positions).to.deep.equal([
      { kind: 'service', serviceExternalId: '1', title: 'Massage', costMinor: 50_000 },
      { kind: 'goods', serviceExternalId: null, title: 'Oil', costMinor: 9990 },
    ]);
    // A nought is no key, and blocked time has no client.
    expect(second).to.deep.include({ apiId: null, client: null });
  });

  it('books a free slot with our key, and finds it again by that key', async () => {
    const { gateway, company } = await start({ filling: smallFilling() });
    const asked = { staffExternalId: '1', serviceExternalId: '1' };
    expect(await gateway.freeDates(company, { ...asked, from: '2026-03-06', to: '2026-03-09' })).to.deep.equal([
      '2026-03-06',
      '2026-03-07',
      '2026-03-09',
    ]);
    const free = await gateway.freeTimes(company, { ...asked, date: '2026-03-06' });
    expect(free.at(0)).to.deep.include({ localTime: '10:00', startsAt: '2026-03-06T09:00:00.000Z' });
    expect(free).to.have.length(17);

    const record = {
      ...asked,
      apiId: 'reprise-42',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'Name1', phone: '+420601001000' },
    };
    const answer = await gateway.createRecord(company, record);
    expect(answer.outcome === 'booked' && answer.visit.client?.externalId).to.equal('1');
    const found = await gateway.findRecordByApiId(company, { ...record, localDate: '2026-03-06' });
    expect(found?.startsAt).to.equal(record.startsAt);
    expect(await gateway.findRecordByApiId(company, { ...record, apiId: 'other', localDate: '2026-03-06' })).to.equal(
      null,
    );
    expect((await gateway.freeTimes(company, { ...asked, date: '2026-03-06' })).at(0)?.localTime).to.equal('11:00');
    expect(await gateway.createRecord(company, { ...record, apiId: 'reprise-43' })).to.deep.equal({
      outcome: 'slot_taken',
    });
  });

  it('says that a booking is in doubt when the answer was lost, and the key finds it', async () => {
    const { gateway, company, faults, booking } = await start({ filling: smallFilling() });
    faults.add({ system: 'booking', kind: 'lost_answer', count: 1 });
    const record = {
      staffExternalId: '1',
      serviceExternalId: '1',
      apiId: 'reprise-7',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'Name1', phone: '+420601001000' },
    };
    expect(await gateway.createRecord(company, record)).to.deep.equal({ outcome: 'in_doubt' });
    expect(booking.contents.bookings.size).to.equal(1);
    expect(await gateway.findRecordByApiId(company, { ...record, localDate: '2026-03-06' })).not.to.equal(null);
  });
});
