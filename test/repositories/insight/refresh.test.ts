import { expect } from 'chai';
import { type Database, openDatabase } from '../../../db/database.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';
import { eventually } from '../../support/stack.ts';

const TODAY = { asOf: '2026-11-20', at: new Date('2026-11-20T18:00:00Z') };
const TOMORROW = { asOf: '2026-11-21', at: new Date('2026-11-21T18:00:00Z') };
const club = systemScope(1, 'test');
const other = systemScope(2, 'test');

describe('numbers and segments per client', () => {
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  let insight: ReturnType<typeof createInsightRepository>;

  beforeEach(async () => {
    ({ database, url, drop } = await cloneDatabase());
    insight = createInsightRepository(database);
    await database.raw(`
      insert into companies (id, name, time_zone, country, currency) select n, 'Club ' || n, 'UTC', 'CA', 'CAD' from generate_series(1, 2) n`);
  });
  afterEach(() => drop());

  async function addClient(companyId = 1): Promise<number> {
    const [row] = (await database('clients')
      .insert({ company_id: companyId, external_id: database.raw('gen_random_uuid()') })
      .returning('id')) as { id: number }[];
    return row?.id ?? 0;
  }
  async function addVisit(clientId: number, on: string, costMinor = 0, companyId = 1): Promise<void> {
    await database('visits').insert({
      company_id: companyId,
      external_id: database.raw('gen_random_uuid()'),
      client_id: clientId,
      starts_at: `${on}T12:00:00Z`,
      local_date: on,
      duration_seconds: 3600,
      attendance: 1,
      cost_minor: costMinor,
    });
  }
  const segments = async (): Promise<Record<number, string>> =>
    Object.fromEntries(
      (await database('client_segments').select<{ client_id: number; segment: string }[]>('client_id', 'segment')).map(
        (row) => [row.client_id, row.segment],
      ),
    );
  const moves = () =>
    database('segment_moves')
      .orderBy('id')
      .select('company_id', 'client_id', 'from_segment', 'to_segment', 'moved_on', 'at');

  it('are nothing, and never not-a-number, for a company without clients', async () => {
    expect(await insight.refreshClients(club, TODAY)).to.include({ kind: 'full', clients: 0, moved: 0 });
    expect(await insight.stateOf(club)).to.deep.include({ asOf: TODAY.asOf, highLtvThresholdMinor: null });
    expect(await insight.stateOf(other)).to.equal(null);
  });

  it('put a single client who spent into high LTV: one person is their own 90th percentile', async () => {
    const id = await addClient();
    await addVisit(id, '2026-11-01', 5_000);
    await insight.refreshClients(club, TODAY);
    const row = await database('client_metrics').first<{
      is_high_ltv: boolean;
      loyalty: string;
      visited_months: number[];
    }>();
    expect(row).to.deep.include({ is_high_ltv: true, loyalty: 'VIP', visited_months: [0], median_gap_days: null });
    expect(await segments()).to.deep.equal({ [id]: 'vip_members' });
  });

  it('note who moved and when, but nobody at the first computation, and write nothing the second time', async () => {
    const id = await addClient();
    const foreign = await addClient(2);
    await addVisit(foreign, '2026-10-01', 0, 2);
    await addVisit(id, '2026-10-01');
    await insight.refreshClients(club, TODAY);
    expect(await segments()).to.deep.equal({ [id]: 'trial_dropoffs' });
    expect(await moves()).to.deep.equal([]);
    for (const day of ['2026-11-01', '2026-11-08', '2026-11-15']) await addVisit(id, day);
    expect(await insight.refreshClients(club, TODAY)).to.include({ kind: 'changed', clients: 1, moved: 1 });
    expect(await insight.refreshClients(club, TODAY)).to.include({ kind: 'changed', clients: 0, moved: 0 });
    expect(await moves()).to.deep.equal([
      {
        company_id: 1,
        client_id: id,
        from_segment: 'trial_dropoffs',
        to_segment: 'regular_members',
        moved_on: TODAY.asOf,
        at: TODAY.at,
      },
    ]);
    const written = await database('client_metrics').select('client_id', 'updated_at', database.raw('xmin::text'));
    expect(await insight.rebuildInsight(club, TODAY)).to.include({ kind: 'full', clients: 1, moved: 0 });
    expect(
      await database('client_metrics').select('client_id', 'updated_at', database.raw('xmin::text')),
    ).to.deep.equal(written);
    expect(await database('insight_staging').count('* as rows').first()).to.deep.equal({ rows: 0 });
    expect(await database('changed_clients').pluck('company_id'))
      .to.include(2)
      .and.not.include(1);
  });

  it('move nobody while a first copy is still coming in, nor for what comes last of it', async () => {
    const [id, ...rest] = [await addClient(), await addClient()];
    const cursor = { company_id: 1, collection: 'records' };
    await database('sync_cursors').insert({ ...cursor, first_copy_done_at: null });
    await addVisit(id, '2026-10-01');
    await insight.refreshClients(club, TODAY);
    for (const day of ['2026-11-01', '2026-11-08', '2026-11-15']) await addVisit(id, day);
    await insight.refreshClients(club, TODAY);
    expect(await segments()).to.deep.equal({ [id]: 'regular_members' });
    await database('sync_cursors').where(cursor).update({ first_copy_done_at: TODAY.at });
    await addVisit(id, '2026-11-16');
    await insight.refreshClients(club, TODAY);
    expect(await moves()).to.deep.equal([]);
    for (const each of rest) await addVisit(each, '2026-10-01');
    await insight.refreshClients(club, TODAY);
    expect(await moves()).to.have.length(1);
  });

  it('are computed for everybody on a new day, and when a threshold or the order of segments changes', async () => {
    const [gone, rich] = [await addClient(), await addClient()];
    await addVisit(gone, '2026-09-22');
    await addVisit(rich, '2026-11-19', 90_000);
    await insight.refreshClients(club, TODAY);
    expect(await segments()).to.deep.equal({ [gone]: 'trial_dropoffs', [rich]: 'vip_members' });
    expect((await insight.refreshClients(club, TOMORROW)).kind).to.equal('full');
    await database('companies').where({ id: 1 }).update({ vip_threshold_minor: 90_001 });
    expect(await insight.isStale(club, TOMORROW.asOf)).to.equal(true);
    expect(await insight.refreshClients(club, TOMORROW)).to.include({ kind: 'full', clients: 2, moved: 1 });
    expect(await segments()).to.deep.equal({ [gone]: 'trial_dropoffs' });
    await database('companies')
      .where({ id: 1 })
      .update({
        segment_order: [
          'going_silent',
          'trial_dropoffs',
          'pt_cancellations',
          'vip_members',
          'lost_clients',
          'nearly_lost',
          'at_risk',
          'regular_members',
        ],
      });
    await insight.refreshClients(club, TOMORROW);
    expect(await segments()).to.deep.equal({ [gone]: 'going_silent' });
    expect(await insight.isStale(club, TOMORROW.asOf)).to.equal(false);
  });

  it('leave with a card that is deleted, and come back with it', async () => {
    const id = await addClient();
    await addVisit(id, '2026-10-01', 100);
    await insight.refreshClients(club, TODAY);
    await database('clients').where({ id }).update({ is_deleted: true });
    await insight.refreshClients(club, TODAY);
    expect(await database('client_metrics').pluck('client_id')).to.deep.equal([]);
    expect(await segments()).to.deep.equal({});
    expect((await insight.stateOf(club))?.highLtvThresholdMinor).to.equal(null);
    await database('clients').where({ id }).update({ is_deleted: false });
    await insight.refreshClients(club, TODAY);
    expect(await database('client_metrics').pluck('client_id')).to.deep.equal([id]);
  });

  it('take in whom the moved threshold makes or unmakes a client of high LTV', async () => {
    const ids: number[] = [];
    for (let n = 1; n <= 30; n += 1) {
      const id = await addClient();
      ids.push(id);
      await addVisit(id, '2026-11-10', n * 1_000);
    }
    await insight.refreshClients(club, TODAY);
    const high = () => database('client_metrics').where({ is_high_ltv: true }).orderBy('client_id').pluck('client_id');
    expect(await high()).to.deep.equal(ids.slice(27));
    await addVisit(ids[0] ?? 0, '2026-11-11', 500_000);
    await addVisit(ids[1] ?? 0, '2026-11-11', 500_000);
    expect(await insight.refreshClients(club, TODAY)).to.deep.include({ kind: 'changed', clients: 4 });
    expect(await high()).to.deep.equal([ids[0], ids[1], ids[29]]);
  });

  it('are computed for everybody one company after another, also where that is found out only when it is their turn', async () => {
    for (const companyId of [1, 2]) await addVisit(await addClient(companyId), '2026-10-01', 5_000, companyId);
    for (const scope of [club, other]) await insight.refreshClients(scope, TODAY);
    // As many connections as one computation of everybody needs: two at once would each wait for the other's.
    const few = openDatabase(url, { poolMax: 2 });
    const held = await database.transaction();
    try {
      const refreshing = createInsightRepository(few);
      for (const { companyId } of [club, other])
        await held.raw(`select pg_advisory_xact_lock(hashtext('insight'), ?)`, [companyId]);
      const both = Promise.all([club, other].map((scope) => refreshing.refreshClients(scope, TODAY)));
      await eventually('both to wait for the other computation of their company', async () => {
        const { rows } = await database.raw<{ rows: { waiting: number }[] }>(
          `select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        );
        return rows[0]?.waiting === 2;
      });
      await database('companies').update({ vip_threshold_minor: 4_000 });
      await held.commit();
      expect((await both).map(({ kind, clients }) => [kind, clients])).to.deep.equal([
        ['full', 1],
        ['full', 1],
      ]);
    } finally {
      await held.rollback().catch(() => undefined);
      await few.destroy();
    }
  });

  it('keep the mark of a change that is not committed while they are computed', async () => {
    const id = await addClient();
    await insight.refreshClients(club, TODAY);
    const writing = await database.transaction();
    await writing('visits').insert({
      company_id: 1,
      external_id: 'late',
      client_id: id,
      starts_at: '2026-11-18T12:00:00Z',
      local_date: '2026-11-18',
      duration_seconds: 60,
      attendance: 1,
    });
    expect(await insight.refreshClients(club, TODAY)).to.deep.include({ clients: 0 });
    await insight.rebuildInsight(club, TODAY);
    await writing.commit();
    expect(await insight.isStale(club, TODAY.asOf)).to.equal(true);
    expect(await insight.refreshClients(club, TODAY)).to.deep.include({ clients: 1 });
    expect(await database('client_metrics').pluck('visits')).to.deep.equal([1]);
  });
});
