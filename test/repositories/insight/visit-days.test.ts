import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { hasPtWords, PT_WORDS } from '../../../domain/insight/personal-training.ts';
import { cloneDatabase } from '../../support/database.ts';
import fc from 'fast-check';

describe('days of visits and personal training', () => {
  let database: Database;
  let drop: () => Promise<void>;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    await database.raw(`
      insert into companies (id, name, time_zone, country, currency) select n, 'Club ' || n, 'UTC', 'CA', 'CAD' from generate_series(1, 2) n;
      insert into clients (id, company_id, external_id) values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');
      insert into services (id, company_id, external_id, title, category_title) values
        (1, 1, 'yoga', 'Yoga', null), (2, 1, 'own', 'Training with Anna', 'Personal training'), (3, 2, 'other', 'PT', null)`);
  });
  after(() => drop());
  beforeEach(() => database.raw('delete from visits; delete from changed_clients'));

  interface Row {
    clientId?: number;
    on: string;
    visit?: string | null;
    attendance?: number;
    companyId?: number;
  }
  let made = 0;
  async function addRecords(rows: Row[]): Promise<number[]> {
    const ids: { id: number }[] = await database('visits')
      .insert(
        rows.map(({ clientId = 1, on, visit = null, attendance = 1, companyId = 1 }) => ({
          company_id: companyId,
          external_id: String((made += 1)),
          client_id: clientId,
          visit_external_id: visit,
          starts_at: `${on}T12:00:00Z`,
          local_date: on,
          duration_seconds: 3600,
          attendance,
        })),
      )
      .returning('id');
    return ids.map((row) => row.id);
  }
  const days = async (): Promise<string[]> =>
    (await database('visits').orderBy('id').select<{ visited_on: string }[]>('visited_on')).map(
      (row) => row.visited_on,
    );
  async function marked(): Promise<number[]> {
    const rows: { client_id: number }[] = await database('changed_clients')
      .distinct('client_id')
      .orderBy('client_id')
      .select('client_id');
    await database('changed_clients').delete();
    return rows.map((row) => row.client_id);
  }

  it('are one day for the arrived records of one client with one platform visit id, whatever is written and in which order', async () => {
    const [first, second] = await addRecords([
      { on: '2026-03-02', visit: 'v' },
      { on: '2026-03-04', visit: 'v' },
      { on: '2026-03-04', visit: 'w' },
      { on: '2026-03-05' },
    ]);
    expect(await days()).to.deep.equal(['2026-03-02', '2026-03-02', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: first }).update({ local_date: '2026-03-03' });
    expect(await days()).to.deep.equal(['2026-03-03', '2026-03-03', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: first }).update({ is_deleted: true });
    expect(await days()).to.deep.equal(['2026-03-03', '2026-03-04', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: first }).update({ is_deleted: false, local_date: '2026-03-01' });
    expect(await days()).to.deep.equal(['2026-03-01', '2026-03-01', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: first }).update({ client_id: 2 });
    expect(await days()).to.deep.equal(['2026-03-01', '2026-03-04', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: second }).update({ client_id: 2 });
    expect(await days()).to.deep.equal(['2026-03-01', '2026-03-01', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: first }).update({ attendance: -1 });
    expect(await days()).to.deep.equal(['2026-03-01', '2026-03-04', '2026-03-04', '2026-03-05']);
    await database('visits').where({ id: first }).update({ attendance: 1 });
    await database('visits').where({ id: first }).delete();
    expect(await days()).to.deep.equal(['2026-03-04', '2026-03-04', '2026-03-05']);
  });

  it('stay apart for two companies that use the same platform visit id', async () => {
    await addRecords([{ on: '2026-03-02', visit: 'v' }]);
    await addRecords([{ on: '2026-03-04', visit: 'v', clientId: 3, companyId: 2 }]);
    expect(await days()).to.deep.equal(['2026-03-02', '2026-03-04']);
  });

  it('mark whose numbers changed: both cards of a record that moves, nobody for a write that changes no number', async () => {
    const [id] = await addRecords([{ on: '2026-03-02' }]);
    expect(await marked()).to.deep.equal([1]);
    await database('visits').where({ id }).update({ client_id: 2 });
    expect(await marked()).to.deep.equal([1, 2]);
    await database('visits').where({ id }).update({ duration_seconds: 1800, local_date: '2026-03-02' });
    expect(await marked()).to.deep.equal([]);
    await database('clients').where({ id: 2 }).update({ name: 'Else' });
    expect(await marked()).to.deep.equal([]);
    await database('clients').where({ id: 2 }).update({ is_deleted: true });
    await database('clients').where({ id: 2 }).update({ is_deleted: false });
    expect(await marked()).to.deep.equal([2]);
    await database('goods_sales').insert({
      company_id: 2,
      external_id: 'g',
      client_id: 3,
      sold_on: '2026-03-01',
      title: 'Tea',
    });
    expect(await marked()).to.deep.equal([3]);
    await database('visits').where({ id }).delete();
    expect(await marked()).to.deep.equal([2]);
  });

  it('know personal training by the mark of the company, until then by the words, and for a service that was never listed by the title of the position', async () => {
    const [yoga, own, gone] = await addRecords([
      { on: '2026-03-02' },
      { on: '2026-03-03', attendance: 0 },
      { on: '2026-03-04' },
    ]);
    const position = (visitId: number | undefined, serviceId: number | null, title: string) => ({
      visit_id: visitId,
      position: 0,
      company_id: 1,
      service_id: serviceId,
      kind: 'service',
      title,
    });
    await database('visit_positions').insert([
      position(yoga, 1, 'PT'),
      position(own, 2, 'x'),
      position(gone, null, 'pt, 60 min'),
    ]);
    const pt = async (): Promise<boolean[]> =>
      (await database('visits').orderBy('id').select<{ is_pt: boolean }[]>('is_pt')).map((row) => row.is_pt);
    expect(await pt()).to.deep.equal([false, true, true]);
    await marked();
    await database('services').where({ id: 1 }).update({ is_personal_training: true });
    expect(await pt()).to.deep.equal([true, true, true]);
    expect(await marked()).to.deep.equal([1]);
    await database('services').where({ id: 2 }).update({ is_personal_training: false });
    expect(await pt()).to.deep.equal([true, false, true]);
    await database('services').where({ company_id: 1 }).update({ is_personal_training: null });
    await database('services').where({ id: 2 }).update({ category_title: 'Classes', title: 'Osobní  trenér: Petr' });
    expect(await pt()).to.deep.equal([false, true, true]);
    await database('visit_positions').where({ visit_id: own }).delete();
    expect(await pt()).to.deep.equal([false, false, true]);
  });

  it('count a service that the platform no longer lists as they did before: by the mark, else by category and title', async () => {
    const ids = await addRecords([{ on: '2026-03-02' }, { on: '2026-03-03' }]);
    await database('services').where({ id: 1 }).update({ is_personal_training: true, title: 'Yoga' });
    await database('services')
      .where({ id: 2 })
      .update({ is_personal_training: null, title: 'Training with Anna', category_title: 'Personal training' });
    const position = (visitId: number | undefined, serviceId: number, title: string) => ({
      visit_id: visitId,
      position: 0,
      company_id: 1,
      service_id: serviceId,
      kind: 'service',
      title,
    });
    await database('visit_positions').insert([position(ids[0], 1, 'Yoga'), position(ids[1], 2, 'With Anna')]);
    const pt = async (): Promise<boolean[]> =>
      (await database('visits').orderBy('id').select<{ is_pt: boolean }[]>('is_pt')).map((row) => row.is_pt);
    expect(await pt()).to.deep.equal([true, true]);
    await marked();
    await database('services').where({ company_id: 1 }).update({ is_deleted: true });
    expect(await pt()).to.deep.equal([true, true]);
    expect(await marked()).to.deep.equal([]);
    // A record that is copied after that, and a manager who says otherwise.
    const [late] = await addRecords([{ on: '2026-03-04' }]);
    await database('visit_positions').insert(position(late, 2, 'With Anna'));
    expect(await pt()).to.deep.equal([true, true, true]);
    await database('services').where({ id: 2 }).update({ is_personal_training: false });
    expect(await pt()).to.deep.equal([true, false, false]);
    await database('services').where({ company_id: 1 }).update({ is_personal_training: null, is_deleted: false });
  });

  it('know the same words in SQL and in the rule', async () => {
    const word = fc.constantFrom(
      ...PT_WORDS,
      'Yoga',
      'opt',
      'PTs',
      'пт.',
      'pt2',
      'é',
      'тренинг',
      'Personal  Training',
      'personal-trainer',
      '__PT',
      '',
    );
    const titles = fc.sample(
      fc
        .array(
          fc.tuple(word, fc.constantFrom(' ', '', ', ', '-', '\t', '–')).map((parts) => parts.join('')),
          { maxLength: 4 },
        )
        .map((parts) => parts.join('')),
      { numRuns: 500, seed: 7 },
    );
    const { rows } = await database.raw<{ rows: { found: boolean }[] }>(
      'select has_pt_words(t.title) as found from unnest(cast(? as text[])) with ordinality as t(title, at) order by t.at',
      [titles],
    );
    expect(rows.map((row) => row.found)).to.deep.equal(titles.map(hasPtWords));
  });
});
