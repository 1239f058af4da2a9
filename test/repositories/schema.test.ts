import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../db/database.ts';
import { describeSchema } from '../../db/describe-schema.ts';
import { cloneDatabase } from '../support/database.ts';

describe('schema', () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());

  it('finds Cyrillic names whatever their case', async () => {
    const { rows } = await database.raw<{ rows: { low: string }[] }>(`select lower('ЖАННА') as low`);
    expect(rows[0]?.low).to.equal('жанна');
  });

  it('gives ids as numbers, in arrays too', async () => {
    const { rows } = await database.raw<{ rows: { id: number; ids: number[] }[] }>(
      `select 9007199254740991::bigint as id, array[1, 9007199254740991]::bigint[] as ids`,
    );
    expect(rows[0]).to.deep.equal({ id: 9_007_199_254_740_991, ids: [1, 9_007_199_254_740_991] });
  });

  it('is the one that db/schema.sql shows to reviewers', async () => {
    const db = path.join(import.meta.dirname, '../../db');
    const golden = readFileSync(path.join(db, 'schema.sql'), 'utf8');
    expect(await describeSchema(database, path.join(db, 'queries')), 'run npm run schema').to.equal(golden);
  });

  it('gives every table with a person or a message in it a company', async () => {
    const { rows } = await database.raw<{ rows: { table_name: string }[] }>(`
      select table_name from information_schema.tables t
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'schema_migrations%'
        and not exists (select 1 from information_schema.columns c where c.table_schema = 'public' and c.table_name = t.table_name and c.column_name = 'company_id')
      order by 1`);
    expect(rows.map((row) => row.table_name)).to.deep.equal([
      'bot_prompts',
      'bot_state',
      'companies',
      'installation',
      'rate_turns',
      'sessions',
      'sign_in_tries',
      'users',
    ]);
  });
});
