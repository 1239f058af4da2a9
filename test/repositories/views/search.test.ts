import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { searchClient, searchLatin } from '../../../db/repositories/views/page.ts';
import { cloneDatabase } from '../../support/database.ts';

const PEOPLE: [id: number, name: string, surname: string, phone: string | null, raw?: string][] = [
  [1, 'Ольга', 'Семёнова', '+79161234567'],
  [2, 'Šárka', 'Nováková', '+420777123456'],
  [3, 'Jiří', 'Dvořák', '+420608000111'],
  [4, 'Anna-Maria', "O'Brien", '+447700900123'],
  [5, 'Сергей', '', null, '8 (495) 000-11-22'],
  [6, 'Ян', 'Ли', '+12505550100'],
  [7, 'Юлия', 'Янчук', null],
  [8, '100%', 'a_b', null],
];

describe('searching people', () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    await database('companies').insert([
      { id: 1, name: 'One', time_zone: 'UTC', country: 'CZ', currency: 'CZK' },
      { id: 2, name: 'Two', time_zone: 'UTC', country: 'CZ', currency: 'CZK' },
    ]);
    await database('clients').insert(
      PEOPLE.map(([id, name, surname, phone, raw = null]) => ({
        id,
        company_id: 1,
        external_id: String(id),
        name,
        surname,
        phone,
        phone_raw: raw,
      })),
    );
  });
  after(() => drop());

  async function found(q: string): Promise<number[]> {
    const { sql, bindings } = searchClient(q);
    const { rows } = await database.raw<{ rows: { id: number }[] }>(
      `select id from clients c where company_id = 1${sql} order by id`,
      bindings,
    );
    return rows.map((row) => row.id);
  }

  it('finds a name whatever its case, its accents and the order of its words', async () => {
    for (const q of ['ОЛЬГА', 'семенова', 'Семёнова ольга', 'оль сем'])
      expect([q, await found(q)]).to.deep.equal([q, [1]]);
    for (const q of ['sarka', 'ŠÁRKA', 'novakova', 'Nováková Šárka'])
      expect([q, await found(q)]).to.deep.equal([q, [2]]);
    for (const q of ['jiri', 'dvořák', 'DVORAK']) expect([q, await found(q)]).to.deep.equal([q, [3]]);
    for (const q of ['anna maria', 'anna-maria', 'obrien', 'O’Brien'])
      expect([q, await found(q)]).to.deep.equal([q, [4]]);
    expect(await found('Сергеи')).to.deep.equal([5]);
  });

  it('finds a name typed in the other alphabet', async () => {
    for (const q of ['olga', 'semenova olga', 'Olga 7916']) expect([q, await found(q)]).to.deep.equal([q, [1]]);
    expect(await found('yanchuk')).to.deep.equal([7]);
    expect(await found('новакова')).to.deep.equal([2]);
  });

  it('writes letters in Latin as the database does', async () => {
    const letters = Array.from('абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяáäčďéěëíľĺňóôöőŕřšťúůüűýžçãõñåøłđßİı').flatMap(
      (letter) => [letter, letter.toUpperCase()],
    );
    const { rows } = await database.raw<{ rows: { letter: string; latin: string }[] }>(
      `select letter, search_latin(letter) as latin from unnest(cast(? as text[])) letter where length(letter) = 1`,
      [letters],
    );
    const differing = rows.filter(({ letter, latin }) => searchLatin(letter) !== latin).map(({ letter }) => letter);
    expect(differing).to.deep.equal([]);
    expect(rows.length).to.be.above(120);
  });

  it('finds a phone by any part of it, as it is written at home or abroad', async () => {
    for (const q of ['+7 916 123-45-67', '8 (916) 123-45-67', '89161234567', '123-45-67', '4567', '+7916', '8916'])
      expect([q, await found(q)]).to.deep.equal([q, [1]]);
    for (const q of ['777 123 456', '0777 123 456', '00420 777 123', '+420 777'])
      expect([q, await found(q)]).to.deep.equal([q, [2]]);
    expect(await found('07700 900123')).to.deep.equal([4]);
    expect(await found('dvorak 608')).to.deep.equal([3]);
    expect(await found('novakova 608')).to.deep.equal([]);
  });

  it('finds a number that is not valid as the card holds it', async () => {
    expect(await found('(495) 000')).to.deep.equal([5]);
  });

  it('looks for one or two letters at the beginning of words only', async () => {
    expect(await found('ян')).to.deep.equal([6, 7]);
    expect(await found('ли')).to.deep.equal([6]);
    expect(await found('ю')).to.deep.equal([7]);
    expect(await found('25')).to.deep.equal([]);
    expect(await found('12')).to.deep.equal([6]);
  });

  it('takes signs of a pattern as nothing but signs', async () => {
    expect(await found('100% a')).to.deep.equal([8]);
    expect(await found('a_b')).to.deep.equal([8]);
    for (const q of ['%', '_', '%%%', '\\', '???', "'"]) expect([q, await found(q)]).to.deep.equal([q, []]);
  });

  it('takes a name of any length, and a card that says nothing', async () => {
    await database('clients').insert([
      { id: 20, company_id: 2, external_id: '20', name: 'я'.repeat(5_000), surname: '' },
      { id: 21, company_id: 2, external_id: '21', name: '', surname: '', phone_raw: '' },
    ]);
    const rows = await database('clients')
      .where({ company_id: 2 })
      .orderBy('id')
      .select<{ search_text: string }[]>('search_text');
    expect(rows.map((row) => row.search_text.length)).to.deep.equal([202, 2]);
  });
});
