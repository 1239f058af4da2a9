import { expect } from 'chai';
import { readCards } from '../../../activities/sync/read-cards.ts';
import type { Database } from '../../../db/database.ts';
import { isRefused } from '../../../db/repositories/sync/state.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const PEOPLE = 5;
const MINUTE = 60_000;

describe('a card that cannot be read', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  let now = START;
  let asked: string[] = [];

  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    now = START;
    asked = [];
    const memberships = Array.from({ length: PEOPLE }, (_, index) => ({
      id: index + 1,
      clientId: index + 1,
      title: 'Month',
      soldOn: '2026-02-01',
      endsOn: '2026-02-28',
      cost: 1490,
    }));
    const clients = Array.from({ length: PEOPLE }, () => ({ newsletter: true }));
    world = await startBooking({
      clock: { now: () => new Date(now) },
      filling: { ...smallFilling({ clients }), memberships },
    });
    scope = await addCompany(database, world.booking.contents);
    await cycle(depsFor(store(), world.gateway), scope, new Date(now));
  });
  afterEach(async () => {
    await world.close();
    await database('companies').delete();
  });

  const store = () => syncStore(database);
  const at = () => new Date(now).toISOString();
  /** The world's gateway, except where a test says what happens to whom. */
  const failing = (trouble: {
    memberships?: (phone: string) => Error | null;
    consent?: (id: string) => Error | null;
  }) => {
    const gateway: BookingGateway = {
      ...world.gateway,
      async memberships(company, phone) {
        asked.push(phone);
        const error = trouble.memberships?.(phone);
        if (error) throw error;
        return world.gateway.memberships(company, phone);
      },
      async consent(company, id) {
        asked.push(id);
        const error = trouble.consent?.(id);
        if (error) throw error;
        return world.gateway.consent(company, id);
      },
    };
    return gateway;
  };
  const read = (gateway: BookingGateway) =>
    readCards(depsFor(store(), gateway), { companyId: scope.companyId, at: at() }, () => undefined);
  const held = () =>
    database('memberships')
      .where({ company_id: scope.companyId, is_deleted: false })
      .orderBy('external_id')
      .pluck('external_id');
  const unread = (column: 'card_read_at' | 'memberships_read_at') =>
    database('clients').where({ company_id: scope.companyId }).whereNull(column).orderBy('id').pluck('external_id');
  const waiting = () =>
    database('card_retries')
      .where({ company_id: scope.companyId })
      .orderBy(['kind', 'client_id'])
      .select('kind', 'failure_code');
  const phoneOf = (person: number) => `+42060100${String(999 + person)}`;
  const odd = (): Error => new Unavailable('booking', 'odd_answer');

  for (const [title, error] of [
    ['answered oddly', odd()],
    ['that breaks the platform', new Unavailable('booking', 'http_500')],
    ['that takes too long', new Unavailable('booking', 'timeout')],
    ['refused as a question', new RuleBroken('booking_refused', 'invalid', { status: 400 })],
    ['that is not there', new RuleBroken('booking_not_found', 'not_found')],
  ] as const) {
    it(`${title} lets those behind it have their turn, and is asked for again later`, async () => {
      const bad = failing({
        memberships: (phone) => (phone === phoneOf(1) ? error : null),
        consent: (id) => (id === '3' ? error : null),
      });
      expect(await read(bad)).to.deep.equal({ read: 2 * PEOPLE - 2, hasMore: false });
      expect(await held()).to.deep.equal(['2', '3', '4', '5']);
      expect(await unread('memberships_read_at')).to.deep.equal(['1']);
      expect(await unread('card_read_at')).to.deep.equal(['3']);
      expect((await waiting()).map((each: { kind: string }) => each.kind)).to.deep.equal(['consent', 'memberships']);
      // Not every minute: nothing is due, until some time has passed.
      now += MINUTE;
      expect((await cycle(depsFor(store(), world.gateway), scope, new Date(now))).hasCardsDue).to.equal(false);
      now += 15 * MINUTE;
      expect((await cycle(depsFor(store(), world.gateway), scope, new Date(now))).hasCardsDue).to.equal(true);
      expect(await read(world.gateway)).to.deep.equal({ read: 2, hasMore: false });
      expect(await held()).to.deep.equal(['1', '2', '3', '4', '5']);
      expect(await waiting()).to.deep.equal([]);
    });
  }

  it('is asked for less and less often, and at least once a day', async () => {
    const bad = failing({ memberships: (phone) => (phone === phoneOf(1) ? odd() : null) });
    const waits: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      await read(bad);
      const row = await database('card_retries').where({ company_id: scope.companyId }).first<{ next_try_at: Date }>();
      waits.push((row.next_try_at.getTime() - now) / MINUTE);
      now = row.next_try_at.getTime();
    }
    expect(waits).to.deep.equal([10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
  });

  for (const why of ['no_turn', 'rate_limited', 'unreachable']) {
    it(`is not to blame for ${why}: nobody is asked after it, and everybody stays due`, async () => {
      const away = failing({ memberships: () => new Unavailable('booking', why) });
      expect(await read(away)).to.deep.equal({ read: 0, hasMore: true });
      expect(asked).to.have.length(1);
      expect(await waiting()).to.deep.equal([]);
    });
  }

  it('is followed by two more at most when the platform breaks on each', async () => {
    const broken = failing({ memberships: () => new Unavailable('booking', 'http_500') });
    expect(await read(broken)).to.deep.equal({ read: 0, hasMore: true });
    expect(asked).to.have.length(3);
  });

  it('for want of a right leaves the other kind readable, and is asked for again an hour later', async () => {
    const refused = new RuleBroken('booking_token_refused', 'forbidden', { status: 403 });
    expect(await read(failing({ memberships: () => refused }))).to.include({ read: PEOPLE });
    expect(await unread('card_read_at')).to.deep.equal([]);
    expect(await isRefused(database, scope)).to.equal(false);
    expect([...(await store().refusedCollections(scope, at())).keys()]).to.deep.equal(['memberships']);
    now += MINUTE;
    expect((await cycle(depsFor(store(), world.gateway), scope, new Date(now))).hasCardsDue).to.equal(false);
    now += 60 * MINUTE;
    expect(await read(world.gateway)).to.include({ read: PEOPLE });
    expect((await store().refusedCollections(scope, at())).size).to.equal(0);
  });

  it('because the token is void stops the company, where everybody sees it', async () => {
    const refused = new RuleBroken('booking_token_refused', 'forbidden', { status: 401 });
    expect(await read(failing({ memberships: () => refused }))).to.deep.equal({ read: 0, hasMore: true });
    expect(await isRefused(database, scope)).to.equal(true);
  });

  it('does not fail the rebuild: the others are compared, and it is asked for again by the cycles', async () => {
    await read(world.gateway);
    await database('memberships').where({ company_id: scope.companyId }).update({ cost_minor: 1 });
    const bad = failing({ memberships: (phone) => (phone === phoneOf(2) ? odd() : null) });
    await rebuild(depsForRebuild(bad), scope, new Date(now));
    const wrong = await database('memberships')
      .where({ company_id: scope.companyId, cost_minor: 1 })
      .pluck('external_id');
    expect(wrong).to.deep.equal(['2']);
    expect(await unread('memberships_read_at')).to.deep.equal(['2']);
  });
  const depsForRebuild = (gateway: BookingGateway) => ({ store: store(), gatewayFor: () => Promise.resolve(gateway) });

  it('does not hide a change that came while it was read: it stays due', async () => {
    let isChanged = false;
    const meanwhile: BookingGateway = {
      ...world.gateway,
      async consent(company, id) {
        const told = await world.gateway.consent(company, id);
        if (id !== '2' || isChanged) return told;
        isChanged = true;
        const card = world.booking.contents.clients.get(2);
        if (card) {
          now += MINUTE;
          world.booking.change({ type: 'client_saved', client: { ...card, newsletter: false, changedAt: now } });
        }
        await cycle(depsFor(store(), world.gateway), scope, new Date(now));
        return told;
      },
    };
    await read(meanwhile);
    expect(await unread('card_read_at')).to.deep.equal(['2']);
    await read(world.gateway);
    const row = await database('clients')
      .where({ company_id: scope.companyId, external_id: '2' })
      .first<{ newsletter_agreed: boolean }>('newsletter_agreed');
    expect(row.newsletter_agreed).to.equal(false);
  });

  it('is no other phone: of several cards with one phone, whichever had them loses those that are listed no longer', async () => {
    await read(world.gateway);
    const cards = await database('clients')
      .where({ company_id: scope.companyId })
      .orderBy('id')
      .select<{ id: number; phone: string }[]>('id', 'phone');
    // The second card gets the first one's phone, which has one membership; its own is listed no longer.
    await database('clients')
      .where({ id: cards[1]?.id ?? 0 })
      .update({ phone: cards[0]?.phone ?? null });
    await store().saveMemberships(
      scope,
      { clientId: cards[0]?.id ?? 0, changedAtSource: null },
      await world.gateway.memberships(world.company, phoneOf(1)),
      at(),
    );
    expect(await held()).to.deep.equal(['1', '3', '4', '5']);
  });
});
