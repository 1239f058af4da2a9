import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { clientStanding } from '../../../db/repositories/insight/facts.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { isHighLtv, loyaltyOf } from '../../../domain/insight/loyalty.ts';
import { SEGMENTS, segmentOf, type Segment } from '../../../domain/insight/segments.ts';
import { cloneDatabase } from '../../support/database.ts';
import { shifted } from '../../support/insight-edits.ts';

const AS_OF = '2026-11-20';

interface Standing {
  visits: number;
  daysSince: number | null;
  spendMinor: number;
  ptVisits: number;
  daysSincePt: number | null;
  hasFutureBooking: boolean;
  hasFuturePtBooking: boolean;
  everHadMembership: boolean;
  medianGapDays: number | null;
  visits30d: number;
  visits30dBefore: number;
}

/** Days around every border that the definitions name. */
const days = fc.constantFrom(
  ...[0, 14, 30, 45, 60, 120, 180, 365].flatMap((border) => [border - 1, border, border + 1]).filter((day) => day >= 0),
);
const standing: fc.Arbitrary<Standing> = fc
  .record({
    visits: fc.constantFrom(0, 1, 2, 3, 4, 9, 10, 24, 25),
    since: days,
    spendMinor: fc.constantFrom(0, 99, 100, 101),
    ptVisits: fc.nat({ max: 3 }),
    sincePt: days,
    hasFutureBooking: fc.boolean(),
    hasFuturePtBooking: fc.boolean(),
    everHadMembership: fc.boolean(),
    medianGapDays: fc.option(fc.constantFrom(6.5, 7, 7.5, 14.5, 30)),
    visits30d: fc.nat({ max: 4 }),
    visits30dBefore: fc.nat({ max: 8 }),
  })
  .map(({ since, sincePt, ...facts }) => ({
    ...facts,
    daysSince: facts.visits === 0 ? null : since,
    daysSincePt: facts.ptVisits === 0 ? null : sincePt,
  }));

describe('the segment, loyalty and high LTV of a client', () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    await database('companies').insert({ id: 1, name: 'Club', time_zone: 'UTC', country: 'CA', currency: 'CAD' });
  });
  after(() => drop());

  async function bySql(rows: Standing[], thresholdMinor: number | null): Promise<object[]> {
    const ago = (back: number | null): string | null => (back === null ? null : shifted(AS_OF, -back));
    const facts = database.raw(
      `select *, null::date as first_visit_on, null::date as second_visit_on, 0 as visits_7d, null::date as first_pt_on,
         false as came_thrice_in_thirty, '{}'::smallint[] as visited_months
       from jsonb_to_recordset(cast(? as jsonb)) as r(client_id bigint, visits integer, last_visit_on date, spend_minor bigint,
         visits_30d smallint, visits_30d_before smallint, median_gap_days real, pt_visits integer, last_pt_on date,
         has_future_booking boolean, has_future_pt_booking boolean, first_membership_on date)`,
      [
        JSON.stringify(
          rows.map((row, index) => ({
            client_id: index,
            visits: row.visits,
            last_visit_on: ago(row.daysSince),
            spend_minor: row.spendMinor,
            visits_30d: row.visits30d,
            visits_30d_before: row.visits30dBefore,
            median_gap_days: row.medianGapDays,
            pt_visits: row.ptVisits,
            last_pt_on: ago(row.daysSincePt),
            has_future_booking: row.hasFutureBooking,
            has_future_pt_booking: row.hasFuturePtBooking,
            first_membership_on: row.everHadMembership ? '2026-01-01' : null,
          })),
        ),
      ],
    );
    const threshold = database.raw('?::double precision', [thresholdMinor]);
    const { rows: found } = await database.raw<{ rows: object[] }>(
      `select segment, loyalty, is_high_ltv as "isHighLtv" from (?) as standing order by client_id`,
      [clientStanding(database, systemScope(1, 'test'), { asOf: AS_OF, facts, threshold })],
    );
    return found;
  }

  it('are the same by the rule and by the SQL over sets, in any order of segments', async () => {
    const order = fc.shuffledSubarray([...SEGMENTS], { minLength: SEGMENTS.length });
    await fc.assert(
      fc.asyncProperty(
        fc.array(standing, { minLength: 200, maxLength: 300 }),
        fc.option(order),
        fc.constantFrom(null, 100),
        async (rows, own: Segment[] | null, thresholdMinor) => {
          await database('companies').where({ id: 1 }).update({ segment_order: own });
          const expected = rows.map((row) => {
            const high = isHighLtv(row.spendMinor, thresholdMinor);
            const segment = segmentOf({ ...row, isHighLtv: high }, own ?? SEGMENTS);
            return { segment, loyalty: loyaltyOf({ visits: row.visits, isHighLtv: high }), isHighLtv: high };
          });
          expect(await bySql(rows, thresholdMinor)).to.deep.equal(expected);
        },
      ),
      { numRuns: 20 },
    );
  });
});
