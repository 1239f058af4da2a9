import { expect } from 'chai';
import path from 'node:path';
import type { Database } from '../../../db/database.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { SEGMENTS } from '../../../domain/insight/segments.ts';
import { dayNumber } from '../../oracle/days.ts';
import { numbersOn } from '../../oracle/numbers.ts';
import { type BooksWorld, copyBooks, daysToCompare } from '../../support/books-world.ts';
import { cloneDatabase } from '../../support/database.ts';
import { differencesOn } from '../../support/numbers-comparison.ts';
import { projectRoot } from '../../support/temporal.ts';

/** Invented people; the same comparison runs over real books with `npm run bench -- books-numbers --books DIR`. */
const BOOKS = path.join(projectRoot, 'test/oracle/books');
const TODAY = '2026-11-20';

describe('the numbers of a folder of books', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: BooksWorld;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    world = await copyBooks(database, BOOKS, TODAY);
  });
  after(() => drop());

  it('are those of an independent computation, on every kind of day', async () => {
    for (const asOf of daysToCompare(world)) expect(await differencesOn(database, world, asOf)).to.deep.equal([]);
  });

  it('are the same from stored rows', async () => {
    await createInsightRepository(database).refreshClients(world.scope, {
      asOf: TODAY,
      at: new Date(`${TODAY}T20:00:00Z`),
    });
    expect(await differencesOn(database, world, TODAY)).to.deep.equal([]);
  });

  it('have something to compare: everybody is somewhere, and no number is always nothing', () => {
    const days = daysToCompare(world).map((asOf) => numbersOn(world.oracle, dayNumber(asOf)));
    expect(new Set(days.flatMap(({ segments }) => [...segments.values()]))).to.deep.equal(new Set(SEGMENTS));
    const always = Object.keys(days[0]?.metrics ?? {}).filter((key) => days.every(({ metrics }) => !metrics[key]));
    expect(always).to.deep.equal(['milestone_500']);
    expect(days.some(({ funnel }) => (funnel.at(-1)?.fulfils ?? 0) > 0)).to.equal(true);
  });

  it('would show a single visit that is missing', async () => {
    const visit = await database('visits')
      .where({ company_id: world.scope.companyId, attendance: 1 })
      .orderBy('local_date', 'desc')
      .first<{ id: number }>('id');
    await database('visits').where({ id: visit.id }).update({ is_deleted: true });
    expect(await differencesOn(database, world, '2026-11-19')).to.not.deep.equal([]);
  });
});
