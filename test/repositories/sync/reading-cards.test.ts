import { expect } from 'chai';
import { createPlaces } from '../../../activities/sync/places.ts';
import { readCards, refreshConsent } from '../../../activities/sync/read-cards.ts';
import { wantCycle } from '../../../db/repositories/sync/pace.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { smallFilling } from '../../support/booking.ts';
import { copyingWorld } from '../../support/copying-world.ts';
import { cycle, depsFor, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const beat = () => undefined;

describe('reading the cards of a booking platform', () => {
  const club = copyingWorld(START);
  const store = () => syncStore(club.database);
  const run = () => cycle(depsFor(store(), club.platform.gateway), club.scope, new Date(club.now));
  const minute = () => {
    club.now += 60_000;
  };
  const rows = <Row>(table: string) => club.database(table).where({ company_id: club.scope.companyId }).select<Row[]>();

  it('reads consents from the cards, remembers when they changed, and reads a changed card again', async () => {
    await club.begin({ filling: smallFilling({ clients: [{ newsletter: false }, { newsletter: true }, {}] }) });
    const deps = depsFor(store(), club.platform.gateway);
    expect((await run()).hasCardsDue).to.equal(true);
    const agreed = async () => {
      const cards = await club
        .database('clients')
        .where({ company_id: club.scope.companyId })
        .orderBy('external_id')
        .select('newsletter_agreed', 'consent_source');
      return cards.map((card: { newsletter_agreed: boolean | null; consent_source: string | null }) => [
        card.newsletter_agreed,
        card.consent_source,
      ]);
    };
    const input = { companyId: club.scope.companyId, at: new Date(club.now).toISOString() };
    expect(await readCards(deps, input, beat)).to.deep.equal({ read: 3, hasMore: false });
    expect(await agreed()).to.deep.equal([
      [false, 'booking_card'],
      [true, 'booking_card'],
      [null, null],
    ]);
    minute();
    expect((await run()).hasCardsDue).to.equal(false);
    minute();
    const card = club.platform.booking.contents.clients.get(2);
    if (card)
      club.platform.booking.change({
        type: 'client_saved',
        client: { ...card, newsletter: false, changedAt: club.now },
      });
    await run();
    const [due] = await club
      .database('clients')
      .where({ company_id: club.scope.companyId, external_id: '2' })
      .select<{ id: number }[]>('id');
    expect(await refreshConsent(deps, { ...input, clientIds: [due?.id ?? 0] }, beat)).to.include({ read: 1 });
    expect((await agreed())[1]).to.deep.equal([false, 'booking_card']);
    const again = { ...input, clientIds: [due?.id ?? 0] };
    expect(await refreshConsent(deps, again, beat)).to.include({ read: 0 });
    // Nothing told of a change, but it was read long ago.
    const later = new Date(Date.parse(input.at) + 3_600_000).toISOString();
    expect(await refreshConsent(deps, { ...again, readBefore: input.at }, beat)).to.include({ read: 0 });
    expect(await refreshConsent(deps, { ...again, at: later, readBefore: later }, beat)).to.include({ read: 1 });
  });

  it('asks only those for memberships who ever bought one', async () => {
    const pass = { id: 5, clientId: 2, title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', cost: 1490 };
    const filling = { ...smallFilling({ clients: [{}, {}, {}] }), memberships: [pass] };
    await club.begin({ filling });
    await run();
    const input = { companyId: club.scope.companyId, at: new Date(club.now).toISOString() };
    await readCards(depsFor(store(), club.platform.gateway), input, beat);
    expect(club.platform.booking.requests().filter(({ path }) => path.startsWith('/loyalty'))).to.have.length(1);
    expect((await rows<object>('memberships'))[0]).to.include({
      external_id: '5',
      sold_on: '2026-02-01',
      ends_on: '2026-02-28',
      cost_minor: 149_000,
    });
    filling.memberships.length = 0;
    filling.memberships.push({ ...pass, id: 6, clientId: 3 });
    club.now += 2 * 3_600_000;
    await run();
    await readCards(depsFor(store(), club.platform.gateway), { ...input, at: new Date(club.now).toISOString() }, beat);
    expect((await rows<{ external_id: string }>('memberships')).map((each) => each.external_id)).to.have.members([
      '5',
      '6',
    ]);
  });

  it('gives way quietly when others need the turns, and goes on in the next cycle', async () => {
    await club.begin({ filling: smallFilling({ clients: [{}, {}, {}] }) });
    await run();
    let left = 1;
    const busy: BookingGateway = {
      ...club.platform.gateway,
      consent: (company, id) =>
        left-- > 0
          ? club.platform.gateway.consent(company, id)
          : Promise.reject(new Unavailable('booking', 'no_turn', 3000)),
    };
    const input = { companyId: club.scope.companyId, at: new Date(club.now).toISOString() };
    expect(await readCards(depsFor(store(), busy), input, beat)).to.deep.equal({ read: 1, hasMore: true });
    expect(await readCards(depsFor(store(), club.platform.gateway), input, beat)).to.deep.equal({
      read: 2,
      hasMore: false,
    });
  });

  /** The world's gateway, which does something with every card it is asked for. */
  const onEachCard = (meanwhile: (asked: number) => Promise<unknown>): BookingGateway => {
    let asked = 0;
    return {
      ...club.platform.gateway,
      async consent(company, id) {
        asked += 1;
        await meanwhile(asked);
        return club.platform.gateway.consent(company, id);
      },
    };
  };
  const unread = async () => (await store().cardsDue(club.scope, 100, new Date(club.now).toISOString())).length;

  it('gives way to a cycle that somebody wants, and goes on behind it with those that were not read', async () => {
    await club.begin({ filling: smallFilling({ clients: Array.from({ length: 9 }, () => ({})) }) });
    await run();
    const input = { companyId: club.scope.companyId, at: new Date(club.now).toISOString() };
    const pressed = onEachCard(async (asked) => asked === 5 && wantCycle(club.database, club.scope));
    expect(await readCards(depsFor(store(), pressed), input, beat)).to.deep.equal({ read: 5, hasMore: true });
    // However often it is pressed, some are read after every cycle.
    expect(await readCards(depsFor(store(), club.platform.gateway), input, beat)).to.deep.equal({
      read: 3,
      hasMore: true,
    });
    expect(await unread()).to.equal(1);
    minute();
    expect((await run()).hasCardsDue).to.equal(true);
    expect(await store().isCycleWanted(club.scope)).to.equal(false);
    expect(await readCards(depsFor(store(), club.platform.gateway), input, beat)).to.deep.equal({
      read: 1,
      hasMore: false,
    });
  });

  it('gives its place to another company that waits for one, after some of its own', async () => {
    await club.begin({ filling: smallFilling({ clients: Array.from({ length: 30 }, () => ({})) }) });
    await run();
    const cardReaders = createPlaces(1);
    const input = { companyId: club.scope.companyId, at: new Date(club.now).toISOString() };
    const other: unknown[] = [];
    const asking = onEachCard(async (asked) => {
      if (asked === 2)
        other.push(await readCards({ ...depsFor(store(), club.platform.gateway), cardReaders }, input, beat));
    });
    const read = await readCards({ ...depsFor(store(), asking), cardReaders }, input, beat);
    expect(other).to.deep.equal([{ read: 0, hasMore: true }]);
    expect(read).to.deep.equal({ read: 20, hasMore: true });
    expect(await readCards({ ...depsFor(store(), club.platform.gateway), cardReaders }, input, beat)).to.deep.equal({
      read: 10,
      hasMore: false,
    });
  });
});
