/** `npm run schema`: writes db/schema.sql from the migrations, for review and for the test that compares it. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeSchema } from '../db/describe-schema.ts';
import { cloneDatabase, startTestPostgres, stopTestPostgres } from '../test/support/database.ts';

const db = fileURLToPath(new URL('../db', import.meta.url));
await startTestPostgres();
const { database, drop } = await cloneDatabase();
writeFileSync(`${db}/schema.sql`, await describeSchema(database, `${db}/queries`));
await drop();
await stopTestPostgres();
