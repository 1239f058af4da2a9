import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { everybodyOn } from '../../../db/repositories/insight/facts.ts';
import { localDate } from '../../../db/repositories/insight/local-date.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';
import { editor, shifted, ZONES, type Dice } from '../../support/insight-edits.ts';
import { oracleOn, type OracleRow } from '../../support/insight-oracle.ts';

/** More of them: FAST_CHECK_RUNS=100 npm test. Each is some hundred edits. */
const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? 6);
const BATCHES = 14;
/** A leap day, both clock changes of Europe, those of Canada, and an ordinary day. */
const DAYS = ['2024-02-29', '2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-11-20'];
const COLUMNS: readonly (keyof OracleRow)[] = [
  'client_id',
  'visits',
  'first_visit_on',
  'second_visit_on',
  'last_visit_on',
  'spend_minor',
  'visits_7d',
  'visits_30d',
  'visits_30d_before',
  'median_gap_days',
  'pt_visits',
  'first_pt_on',
  'last_pt_on',
  'has_future_booking',
  'has_future_pt_booking',
  'first_membership_on',
  'came_thrice_in_thirty',
  'visited_months',
  'is_high_ltv',
  'loyalty',
  'segment',
];

function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (below) => {
    // Mulberry32: small, and the same everywhere.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('numbers per client, whatever happens to the books', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let insight: ReturnType<typeof createInsightRepository>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    insight = createInsightRepository(database);
  });
  after(() => drop());

  async function stored(companyId: number): Promise<object[]> {
    const { rows } = await database.raw<{ rows: object[] }>(
      `select ${COLUMNS.join(', ')} from client_metrics m left join (select client_id, segment from client_segments) s using (client_id)
       where company_id = ? order by client_id`,
      [companyId],
    );
    return rows;
  }
  async function asked(companyId: number, asOf: string): Promise<object[]> {
    const { rows } = await database.raw<{ rows: object[] }>(
      `select ${COLUMNS.join(', ')} from (?) as everybody order by client_id`,
      [everybodyOn(database, systemScope(companyId, 'test'), asOf)],
    );
    return rows;
  }

  /** Everybody's segment after the first computation, moved by what was noted since. */
  async function followed(first: Map<number, string | null>, companyId: number): Promise<Map<number, string | null>> {
    const moves = await database('segment_moves')
      .where({ company_id: companyId })
      .orderBy('id')
      .select<{ client_id: number; from_segment: string | null; to_segment: string | null }[]>();
    for (const move of moves) {
      expect(first.get(move.client_id) ?? null).to.equal(move.from_segment);
      first.set(move.client_id, move.to_segment);
    }
    return first;
  }

  async function start(companyId: number, dice: Dice): Promise<void> {
    await database('companies').insert({
      id: companyId,
      name: 'Club',
      time_zone: ZONES[dice(4)],
      country: 'CA',
      currency: 'CAD',
    });
    const made = (count: number): { company_id: number; external_id: string }[] =>
      Array.from({ length: count }, (_, n) => ({ company_id: companyId, external_id: String(n) }));
    await database('clients').insert(made(10));
    await database('services').insert(made(5).map((row) => ({ ...row, title: 'Yoga' })));
  }

  async function live(seed: number): Promise<void> {
    const dice = diceOf(seed);
    await database.raw('truncate companies, clients, changed_clients restart identity cascade');
    const around = DAYS[dice(DAYS.length)] ?? '2026-11-20';
    const clubs = [1, 2].map((companyId) => ({ companyId, ...editor(database, { companyId, around, dice }) }));
    for (const { companyId, begin } of clubs) {
      await start(companyId, dice);
      await begin();
    }
    const first = new Map<number, Map<number, string | null>>();
    // Late in the evening and early in the morning the four zones have different days.
    let at = new Date(`${around}T${['00:30', '06:30', '12:00', '22:30'][dice(4)] ?? '12:00'}:00Z`);
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const names: string[] = [];
      for (let count = dice(24); count > 0; count -= 1) for (const club of clubs) names.push(await club.edit());
      if (dice(3) === 0) at = new Date(at.getTime() + dice(60) * 3_600_000 * (dice(4) === 0 ? 24 : 1));
      for (const { companyId } of clubs) {
        const scope = systemScope(companyId, 'test');
        const asOf = await localDate(database, scope, at);
        await insight.refreshClients(scope, { asOf, at });
        const expected = await oracleOn(database, companyId, asOf);
        const story = `seed ${String(seed)}, company ${String(companyId)} on ${asOf}, after ${names.join(' ')}`;
        expect(await stored(companyId), story).to.deep.equal(expected);
        const past = shifted(asOf, -dice(400));
        expect(await asked(companyId, past), `${story}, asked for ${past}`).to.deep.equal(
          await oracleOn(database, companyId, past),
        );
        if (!first.has(companyId)) first.set(companyId, new Map(expected.map((row) => [row.client_id, row.segment])));
      }
    }
    for (const { companyId } of clubs) await endsWell(companyId, at, first.get(companyId) ?? new Map());
  }

  async function endsWell(companyId: number, at: Date, first: Map<number, string | null>): Promise<void> {
    const scope = systemScope(companyId, 'test');
    const asOf = await localDate(database, scope, at);
    const kept = await stored(companyId);
    const segments = await followed(first, companyId);
    for (const row of kept as OracleRow[])
      expect(segments.get(row.client_id) ?? null, `client ${String(row.client_id)} moved`).to.equal(row.segment);
    for (const table of ['client_metrics', 'client_segments', 'insight_state'])
      await database(table).where({ company_id: companyId }).delete();
    await insight.rebuildInsight(scope, { asOf, at });
    expect(await stored(companyId)).to.deep.equal(kept);
  }

  it('are what definitions.md says, whether kept up to date, computed in full, or asked for a past day', async function () {
    this.timeout(300_000 + RUNS * 10_000);
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), live), {
      numRuns: RUNS,
      endOnFailure: true,
    });
  });
});
