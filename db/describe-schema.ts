/** The schema as text: what db/schema.sql holds and a test compares. */

import { readFileSync } from 'node:fs';
import type { Database } from './database.ts';

export async function describeSchema(database: Database, queriesFolder: string): Promise<string> {
  const sql = readFileSync(`${queriesFolder}/describe-schema.sql`, 'utf8');
  const { rows } = await database.raw<{ rows: { text: string }[] }>(sql);
  return `-- Made by \`npm run schema\` from the migrations; a test compares it. Do not edit.\n\n${rows.map((row) => row.text).join('\n\n')}\n`;
}
