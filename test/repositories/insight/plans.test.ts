import { expect } from 'chai';
import type { Knex } from 'knex';
import type { Database } from '../../../db/database.ts';
import { clientFacts } from '../../../db/repositories/insight/facts.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';

const AS_OF = '2026-11-20';
const scope = systemScope(1, 'test');

describe('the numbers of many clients', () => {
  let database: Database;
  let drop: () => Promise<void>;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    // Ten clubs, so that a company is a small part of every table, as it is where it matters.
    await database.raw(`
      insert into companies (id, name, time_zone, country, currency) select n, 'Club ' || n, 'UTC', 'CA', 'CAD' from generate_series(1, 10) n;
      insert into clients (id, company_id, external_id) select n, 1 + n % 10, n from generate_series(1, 5000) n;
      insert into visits (company_id, external_id, client_id, starts_at, local_date, duration_seconds, attendance, cost_minor)
        select c.company_id, n, c.id, date '${AS_OF}' - n % 700, date '${AS_OF}' - n % 700, 60, 1, n
        from generate_series(1, 60000) n join clients c on c.id = 1 + n % 5000`);
    for (let company = 1; company <= 10; company += 1)
      await createInsightRepository(database).refreshClients(systemScope(company, 'test'), {
        asOf: AS_OF,
        at: new Date(`${AS_OF}T12:00:00Z`),
      });
    await vacuum();
  });
  after(() => drop());

  /** Whoever holds a snapshot just then (autovacuum's own analyze does) keeps pages from being marked visible to all. */
  async function vacuum(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      await database.raw('vacuum analyze');
      const { rows } = await database.raw<{ rows: { isWhole: boolean }[] }>(
        `select relallvisible >= relpages as "isWhole" from pg_class where oid = 'visits'::regclass`,
      );
      if (rows[0]?.isWhole) return;
    }
    expect.fail('the visits could not be marked visible to all');
  }

  async function plan(question: Knex.Raw): Promise<string> {
    const { rows } = await database.raw<{ rows: Record<string, string>[] }>('explain ?', [question]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it('are read from the index of arrived visits alone: for everybody, for some, and for a half', async () => {
    for (const which of ['all', { clientIds: [10, 20, 30] }, { from: 1, to: 2_500 }] as const) {
      const text = await plan(clientFacts(database, scope, { asOf: AS_OF, which }));
      expect(text, text).to.contain('Index Only Scan using visits_arrived on visits');
      expect(text, text).to.match(/Scan using visits_booked on visits/);
      expect(text, text).not.to.contain('Seq Scan on visits');
    }
  });

  it('give the threshold that percentile_cont gives, whoever of them spends more', async () => {
    const insight = createInsightRepository(database);
    const moment = { asOf: AS_OF, at: new Date(`${AS_OF}T12:00:00Z`) };
    for (const spenders of [500, 499, 11, 2, 1, 0]) {
      await database.raw(
        `update visits set cost_minor = case when client_id / 10 <= ? then 1 + client_id * 7919 % 10007 else 0 end where company_id = 1`,
        [spenders],
      );
      // So many marks are everybody; the next few are found from what that left.
      await insight.refreshClients(scope, moment);
      for (const cost of [1, 0, 50_000]) {
        await database.raw(
          'update visits set cost_minor = ? where company_id = 1 and client_id in (20, 30, 1500, 4990)',
          [cost],
        );
        expect(await insight.refreshClients(scope, moment)).to.include({ kind: 'changed' });
        const { rows } = await database.raw<{ rows: object[] }>(
          `select i.high_ltv_threshold_minor as minor, i.spenders, i.high_ltv_clients as "highLtv" from insight_state i where company_id = 1`,
        );
        const { rows: expected } = await database.raw<{ rows: object[] }>(
          `select percentile_cont(0.9) within group (order by spend_minor) filter (where spend_minor > 0) as minor,
             count(*) filter (where spend_minor > 0) as spenders, count(*) filter (where is_high_ltv) as "highLtv"
           from client_metrics where company_id = 1`,
        );
        expect(rows).to.deep.equal(expected);
      }
    }
  });
});
