import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import type { Club } from '../support/api-clubs.ts';
import { bookTexts } from '../support/books.ts';

describe('what a company is, over HTTP', () => {
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
    // The first club is to be filled with books, the second is kept by its platform.
    await world.database('visits').where({ company_id: world.one.companyId }).delete();
    await world.database('clients').where({ company_id: world.one.companyId }).delete();
    await world
      .database('companies')
      .where({ id: world.one.companyId })
      .update({ external_id: null, time_zone: 'UTC', country: 'US', currency: 'USD' });
  });
  after(() => world.close());

  const pathOf = (club: Club): string => `/api/companies/${String(club.companyId)}`;
  const owner = () => world.as(world.one, 'owner');
  const company = async (club = world.one) =>
    (await world.as(club, 'owner').get(`${pathOf(club)}/settings/company`)).read(routes.getCompany.response);
  const save = async (changes: Record<string, unknown>, club = world.one) => {
    const { name, timeZone, country, currency, language, version } = await company(club);
    const body = { name, timeZone, country, currency, language, version, ...changes };
    return world.as(club, 'owner').send('PUT', `${pathOf(club)}/settings/company`, body);
  };
  const needs = async (role: 'owner' | 'viewer', club = world.one) =>
    (await world.as(club, role).get(`${pathOf(club)}/today`))
      .read(routes.today.response)
      .needsYou.map(({ code }) => code);
  const startsOf = async (): Promise<Record<string, string>> => {
    const rows = await world
      .database('books_rows')
      .where({ company_id: world.one.companyId, collection: 'records' })
      .select<{ external_id: string; content: { startsAt: string } }[]>('external_id', 'content');
    return Object.fromEntries(rows.map(({ external_id: id, content }) => [id, content.startsAt]));
  };

  it('reminds its owner, and nobody else, until somebody has said where it is', async () => {
    expect(await needs('owner')).to.include('unconfirmed_company');
    expect(await needs('viewer')).not.to.include('unconfirmed_company');
    expect(await needs('owner', world.two), 'a platform says it').not.to.include('unconfirmed_company');
    expect(await company()).to.include({ fedBy: 'nothing', timeZone: 'UTC', confirmedAt: null, version: 1 });
    const saved = (await save({})).read(routes.putCompany.response);
    expect(saved).to.include({ confirmedBy: 'owner', version: 2, timeZone: 'UTC' });
    expect(await needs('owner')).not.to.include('unconfirmed_company');
    const [noted] = await world.database('audit_log').where({ action: 'company.confirmed' });
    expect(noted).to.include({ company_id: world.one.companyId, actor_label: 'owner' });
  });

  it('gives the visits of its books the instants of a new zone, and has its clock and its numbers follow', async () => {
    await owner().send('POST', `${pathOf(world.one)}/books`, { files: bookTexts(), moveDates: false });
    expect((await startsOf())['2018-03-15/1/BBBB01']).to.equal('2018-03-15T15:50:00.000Z');
    world.asked.length = 0;
    const saved = (await save({ timeZone: 'America/Vancouver', country: 'CA', currency: 'CAD' })).read(
      routes.putCompany.response,
    );
    expect(saved).to.include({ fedBy: 'books', timeZone: 'America/Vancouver', country: 'CA', currency: 'CAD' });
    expect(saved.today).to.equal('2026-11-20');
    expect((await startsOf())['2018-03-15/1/BBBB01']).to.equal('2018-03-15T22:50:00.000Z');
    const { companyId } = world.one;
    expect(world.asked).to.deep.equal([
      { what: 'moveSchedules', companyId, about: 'America/Vancouver' },
      { what: 'wakeInsight', companyId, about: true },
      { what: 'startSync', companyId, about: null },
      { what: 'startRebuild', companyId, about: null },
    ]);
    const [row] = await world.database('companies').where({ id: companyId });
    expect(row, 'everybody was told').to.include({ zone_changed_at: null });
    const [noted] = await world.database('audit_log').where({ action: 'company.changed' });
    expect(noted.details.timeZone).to.deep.equal({ from: 'UTC', to: 'America/Vancouver' });
  });

  it('counts the amounts of its books in the minor units of a new currency', async () => {
    const priceOf = async (): Promise<number> => {
      const [row] = await world
        .database('books_rows')
        .where({ company_id: world.one.companyId, collection: 'services', external_id: 'COL' });
      return row.content.priceMinMinor;
    };
    expect(await priceOf()).to.equal(12050);
    await save({ currency: 'JPY' });
    expect(await priceOf()).to.equal(121);
    await save({ currency: 'CAD' });
    expect(await priceOf()).to.equal(12050);
  });

  it('keeps what a booking platform says of it, and lets its language be chosen', async () => {
    expect(await company(world.two)).to.include({ fedBy: 'platform', timeZone: 'America/Vancouver' });
    const refused = await save({ timeZone: 'Europe/Prague' }, world.two);
    expect([refused.status, refused.problem().code]).to.deep.equal([409, 'company_kept_by_platform']);
    const saved = (await save({ language: 'cs' }, world.two)).read(routes.putCompany.response);
    expect(saved).to.include({ language: 'cs', timeZone: 'America/Vancouver', confirmedAt: null });
  });

  it('names each field that will not do, and shows a second person what the first made of it', async () => {
    const wrong = await save({ timeZone: 'Mars/Olympus', country: 'XX', currency: 'ZZZ', name: ' ' });
    expect(wrong.status).to.equal(400);
    expect(wrong.problem().issues?.map(({ path }) => path)).to.have.members([
      'name',
      'timeZone',
      'country',
      'currency',
    ]);
    expect((await save({ timeZone: '+03:00' })).problem().issues?.[0]?.path).to.equal('timeZone');
    const late = await save({ name: 'Riverside Spa', version: 1 });
    expect([late.status, late.problem().code]).to.deep.equal([409, 'version_conflict']);
    expect(late.problem().current).to.include({ name: 'Riverside' });
  });

  it('is its owner’s to change, its manager’s to see, and nobody else’s', async () => {
    const path = `${pathOf(world.one)}/settings/company`;
    const body = { name: 'X', timeZone: 'UTC', country: 'US', currency: 'USD', language: 'en', version: 1 };
    expect((await world.as(world.one, 'manager').get(path)).status).to.equal(200);
    expect((await world.as(world.one, 'manager').send('PUT', path, body)).status).to.equal(403);
    expect((await world.as(world.one, 'viewer').get(path)).status).to.equal(403);
    expect((await world.as(world.two, 'owner').get(path)).status).to.equal(404);
    expect((await world.as(world.two, 'owner').send('PUT', path, body)).status).to.equal(404);
  });
});
