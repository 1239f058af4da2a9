import { expect } from 'chai';
import { openDatabase } from '../../db/database.ts';
import { cloneDatabase } from '../support/database.ts';

describe('the connections that people wait for', () => {
  it('end a statement that takes too long, and are free for the next; others take as long as they need', async () => {
    const { database, url, drop } = await cloneDatabase();
    const limited = openDatabase(url, { poolMax: 1, statementTimeoutMs: 200 });
    try {
      const ended: unknown = await limited.raw('select pg_sleep(600)').catch((error: unknown) => error);
      expect(ended).to.include({ code: '57014' });
      expect((await limited.raw<{ rows: unknown[] }>('select 1 as one')).rows).to.deep.equal([{ one: 1 }]);
      const { rows } = await database.raw<{ rows: unknown[] }>('show statement_timeout');
      expect(rows).to.deep.equal([{ statement_timeout: '0' }]);
    } finally {
      await limited.destroy();
      await drop();
    }
  });
});
