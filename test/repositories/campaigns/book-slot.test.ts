/** "Book and confirm" before the stand-in of the platform: once, whatever happens to the answer. */

import { expect } from 'chai';
import { createBookSlotActivity } from '../../../activities/campaigns/book-slot.ts';
import type { Database } from '../../../db/database.ts';
import { attributeBookings } from '../../../db/repositories/campaigns/attribution.ts';
import { apiIdOf, createBookSlotRepository } from '../../../db/repositories/campaigns/book-slot.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import {
  type Card,
  makeCard,
  makeMessage,
  makeSalon,
  makeService,
  makeStaff,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const AT = NOW.toISOString();

describe('booking an accepted slot', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let platform: TestBooking;
  let salon: Salon;
  let other: Salon;
  let card: Card;
  let serviceId: number;
  let staffId: number;
  let times: string[];
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    platform = await startBooking({ filling: smallFilling(), clock: { now: () => NOW } });
    [salon, other] = [await makeSalon(database), await makeSalon(database)];
    card = await makeCard(database, salon, { external_id: '1', phone: '+420601001000' });
    serviceId = await makeService(database, salon, { external_id: '1', duration_seconds: 3600 });
    staffId = await makeStaff(database, salon, { external_id: '1', name: 'Iva' });
    const asked = { staffExternalId: '1', serviceExternalId: '1' };
    const days = ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-09', '2026-03-10', '2026-03-11'];
    const free = await Promise.all(
      days.map((date) => platform.gateway.freeTimes(platform.company, { ...asked, date })),
    );
    times = free.flatMap((day) => day.slice(0, 1).map((time) => time.startsAt));
  });
  after(async () => {
    await platform.close();
    await drop();
  });
  afterEach(() => {
    platform.faults.clear();
  });

  const activity = (gateway: Partial<BookingGateway> = {}) =>
    createBookSlotActivity({
      bookings: createBookSlotRepository(database, { attributeBookings }),
      platformOf: () => Promise.resolve({ gateway: { ...platform.gateway, ...gateway }, company: platform.company }),
    });
  const book = (messageId: number, gateway: Partial<BookingGateway> = {}) =>
    activity(gateway).bookSlot({ companyId: salon.companyId, messageId, at: AT });

  /** Each test takes a time of its own. */
  async function accepted(over: Record<string, unknown> = {}): Promise<{ messageId: number; startsAt: string }> {
    const startsAt = times.shift() ?? expect.fail('no free time is left');
    const slot = { startsAt, staffId, staffName: 'Iva', serviceId, ...over };
    const messageId = await makeMessage(database, salon, card, {
      row: { kind: 'text', scenario: 'answer', booking_slot: JSON.stringify(slot), text: 'See you!', status: 'queued' },
    });
    return { messageId, startsAt };
  }
  const row = (id: number): Promise<Record<string, unknown>> =>
    database('messages').where({ id }).first() as Promise<Record<string, unknown>>;
  const recordsOf = (messageId: number): unknown[] =>
    [...platform.booking.contents.bookings.values()].filter((record) => record.apiId === apiIdOf(messageId));
  const eventsOf = (messageId: number): Promise<string[]> =>
    database('message_events').where({ message_id: messageId }).orderBy('id').pluck('kind');

  it('makes one record and one visit, however often the step is repeated', async () => {
    const { messageId, startsAt } = await accepted();
    expect(await book(messageId)).to.deep.equal({ outcome: 'booked' });
    expect(await book(messageId)).to.deep.equal({ outcome: 'booked' });
    expect(recordsOf(messageId)).to.have.length(1);
    const visits = await database('visits').where({ company_id: salon.companyId, api_id: apiIdOf(messageId) });
    expect(visits).to.have.length(1);
    expect(visits[0]).to.include({ client_id: card.clientId, staff_id: staffId, attendance: 0 });
    expect((visits[0] as { starts_at: Date }).starts_at.getTime()).to.equal(Date.parse(startsAt));
    expect(await row(messageId)).to.include({ booked_visit_id: (visits[0] as { id: number }).id });
    expect(await eventsOf(messageId)).to.deep.equal(['booked']);
  });

  it('finds its record again after the answer was lost', async () => {
    const { messageId } = await accepted();
    platform.faults.add({ system: 'booking', kind: 'lost_answer', count: 1, match: 'records' });
    expect(await book(messageId).catch((error: unknown) => error)).to.be.instanceOf(Unavailable);
    expect((await row(messageId))['booking_tried_at']).to.not.equal(null);
    expect(await book(messageId)).to.deep.equal({ outcome: 'booked' });
    expect(recordsOf(messageId)).to.have.length(1);
  });

  it('takes its own late record for its own, and not for somebody who was faster', async () => {
    const { messageId } = await accepted();
    platform.faults.add({ system: 'booking', kind: 'lost_answer', count: 1, match: 'records' });
    await book(messageId).catch(() => undefined);
    let looks = 0;
    const notYet: BookingGateway['findRecordByApiId'] = (...asked) => {
      looks += 1;
      return looks === 1 ? Promise.resolve(null) : platform.gateway.findRecordByApiId(...asked);
    };
    expect(await book(messageId, { findRecordByApiId: notYet })).to.deep.equal({ outcome: 'booked' });
    expect(recordsOf(messageId)).to.have.length(1);
  });

  it('gives way to whoever was faster: the message books nothing, and the day is asked for again', async () => {
    const { messageId, startsAt } = await accepted();
    const localDate = startsAt.slice(0, 10);
    for (const of of [salon, other])
      await database('free_slots').insert({
        company_id: of.companyId,
        staff_id: of === salon ? staffId : await makeStaff(database, other),
        service_id: of === salon ? serviceId : await makeService(database, other),
        local_date: localDate,
        starts_at: [startsAt],
        fetched_at: AT,
      });
    const quick = { name: 'Quick', phone: '+420601009999' };
    const record = {
      apiId: 'x',
      staffExternalId: '1',
      serviceExternalId: '1',
      startsAt,
      durationSeconds: 3600,
      client: quick,
    };
    await platform.gateway.createRecord(platform.company, record);
    expect(await book(messageId)).to.deep.equal({ outcome: 'slot_gone' });
    expect(await row(messageId)).to.include({ booking_slot: null, booking_tried_at: null, booked_visit_id: null });
    expect(await eventsOf(messageId)).to.deep.equal(['slot_taken']);
    const cached = await database('free_slots').where({ local_date: localDate }).pluck('company_id');
    expect(cached).to.deep.equal([other.companyId]);
  });

  it('never calls booked what cannot be booked: a person or a service that is gone, a record the platform refuses', async () => {
    const fired = await makeStaff(database, salon, { external_id: '9', is_fired: true });
    for (const over of [{ staffId: fired }, { staffId: null }, { serviceId: 1e9 }]) {
      const { messageId, startsAt } = await accepted(over);
      expect(await book(messageId), JSON.stringify(over)).to.deep.equal({ outcome: 'slot_gone' });
      expect(recordsOf(messageId)).to.deep.equal([]);
      times.unshift(startsAt);
    }
    const { messageId, startsAt } = await accepted();
    const refuses = () => Promise.reject(new RuleBroken('booking_refused', 'invalid'));
    expect(await book(messageId, { createRecord: refuses })).to.deep.equal({ outcome: 'slot_gone' });
    times.unshift(startsAt);
  });

  it('waits where a token has lapsed, for the slot is still theirs', async () => {
    const { messageId } = await accepted();
    const refuses = () => Promise.reject(new RuleBroken('booking_token_refused', 'forbidden'));
    const error = await book(messageId, { createRecord: refuses }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Unavailable);
    expect((await row(messageId))['booking_slot']).to.not.equal(null);
  });

  it('books nothing for another company', async () => {
    const { messageId } = await accepted();
    const bookings = createBookSlotRepository(database, { attributeBookings });
    expect(await bookings.slotToBook(other.scope, messageId)).to.equal(null);
    await bookings.markTried(other.scope, messageId, AT);
    await bookings.recordTaken(other.scope, { messageId, at: AT });
    expect(await row(messageId)).to.include({ booking_tried_at: null });
    expect((await row(messageId))['booking_slot']).to.not.equal(null);
    expect(await eventsOf(messageId)).to.deep.equal([]);
  });
});
