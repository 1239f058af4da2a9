/**
 * Whether the product's numbers are those of docs/definitions.md: a folder of books is copied through the sandbox into a real
 * PostgreSQL, and every metric, segment, cohort, funnel and activity is compared with a computation that shares no code with it.
 * `npm run bench -- books-numbers --books DIR [--today YYYY-MM-DD]`
 */

import { parseArgs } from 'node:util';
import { copyBooks, daysToCompare } from '../test/support/books-world.ts';
import { cloneDatabase, startTestPostgres, stopTestPostgres } from '../test/support/database.ts';
import { differencesOn } from '../test/support/numbers-comparison.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { books: { type: 'string' }, today: { type: 'string' } },
});

if (values.books === undefined) {
  console.error('Which books? npm run bench -- books-numbers --books DIR');
  process.exitCode = 1;
} else {
  await startTestPostgres();
  const { database, drop } = await cloneDatabase();
  try {
    const today = values.today ?? new Date().toISOString().slice(0, 10);
    const world = await copyBooks(database, values.books, today);
    const days = daysToCompare(world);
    let found = 0;
    for (const asOf of days) {
      const differences = await differencesOn(database, world, asOf);
      for (const difference of differences) console.log(difference);
      found += differences.length;
      console.log(`${asOf}: ${String(differences.length)} differences`);
    }
    console.log(
      `${String(found)} differences over ${String(days.length)} days, ${String(world.oracle.people.length)} people, moved by ${String(world.oracle.shiftDays)} days`,
    );
    if (found > 0) process.exitCode = 1;
  } finally {
    await drop();
    await stopTestPostgres();
  }
}
