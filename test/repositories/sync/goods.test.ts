/** The list of goods: copied whole, and what a sale is called that tells nothing but an id. */

import { expect } from 'chai';
import { createTimelineView } from '../../../db/repositories/views/timeline.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import type { Good } from '../../../sandbox/booking/contents.ts';
import { smallFilling } from '../../support/booking.ts';
import { copyingWorld } from '../../support/copying-world.ts';
import { addCompany, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;

describe('copying the list of goods', () => {
  const club = copyingWorld(START);
  const good = (id: number): Good => ({ id, title: `Good ${String(id)}`, category: 'Bar', price: 55.5, unit: 'pc' });
  async function copyOf(goods: Good[], sales: ReturnType<typeof sale>[] = []): Promise<void> {
    const filling = { ...smallFilling(), goods, sales };
    await club.begin({ filling });
    await run();
  }
  const sale = (id: number, more: object) => ({
    id,
    clientId: 1,
    title: '',
    cost: 55,
    local: '2026-02-01 10:15',
    changedAt: START,
    ...more,
  });
  const run = (gateway: BookingGateway = club.platform.gateway) =>
    cycle(depsFor(syncStore(club.database), gateway), club.scope, new Date(club.now));
  const onSale = (): Promise<string[]> =>
    club
      .database('goods')
      .where({ company_id: club.scope.companyId, is_deleted: false })
      .orderByRaw('external_id::int')
      .pluck('external_id');

  it('reads it far past one page, and once an hour', async () => {
    await copyOf(Array.from({ length: 450 }, (_, index) => good(index + 1)));
    expect(await onSale()).to.have.length(450);
    expect(
      await club.database('goods').where({ company_id: club.scope.companyId, external_id: '7' }).first<object>(),
    ).to.include({
      title: 'Good 7',
      category_title: 'Bar',
      price_minor: 5550,
      unit: 'pc',
    });
    const cursor = await club
      .database('sync_cursors')
      .where({ company_id: club.scope.companyId, collection: 'goods_catalogue' })
      .first<{ first_copy_done_at: Date | null }>();
    expect(cursor?.first_copy_done_at).to.be.instanceOf(Date);
    const asked = () => club.platform.booking.requests().filter(({ path }) => path.startsWith('/goods/')).length;
    const first = asked();
    club.now += 60_000;
    expect(await run()).to.include({ outcome: 'idle' });
    expect(asked()).to.equal(first);
    club.now += HOUR;
    expect(await run()).to.include({ outcome: 'idle' });
    expect(asked()).to.equal(2 * first);
  });

  it('keeps what is listed no longer as such, takes it back when it is listed again, and believes no empty list', async () => {
    await copyOf([good(1), good(2), good(3)]);
    const { goods } = club.platform.booking.contents;
    goods.splice(1, 1);
    goods.push({ ...good(4), price: 10 });
    club.now += HOUR;
    expect((await run()).counts).to.deep.include({ goods_catalogue: 2 });
    expect(await onSale()).to.deep.equal(['1', '3', '4']);
    goods.push(good(2));
    club.now += HOUR;
    await run();
    expect(await onSale()).to.deep.equal(['1', '2', '3', '4']);
    goods.splice(0);
    club.now += HOUR;
    expect(await run()).to.include({ outcome: 'idle' });
    expect(await onSale()).to.have.length(4);
  });

  it('takes nothing for gone after a first copy that was broken off', async () => {
    await club.begin({
      filling: { ...smallFilling(), goods: Array.from({ length: 450 }, (_, index) => good(index + 1)) },
    });
    const breaking: BookingGateway = {
      ...club.platform.gateway,
      goods: (company, since) =>
        since.page > 2 ? Promise.reject(new Error('broke off')) : club.platform.gateway.goods(company, since),
    };
    await run(breaking).catch(() => undefined);
    expect(await onSale()).to.have.length(400);
    await run();
    expect(await onSale()).to.have.length(450);
  });

  it('is repaired by the nightly rebuild, which counts what differed', async () => {
    await copyOf([good(1), good(2), good(3)]);
    await club.database('goods').where({ external_id: '1' }).delete();
    await club.database('goods').where({ external_id: '2' }).update({ title: 'Another' });
    club.platform.booking.contents.goods.pop();
    await club.database('goods').update({ updated_at: new Date(0) });
    const deps = { store: syncStore(club.database), gatewayFor: () => Promise.resolve(club.platform.gateway) };
    await rebuild(deps, club.scope, new Date(club.now));
    const row = await club
      .database('sync_rebuilds')
      .orderBy('id', 'desc')
      .first<{ drift: Record<string, object> }>('drift');
    expect(row?.drift['goods_catalogue']).to.deep.equal({ missing: 1, changed: 1, gone: 1 });
    expect(await onSale()).to.deep.equal(['1', '2']);
    expect(await rebuild(deps, club.scope, new Date(club.now))).to.include({ drift: 0 });
  });

  it('names a sale that tells only an id, for one company and not for another', async () => {
    await copyOf([good(1)], [sale(8, { goodId: 1 }), sale(9, { goodId: 77 }), sale(10, { goodId: 1, title: 'Bar' })]);
    const other = await addCompany(club.database, {
      ...club.platform.booking.contents,
      company: { ...club.platform.booking.contents.company, id: 78 },
    });
    await club.database('goods').insert({ company_id: other.companyId, external_id: '77', title: 'Theirs' });
    const client = await club
      .database('clients')
      .where({ company_id: club.scope.companyId })
      .first<{ id: number }>('id');
    const { items } = await createTimelineView(club.database).timeline(club.scope, client?.id ?? 0, {
      page: 1,
      pageSize: 50,
    });
    expect(items.flatMap(({ kind, title }) => (kind === 'goods' ? [title] : []))).to.have.members([
      'Good 1',
      '#77',
      'Bar',
    ]);
    // A sale that was taken back is no part of the story.
    await club.database('goods_sales').where({ external_id: '8' }).update({ is_deleted: true });
    const after = await createTimelineView(club.database).timeline(club.scope, client?.id ?? 0, {
      page: 1,
      pageSize: 50,
    });
    expect(after.items.filter(({ kind }) => kind === 'goods')).to.have.length(2);
  });
});
