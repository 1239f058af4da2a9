/** What becomes of a row that was set aside: released by the next good copy in every collection, and not kept for ever. */

import { expect } from 'chai';
import { readCards } from '../../../activities/sync/read-cards.ts';
import { retryQuarantined } from '../../../activities/sync/retry-quarantined.ts';
import { createCursorsRepository } from '../../../db/repositories/sync/cursors.ts';
import { createQuarantineRepository } from '../../../db/repositories/sync/quarantine.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import type { PlatformPage } from '../../../domain/sync/platform.ts';
import { smallFilling } from '../../support/booking.ts';
import { copyingWorld } from '../../support/copying-world.ts';
import { addCompany, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MEMBERSHIP = { id: 5, clientId: 1, title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', cost: 1490 };
const SALE = {
  id: 8,
  clientId: 1,
  goodId: 3,
  title: 'Bar',
  cost: 55,
  local: '2026-02-01 10:15',
  changedAt: START - DAY,
};
const GOOD = { id: 3, title: 'Bar', category: 'Bar', price: 55, unit: 'pc' };

/** The first row of every page cannot be read. */
function spoilt<Row extends object>(page: PlatformPage<Row>): PlatformPage<Row> {
  const [first, ...rows] = page.rows as (Row & { externalId?: string })[];
  if (!first) return page;
  const misfit = { externalId: first.externalId ?? 'row 0', reason: 'title: invalid_type', payload: { name: 'Olga' } };
  return { ...page, rows, misfits: [...page.misfits, misfit] };
}

describe('what was set aside', () => {
  const club = copyingWorld(START);
  beforeEach(() =>
    club.begin({
      filling: {
        ...smallFilling({ clients: [{}, {}], bookings: [{}, {}] }),
        memberships: [MEMBERSHIP],
        sales: [SALE],
        goods: [GOOD],
      },
    }),
  );

  const store = () => syncStore(club.database);
  const at = () => new Date(club.now).toISOString();
  const copy = (gateway: BookingGateway = club.platform.gateway) =>
    cycle(depsFor(store(), gateway), club.scope, new Date(club.now));
  const cards = (gateway: BookingGateway = club.platform.gateway) =>
    readCards(depsFor(store(), gateway), { companyId: club.scope.companyId, at: at() }, () => undefined);
  const repair = () =>
    rebuild(
      { store: store(), gatewayFor: () => Promise.resolve(club.platform.gateway) },
      club.scope,
      new Date(club.now),
    );
  const open = async (): Promise<string[]> => {
    const rows = await club
      .database('quarantined_records')
      .where({ company_id: club.scope.companyId })
      .whereNull('resolved_at')
      .orderBy(['collection', 'external_id'])
      .select<{ collection: string; external_id: string }[]>('collection', 'external_id');
    return rows.map(({ collection, external_id }) => `${collection} ${external_id}`);
  };
  /** Every list of the platform, with its first row unreadable. */
  const broken = (): BookingGateway => {
    const { gateway } = club.platform;
    return {
      ...gateway,
      staff: async (...asked) => spoilt(await gateway.staff(...asked)),
      async services(...asked) {
        const page = spoilt(await gateway.services(...asked));
        const category = { externalId: 'category 1', reason: 'title: invalid_type', payload: {} };
        return { ...page, misfits: [...page.misfits, category] };
      },
      shifts: async (...asked) =>
        gateway.shifts ? spoilt(await gateway.shifts(...asked)) : expect.fail('the stand-in plans hours'),
      clients: async (...asked) => spoilt(await gateway.clients(...asked)),
      records: async (...asked) => spoilt(await gateway.records(...asked)),
      goods: async (...asked) => spoilt(await gateway.goods(...asked)),
      goodsSales: async (...asked) => spoilt(await gateway.goodsSales(...asked)),
      memberships: async (...asked) => spoilt(await gateway.memberships(...asked)),
    };
  };

  it('is released by the next copy that can read it, whichever collection it is of', async () => {
    await copy(broken());
    await cards(broken());
    expect(await open()).to.deep.equal([
      'catalogue category 1',
      'catalogue service 1',
      'catalogue staff 1',
      'clients 1',
      'goods 8',
      'goods_catalogue 3',
      'memberships 5',
      'records 1',
      'shifts row 0',
    ]);
    // Whole lists are read again within the hour, the others at night.
    club.now += HOUR;
    await copy();
    expect(await open()).to.deep.equal(['clients 1', 'goods 8', 'memberships 5', 'records 1']);
    await repair();
    expect(await open()).to.deep.equal([]);
    for (const table of ['staff', 'services', 'goods', 'goods_sales', 'memberships', 'clients', 'visits'])
      expect(
        await club.database(table).where({ company_id: club.scope.companyId, is_deleted: true }),
        table,
      ).to.have.length(0);
  });

  it('is a membership until the same person’s list is read again, and until it is on that list no longer', async () => {
    await copy();
    await cards(broken());
    expect(await open()).to.deep.equal(['memberships 5']);
    const quarantine = {
      store: {
        ...createQuarantineRepository(club.database, { attributeBookings: async () => undefined }),
        company: (scope: Scope) => createCursorsRepository(club.database).company(scope),
      },
      gatewayFor: () => Promise.resolve(club.platform.gateway),
    };
    const [row] = await club.database('quarantined_records').pluck('id');
    expect(await retryQuarantined(quarantine, club.scope, Number(row), at())).to.equal('next_reading');
    await cards();
    expect(await open()).to.deep.equal([]);
    expect(await club.database('memberships').pluck('external_id')).to.deep.equal(['5']);

    // Set aside once more, and then sold back.
    await club.database('clients').update({ memberships_read_at: null });
    await cards(broken());
    expect(await open()).to.deep.equal(['memberships 5']);
    club.platform.booking.contents.memberships.splice(0);
    await club.database('clients').update({ memberships_read_at: null });
    await cards();
    expect(await open()).to.deep.equal([]);
    expect(await club.database('memberships').first<object>()).to.include({ title: 'Month', is_deleted: true });
    // Listed again, it counts again.
    club.platform.booking.contents.memberships.push(MEMBERSHIP);
    await club.database('clients').update({ memberships_read_at: null });
    await cards();
    expect(await club.database('memberships').first<object>()).to.include({ is_deleted: false });
  });

  it('goes ninety days after it was settled, stays for as long as it is not, and is nobody else’s', async () => {
    const other = await addCompany(club.database, {
      ...club.platform.booking.contents,
      company: { ...club.platform.booking.contents.company, id: 78 },
    });
    const row = (companyId: number, external_id: string, resolved_at: string | null) => ({
      company_id: companyId,
      collection: 'clients',
      external_id,
      reason: 'phone: invalid_type',
      payload: { name: 'Olga', phone: '+420601001000' },
      first_seen_at: '2025-01-01T00:00:00Z',
      last_seen_at: '2025-01-01T00:00:00Z',
      resolved_at,
    });
    await club
      .database('quarantined_records')
      .insert([
        row(club.scope.companyId, 'settled', at()),
        row(club.scope.companyId, 'open', null),
        row(other.companyId, 'theirs', at()),
      ]);
    const left = () => club.database('quarantined_records').orderBy('external_id').pluck('external_id');
    club.now += 90 * DAY - 1_000;
    await repair();
    expect(await left()).to.deep.equal(['open', 'settled', 'theirs']);
    club.now += 2_000;
    await repair();
    expect(await left()).to.deep.equal(['open', 'theirs']);
    // Also of a company that the platform refuses.
    await club
      .database('sync_states')
      .insert({ company_id: other.companyId, refused_at: at(), refused_code: 'booking_licence' });
    expect(await store().openRebuild(other, at())).to.equal(null);
    expect(await left()).to.deep.equal(['open']);
  });
});
