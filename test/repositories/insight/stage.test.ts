import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany } from '../../support/insight-world.ts';
import { eventually } from '../../support/moderation-bot.ts';

const MOMENT = { asOf: '2026-11-20', at: new Date('2026-11-20T18:00:00Z') };
const MANY = 6_000;

describe('reading everybody by two connections', function () {
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;

  before(async () => ({ database, drop } = await cloneDatabase()));
  after(() => drop());

  /** Server processes that are reading, or would go on to. */
  const readers = async (): Promise<number[]> =>
    database('pg_stat_activity')
      .whereRaw(`datname = current_database() and query like 'insert into insight_staging%' and state <> 'idle'`)
      .orderBy('pid')
      .pluck('pid');

  it('leaves nobody reading when one of them fails, and counts everybody once the next time', async () => {
    const scope = await addCompany(database);
    await database.raw(
      'insert into clients (company_id, external_id, name) select ?, n::text, n::text from generate_series(1, ?::integer) n',
      [scope.companyId, MANY],
    );
    const insight = createInsightRepository(database);
    const holding = await database.transaction();
    // Both readers need it, and wait.
    await holding.raw('lock table memberships in access exclusive mode');
    const outcome = insight.rebuildInsight(scope, MOMENT).then(
      () => 'computed',
      () => 'failed',
    );
    await eventually('both read', async () => (await readers()).length === 2, 60_000);
    const [one] = await readers();
    await database.raw('select pg_terminate_backend(?)', [one ?? 0]);
    await eventually('one is left', async () => (await readers()).length < 2, 60_000);
    const isOver = await Promise.race([outcome, new Promise((resolve) => setImmediate(() => resolve('waits')))]);
    expect(isOver).to.equal('waits');
    await holding.commit();
    expect(await outcome).to.equal('failed');
    expect(await readers()).to.deep.equal([]);
    expect(await insight.rebuildInsight(scope, MOMENT)).to.include({ kind: 'full', clients: MANY });
    expect(await database('client_metrics').count('* as rows').first()).to.deep.equal({ rows: MANY });
    expect(await database('insight_staging').count('* as rows').first()).to.deep.equal({ rows: 0 });
  });
});
