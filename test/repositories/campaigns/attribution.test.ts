/** Which message earns a booking. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { attributeBookings } from '../../../db/repositories/campaigns/attribution.ts';
import {
  type Card,
  makeCard,
  makeMessage,
  makeReactivation,
  makeSalon,
  makeService,
  makeVisit,
  noticesOf,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = '2026-02-01T10:00:00.000Z';
const DELIVERED = '2026-01-10T10:00:00.000Z';

describe('attribution', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let salon: Salon;
  let other: Salon;
  let serviceId: number;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    [salon, other] = [await makeSalon(database), await makeSalon(database)];
    serviceId = await makeService(database, salon);
  });
  after(() => drop());

  async function reactivated(
    deliveredAt = DELIVERED,
  ): Promise<{ card: Card; reactivationId: number; messageId: number }> {
    const card = await makeCard(database, salon);
    const reactivationId = await makeReactivation(database, salon, card, serviceId);
    const messageId = await makeMessage(database, salon, card, { reactivationId, deliveredAt, serviceId });
    return { card, reactivationId, messageId };
  }
  const booking = (card: Card, createdAt: string, row: Record<string, unknown> = {}): Promise<number> =>
    makeVisit(database, salon, card, '2026-02-20', [serviceId], {
      attendance: 0,
      created_at_source: createdAt,
      ...row,
    });
  const attribute = (...ids: number[]): Promise<void> =>
    database.transaction((trx) => attributeBookings(trx, salon.companyId, ids, AT));
  const rowOf = (id: number): Promise<Record<string, unknown>> =>
    database('reactivations').where({ id }).first() as Promise<Record<string, unknown>>;

  it('converts a reactivation by a booking of anybody within fourteen days, and tells its workflow', async () => {
    const { card, reactivationId, messageId } = await reactivated();
    const visitId = await booking(card, '2026-01-12T10:00:00Z');
    await attribute(visitId);
    expect(await rowOf(reactivationId)).to.include({
      status: 'ended',
      ends_as: 'converted',
      booking_id: visitId,
      converted_message_id: messageId,
      revenue_minor: null,
    });
    expect(await database('reactivation_campaigns').where({ reactivation_id: reactivationId }).first()).to.include({
      booking_created: true,
      booking_id: visitId,
      response_type: 'booking_created',
      conversion_time_hours: 48,
      is_campaign_completed: true,
      completion_reason: 'converted',
    });
    expect(await noticesOf(database, salon)).to.include(
      `bookingCreated ${String(visitId)} → reactivation:${String(salon.companyId)}:${String(card.clientId)}`,
    );
  });

  it('fills the revenue once they came, and clears it when the visit is cancelled after all', async () => {
    const { card, reactivationId } = await reactivated();
    const visitId = await booking(card, '2026-01-12T10:00:00Z');
    await attribute(visitId);
    await database('visits').where({ id: visitId }).update({ attendance: 1, cost_minor: 77_000 });
    await attribute(visitId);
    expect(await rowOf(reactivationId)).to.include({ ends_as: 'converted', revenue_minor: 77_000 });
    await database('visits').where({ id: visitId }).update({ is_deleted: true });
    await attribute(visitId);
    expect(await rowOf(reactivationId)).to.include({ ends_as: 'converted', revenue_minor: null });
    expect(
      (await noticesOf(database, salon)).filter((line) => line.startsWith(`bookingChanged ${String(visitId)} `)).length,
    ).to.equal(2);
  });

  it('counts fourteen days to the second, and nothing before delivery', async () => {
    const cases = [
      ['2026-01-24T10:00:00Z', 'ended'],
      ['2026-01-24T10:00:01Z', 'running'],
      ['2026-01-10T10:00:00Z', 'ended'],
      ['2026-01-10T09:59:59Z', 'running'],
    ] as const;
    for (const [createdAt, status] of cases) {
      const { card, reactivationId } = await reactivated();
      await attribute(await booking(card, createdAt));
      expect((await rowOf(reactivationId))['status'], createdAt).to.equal(status);
    }
  });

  it('gives a booking to the last message delivered before it', async () => {
    const { card, reactivationId } = await reactivated('2026-01-01T10:00:00Z');
    const second = await makeMessage(database, salon, card, {
      reactivationId,
      attempt: 2,
      deliveredAt: DELIVERED,
      serviceId,
    });
    await makeMessage(database, salon, card, {
      reactivationId,
      attempt: 3,
      deliveredAt: '2026-01-20T10:00:00Z',
      serviceId,
    });
    await attribute(await booking(card, '2026-01-12T10:00:00Z'));
    expect(await rowOf(reactivationId)).to.include({ converted_message_id: second });
    const attempts = await database('reactivation_campaigns')
      .where({ reactivation_id: reactivationId })
      .orderBy('attempt_number');
    expect(attempts.map((row: { booking_created: boolean }) => row.booking_created)).to.deep.equal([
      false,
      true,
      false,
    ]);
  });

  it('credits an answer in the dialogue, and the attempt it followed', async () => {
    const { card, reactivationId } = await reactivated();
    const answer = await makeMessage(database, salon, card, {
      reactivationId,
      deliveredAt: '2026-01-11T10:00:00Z',
      row: { kind: 'text' },
    });
    await attribute(await booking(card, '2026-01-12T10:00:00Z'));
    expect(await rowOf(reactivationId)).to.include({ converted_message_id: answer });
    expect(await database('reactivation_campaigns').where({ reactivation_id: reactivationId }).first()).to.include({
      booking_created: true,
    });
  });

  it('counts the first booking only, however many come at once or again', async () => {
    const { card, reactivationId } = await reactivated();
    const [late, early] = [await booking(card, '2026-01-13T10:00:00Z'), await booking(card, '2026-01-12T10:00:00Z')];
    await attribute(late, early);
    await attribute(late, early);
    expect(await rowOf(reactivationId)).to.include({ booking_id: early });
    expect(
      (await noticesOf(database, salon)).filter((line) => line.startsWith(`bookingCreated ${String(early)} `)).length,
    ).to.equal(1);
    expect(await database('reactivations').where({ booking_id: late })).to.deep.equal([]);
  });

  it('knows a person by the phone, whatever card the booking is on', async () => {
    const { card, reactivationId } = await reactivated();
    const twin = await makeCard(database, salon, { phone: card.phone });
    const visitId = await booking(twin, '2026-01-12T10:00:00Z');
    await attribute(visitId);
    expect(await rowOf(reactivationId)).to.include({ booking_id: visitId });
  });

  it('ends what nobody was written about yet as cancelled, and stops the message under way', async () => {
    const card = await makeCard(database, salon);
    const reactivationId = await makeReactivation(database, salon, card, serviceId);
    const messageId = await makeMessage(database, salon, card, {
      reactivationId,
      serviceId,
      row: { status: 'awaiting_approval' },
    });
    await attribute(await booking(card, '2026-01-12T10:00:00Z'));
    expect(await rowOf(reactivationId)).to.include({ status: 'ended', ends_as: 'cancelled', booking_id: null });
    expect(await noticesOf(database, salon)).to.include(
      `cancelMessage ${String(messageId)} → message:${String(messageId)}`,
    );
  });

  it('still counts for whoever said no before and came after all, but an opt-out stays one', async () => {
    for (const [endsAs, expected] of [
      ['declined', 'converted'],
      ['opted_out', 'opted_out'],
    ] as const) {
      const { card, reactivationId } = await reactivated();
      await database('reactivations')
        .where({ id: reactivationId })
        .update({ status: 'ended', ends_as: endsAs, ended_at: AT });
      const visitId = await booking(card, '2026-01-12T10:00:00Z');
      await attribute(visitId);
      expect(await rowOf(reactivationId)).to.include({ ends_as: expected, booking_id: visitId });
    }
  });

  it('neither sees nor touches another company', async () => {
    const { card, reactivationId } = await reactivated();
    const theirs = await makeCard(database, other, { phone: card.phone });
    const visitId = await makeVisit(database, other, theirs, '2026-02-20', [], {
      attendance: 0,
      created_at_source: '2026-01-12T10:00:00Z',
    });
    await attribute(visitId);
    await database.transaction((trx) => attributeBookings(trx, other.companyId, [visitId], AT));
    expect(await rowOf(reactivationId)).to.include({ status: 'running' });
    expect(await noticesOf(database, other)).to.deep.equal([]);
  });
});
