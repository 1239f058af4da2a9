import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { createRateTurnsRepository } from '../../db/repositories/sync/rate-turns.ts';
import type { Role } from '../../domain/access/scope.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';

describe('the state of the copying', () => {
  let world: ApiWorld;
  let base: string;
  const companyId = () => world.one.companyId;
  const state = async (role: Role = 'owner') =>
    (await world.as(world.one, role).get(base)).read(routes.syncState.response);
  const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

  before(async () => {
    world = await createApiWorld();
    base = `/api/companies/${String(companyId())}/sync`;
  });
  after(() => world.close());
  afterEach(async () => {
    world.asked.length = 0;
    for (const table of [
      'sync_rebuilds',
      'sync_runs',
      'sync_cursors',
      'sync_states',
      'quarantined_records',
      'collection_refusals',
      'card_retries',
    ])
      await world.database(table).delete();
  });

  const cursor = (collection: string, page: number, pages: number | null, isDone: boolean) =>
    world.database('sync_cursors').insert({
      company_id: companyId(),
      collection,
      first_copy_page: page,
      first_copy_pages: pages,
      first_copy_done_at: isDone ? minutesAgo(5) : null,
    });
  const run = async (over: object): Promise<number> => {
    const [row] = await world
      .database('sync_runs')
      .insert({ company_id: companyId(), kind: 'cycle', workflow_run_id: 'r', started_at: minutesAgo(2), ...over })
      .returning<{ id: number }[]>('id');
    return row?.id ?? 0;
  };

  it('tells how many requests of the limit were used in the last minute', async () => {
    const turns = createRateTurnsRepository(world.database, { spacingMs: 1 });
    const actor = { kind: 'system', name: 'test' } as const;
    for (let turn = 0; turn < 3; turn += 1)
      await turns.takeTurn(actor, 'platform', { lane: 'interactive', waitedMs: 0 });
    await world.database('rate_turns').insert({ key: 'long ago', begun_at: ['2020-01-01T00:00:00Z'] });
    const { speed } = await state('viewer');
    expect(speed).to.include({ requestsLastMinute: 3, requestsPerMinuteLimit: 200 });
  });

  it('says how much of a first copy is in, per collection and as a whole', async () => {
    await cursor('clients', 5, 5, true);
    await cursor('records', 15, 45, false);
    const { state: name, firstCopy } = await state();
    expect(name).to.equal('first_copy');
    expect(firstCopy).to.deep.equal({
      percent: 40,
      collections: [
        { collection: 'clients', page: 5, pages: 5, percent: 100, isDone: true },
        { collection: 'records', page: 15, pages: 45, percent: 33.3, isDone: false },
        { collection: 'goods', page: 0, pages: null, percent: null, isDone: false },
      ],
    });
    await world.database('sync_cursors').update({ first_copy_done_at: minutesAgo(1) });
    await cursor('goods', 2, null, true);
    expect((await state()).firstCopy).to.equal(null);
  });

  it('says how fast it copies, and that it is fresh, stale or failing', async () => {
    await cursor('clients', 1, 1, true);
    await run({
      started_at: minutesAgo(4),
      ended_at: minutesAgo(2),
      outcome: 'changed',
      counts: { visits: 900, clients: 100 },
    });
    const fresh = await state();
    expect([fresh.state, fresh.speed.recordsPerMinute, fresh.lastSuccessAt]).to.deep.equal([
      'fresh',
      500,
      minutesAgo(2).toISOString(),
    ]);
    world.setNow(new Date(NOW.getTime() + 20 * 60_000));
    expect((await state()).state).to.equal('stale');
    world.setNow(NOW);
    await run({ started_at: minutesAgo(1), ended_at: NOW, outcome: 'failed', failure_code: 'booking_http_500' });
    const failing = await state();
    expect([failing.state, failing.failureCode]).to.deep.equal(['failing', 'booking_http_500']);
  });

  it('counts the cards that could not be read and wait, with the next time, and not those that were read meanwhile', async () => {
    expect((await state()).postponedCards).to.equal(null);
    const clients = world.database('clients').where({ company_id: companyId() });
    const [first, second] = await clients.clone().orderBy('id').pluck<number[]>('id');
    const [stranger] = await world.database('clients').whereNot({ company_id: companyId() }).pluck<number[]>('id');
    const waits = (company: number, client: number | undefined, kind: string, minutes: number) => ({
      company_id: company,
      client_id: client,
      kind,
      failure_code: 'booking_http_500',
      next_try_at: minutesAgo(-minutes),
    });
    await clients.clone().update({ card_read_at: null, memberships_read_at: null });
    await world
      .database('card_retries')
      .insert([
        waits(companyId(), first, 'consent', 20),
        waits(companyId(), first, 'memberships', 10),
        waits(companyId(), second, 'consent', 5),
        ...(stranger === undefined ? [] : [waits(world.two.companyId, stranger, 'consent', 1)]),
      ]);
    expect((await state()).postponedCards).to.deep.equal({ count: 3, nextTryAt: minutesAgo(-5).toISOString() });
    await clients.clone().where({ id: second }).update({ card_read_at: NOW });
    expect((await state()).postponedCards).to.deep.equal({ count: 2, nextTryAt: minutesAgo(-10).toISOString() });
    await clients.clone().update({ card_read_at: NOW, memberships_read_at: NOW });
  });

  it('names what the platform gives no right to, which nothing waits for', async () => {
    for (const collection of ['clients', 'records']) await cursor(collection, 1, 1, true);
    await run({ started_at: minutesAgo(1), ended_at: NOW, outcome: 'idle' });
    await world.database('collection_refusals').insert({
      company_id: companyId(),
      collection: 'goods',
      failure_code: 'booking_token_refused',
      refused_at: minutesAgo(300),
      asked_at: NOW,
    });
    const { state: is, firstCopy, cursors } = await state();
    expect([is, firstCopy]).to.deep.equal(['fresh', null]);
    expect(cursors.filter(({ refusedAt }) => refusedAt !== null)).to.deep.equal([
      {
        collection: 'goods',
        changedUpTo: null,
        firstCopyPage: null,
        firstCopyDoneAt: null,
        refusedAt: minutesAgo(300).toISOString(),
      },
    ]);
  });

  it('says that the platform refuses the company, until somebody has it tried again', async () => {
    await world.database('sync_states').insert({
      company_id: companyId(),
      refused_at: minutesAgo(3),
      refused_code: 'booking_token_refused',
    });
    const refused = await state();
    expect([refused.state, refused.failureCode, refused.refusedAt]).to.deep.equal([
      'refused',
      'booking_token_refused',
      minutesAgo(3).toISOString(),
    ]);
    const other = await world.as(world.two, 'owner').get(`/api/companies/${String(world.two.companyId)}/sync`);
    expect(other.read(routes.syncState.response).state).to.equal('never');
    expect((await world.as(world.one, 'manager').send('POST', base)).status).to.equal(202);
    expect(world.asked).to.deep.equal([{ what: 'startSync', companyId: companyId(), about: null }]);
  });

  it('shows the rebuild under way with its place, and the drift of the last one by kind', async () => {
    const done = { page: 3, pages: 3, reading: 1, isRead: true, isDone: true, beganAt: NOW };
    await world.database('sync_rebuilds').insert({
      company_id: companyId(),
      started_at: minutesAgo(900),
      ended_at: minutesAgo(890),
      outcome: 'done',
      progress: { clients: done },
      drift: { clients: { missing: 1, changed: 2, gone: 3 } },
    });
    const runId = await run({ kind: 'rebuild', started_at: minutesAgo(1) });
    await world.database('sync_rebuilds').insert({
      company_id: companyId(),
      run_id: runId,
      started_at: minutesAgo(1),
      progress: { clients: done, records: { ...done, page: 10, pages: 40, isDone: false } },
      drift: { clients: { missing: 0, changed: 0, gone: 0 }, records: { missing: 4, changed: 0, gone: 0 } },
    });
    const { rebuild } = await state();
    expect(rebuild.last).to.deep.include({ state: 'done', drift: { clients: { missing: 1, changed: 2, gone: 3 } } });
    expect(rebuild.current).to.deep.include({
      state: 'running',
      workflowId: `rebuild:${String(companyId())}`,
      drift: { clients: { missing: 0, changed: 0, gone: 0 }, records: { missing: 4, changed: 0, gone: null } },
    });
    expect(rebuild.current?.progress).to.deep.include({
      collection: 'records',
      page: 10,
      pages: 40,
      percent: 25,
      isDone: false,
    });
    const paused = await world.as(world.one, 'owner').send('POST', `${base}/rebuild/pause`);
    expect(paused.read(routes.pauseRebuild.response).id).to.equal(rebuild.current?.id);
    await world.database('sync_rebuilds').whereNull('ended_at').update({ is_paused: true });
    expect((await state()).rebuild.current?.state).to.equal('paused');
    expect((await world.as(world.one, 'owner').send('POST', `${base}/rebuild`)).status).to.equal(202);
    expect(world.asked.map(({ what }) => what)).to.deep.equal(['pauseRebuild', 'startRebuild']);
  });

  const setAside = async (over: object): Promise<number> => {
    const [row] = await world
      .database('quarantined_records')
      .insert({
        company_id: companyId(),
        collection: 'records',
        external_id: '1',
        reason: 'date: unreadable',
        payload: { id: 1, client: { phone: '+420601001000' } },
        ...over,
      })
      .returning<{ id: number }[]>('id');
    return row?.id ?? 0;
  };

  it('lists what was set aside, with its raw form for owners and managers only', async () => {
    await setAside({});
    await setAside({ external_id: '2', reason: 'staff: unknown' });
    await setAside({ external_id: '3', collection: 'clients', resolved_at: NOW });
    const list = async (role: Role, query = '') =>
      (await world.as(world.one, role).get(`${base}/quarantine${query}`)).read(routes.listQuarantined.response);
    const payloads = async (role: Role) => (await list(role)).items.map(({ payload }) => payload);
    expect(await payloads('manager')).to.deep.equal(
      Array.from({ length: 2 }, () => ({ id: 1, client: { phone: '+420601001000' } })),
    );
    expect(await payloads('owner')).to.have.length(2);
    expect(await payloads('viewer')).to.deep.equal([null, null]);
    expect(await payloads('moderator')).to.deep.equal([null, null]);
    const ids = async (query: string) => (await list('owner', query)).items.map(({ externalId }) => externalId).sort();
    expect(await ids('?state=resolved')).to.deep.equal(['3']);
    expect(await ids('?state=all')).to.deep.equal(['1', '2', '3']);
    expect(await ids('?collection=clients')).to.deep.equal([]);
    expect(await ids('?reason=staff%3A%20unknown')).to.deep.equal(['2']);
    expect(await list('owner', '?pageSize=1&page=2')).to.deep.include({ total: 2, page: 2, pageSize: 1 });
    expect((await state()).quarantined).to.deep.include({
      total: 2,
      byReason: [
        { collection: 'records', reason: 'date: unreadable', count: 1 },
        { collection: 'records', reason: 'staff: unknown', count: 1 },
      ],
    });
    expect(JSON.stringify(await state('viewer'))).to.not.include('+420601001000');
  });

  it('has one row, or all, tried again by whoever may start the copying', async () => {
    const id = await setAside({});
    const path = `${base}/quarantine/${String(id)}/retry`;
    const one = await world.as(world.one, 'manager').send('POST', path);
    expect(one.read(routes.retryQuarantined.response)).to.deep.include({ outcome: 'resolved' });
    const all = await world.as(world.one, 'manager').send('POST', `${base}/quarantine/retry-all`);
    expect(all.read(routes.retryAllQuarantined.response)).to.include({ resolved: 1, left: 0 });
    expect((await world.as(world.one, 'moderator').send('POST', path)).status).to.equal(403);
    const elsewhere = `/api/companies/${String(world.two.companyId)}/sync/quarantine/${String(id)}/retry`;
    expect((await world.as(world.two, 'owner').send('POST', elsewhere)).status).to.equal(404);
  });
});
