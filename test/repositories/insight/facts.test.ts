import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { clientFacts } from '../../../db/repositories/insight/facts.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';
import { shifted } from '../../support/insight-edits.ts';

const AS_OF = '2024-03-31';
const scope = systemScope(1, 'test');

describe('the facts of a client as of a day', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let clients = 0;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    await database('companies').insert({ id: 1, name: 'Club', time_zone: 'UTC', country: 'CA', currency: 'CAD' });
  });
  after(() => drop());

  /** Of a client who came so many days before that day. */
  async function factsOf(daysAgo: readonly number[]): Promise<Record<string, unknown>> {
    const id = (clients += 1);
    await database('clients').insert({ id, company_id: 1, external_id: String(id) });
    await database('visits').insert(
      daysAgo.map((days, index) => ({
        company_id: 1,
        external_id: `${String(id)} ${String(index)}`,
        client_id: id,
        starts_at: `${shifted(AS_OF, -days)}T12:00:00Z`,
        local_date: shifted(AS_OF, -days),
        duration_seconds: 3_600,
        attendance: 1,
        cost_minor: 100,
      })),
    );
    const { rows } = await database.raw<{ rows: Record<string, unknown>[] }>('select * from (?) as facts', [
      clientFacts(database, scope, { asOf: AS_OF, which: { clientIds: [id] } }),
    ]);
    return rows[0] ?? {};
  }

  it('count the last 7 and 30 days with the day itself, and the 30 days before those', async () => {
    expect(await factsOf([-1, 0, 6, 7, 29, 30, 59, 60])).to.include({
      visits: 7,
      visits_7d: 2,
      visits_30d: 4,
      visits_30d_before: 2,
      spend_minor: 700,
      last_visit_on: AS_OF,
      first_visit_on: '2024-01-31',
      second_visit_on: '2024-02-01',
    });
  });

  it('take the median of the gaps within the last 180 days, and none with fewer than two visits in them', async () => {
    expect(await factsOf([179])).to.include({ median_gap_days: null });
    expect(await factsOf([180, 0])).to.include({ median_gap_days: null });
    expect(await factsOf([179, 0])).to.include({ median_gap_days: 179 });
    expect(await factsOf([20, 10, 3])).to.include({ median_gap_days: 8.5 });
  });

  it('see three visits in some 30 days only where all are within 90 days of the first', async () => {
    const first = 300;
    for (const [after, came] of [
      [[15, 29], true],
      [[15, 30], false],
      [[61, 75, 90], true],
      [[61, 75, 91], false],
      [[60, 75, 90], false],
      [[29], false],
    ] as const)
      expect(await factsOf([first, ...after.map((days) => first - days)]), after.join(' ')).to.include({
        came_thrice_in_thirty: came,
      });
  });

  it('count months by the calendar, over a leap day and a new year', async () => {
    // 2024-03-31, 2024-02-29, 2024-01-31, 2023-12-31, and 2023-02-28 for the first.
    expect((await factsOf([0, 31, 60, 91, 397]))['visited_months']).to.deep.equal([0, 10, 11, 12, 13]);
  });

  it('reach back before the years that are looked up', async () => {
    expect(await factsOf([0, 10_000])).to.deep.include({ visited_months: [0, 328], first_visit_on: '1996-11-13' });
  });
});
