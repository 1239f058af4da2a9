import { expect } from 'chai';
import { tellZone } from '../../../activities/access/tell-zone.ts';
import { createCompanySettingsRepository } from '../../../db/repositories/access/company-settings.ts';
import { createFollowedCompany } from '../../../db/repositories/access/followed-company.ts';
import type { PlatformCompany } from '../../../domain/sync/platform.ts';
import { smallFilling } from '../../support/booking.ts';
import { copyingWorld } from '../../support/copying-world.ts';
import { addCompany, copied, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;

describe('a company that its booking platform keeps', () => {
  const club = copyingWorld(START);
  const at = () => new Date(club.now);
  const deps = () => depsFor(syncStore(club.database), club.platform.gateway);
  const run = () => cycle(deps(), club.scope, at());
  const readAgain = () => rebuild({ ...deps(), store: syncStore(club.database) }, club.scope, at());
  const followed = () => createFollowedCompany(club.database);
  const own = async () => createCompanySettingsRepository(club.database).company(club.scope, at());
  const audit = () => club.database('audit_log').where({ company_id: club.scope.companyId });
  const toReread = () => followed().companiesToReread();

  /** As somebody does it on the stand-in's page. */
  async function control(change: Record<string, unknown>): Promise<void> {
    const response = await fetch(`${club.platform.baseUrl}/sandbox/booking/company`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
    expect(response.status).to.equal(200);
  }

  it('moves to another zone within the hour, and its clock and its numbers are told as of a zone chosen by hand', async () => {
    await club.begin({ filling: smallFilling({ bookings: [{}] }) });
    await run();
    expect([(await own()).timeZone, await audit()]).to.deep.equal(['Europe/Prague', []]);
    await control({ timeZone: 'Asia/Tokyo' });
    club.now += HOUR / 2;
    await run();
    expect((await own()).timeZone, 'the lists are read hourly').to.equal('Europe/Prague');
    club.now += HOUR / 2;
    await run();
    expect(await own()).to.include({ timeZone: 'Asia/Tokyo', version: 2 });

    const settings = createCompanySettingsRepository(club.database);
    const told: unknown[] = [];
    const temporal = {
      moveSchedules: async (company: unknown) => void told.push(company),
      wakeInsight: async (input: unknown) => void told.push(input),
    };
    const { companyId } = club.scope;
    for (const zone of await settings.zonesToTell()) await tellZone({ zones: settings, temporal }, zone);
    expect(told).to.deep.equal([
      { companyId, timeZone: 'Asia/Tokyo' },
      { companyId, isFull: true },
    ]);
    const [noted, ...others] = await audit();
    expect(others).to.deep.equal([]);
    expect(noted).to.include({ action: 'company.changed', actor_kind: 'system', actor_label: 'booking platform' });
    expect(noted.details).to.deep.equal({ timeZone: { from: 'Europe/Prague', to: 'Asia/Tokyo' } });

    expect(await toReread()).to.deep.equal([companyId]);
    await readAgain();
    expect(await toReread()).to.deep.equal([]);
    const [visit] = (await copied(club.database, club.scope))['visits'] as { local_time: string; starts_at: Date }[];
    expect([visit?.local_time.slice(0, 5), visit?.starts_at.toISOString()]).to.deep.equal([
      '12:00',
      '2026-02-01T03:00:00.000Z',
    ]);
  });

  it('has its phones read again as another country’s', async () => {
    await club.begin({ filling: smallFilling({ clients: [{ phone: '601001000' }] }) });
    await run();
    const phone = async () =>
      (await club.database('clients').where({ company_id: club.scope.companyId }).first()).phone;
    expect(await phone()).to.equal('+420601001000');
    await control({ countryCode: 'PL', currency: 'PLN', title: 'Small club in Kraków' });
    club.now += HOUR;
    await run();
    expect(await own()).to.include({ country: 'PL', currency: 'PLN', name: 'Small club in Kraków' });
    expect(await createCompanySettingsRepository(club.database).zonesToTell()).to.deep.equal([]);
    await readAgain();
    expect(await phone()).to.equal('+48601001000');
  });

  it('is read again by a rebuild that begins after the change, not by one that was under way', async () => {
    await club.begin({ filling: smallFilling() });
    await run();
    const store = syncStore(club.database);
    await store.openRebuild(club.scope, at().toISOString());
    await control({ countryCode: 'PL' });
    club.now += HOUR;
    await run();
    await readAgain();
    expect(await toReread()).to.deep.equal([club.scope.companyId]);
    club.now += HOUR;
    await readAgain();
    expect(await toReread()).to.deep.equal([]);
  });

  it('stays as it is where the platform tells nothing, tells what nobody knows, or tells of another company', async () => {
    await club.begin({ filling: smallFilling() });
    const other = await addCompany(club.database, {
      ...club.platform.booking.contents,
      company: { ...club.platform.booking.contents.company, id: 78 },
    });
    const silent: PlatformCompany = {
      externalId: '77',
      title: ' ',
      timeZone: 'Mars/Olympus',
      country: null,
      currency: null,
      language: 'pl',
      businessType: null,
      booksShiftDays: null,
    };
    const follow = (told: Partial<PlatformCompany>, scope = club.scope) =>
      followed().followCompany(scope, { ...silent, ...told }, at().toISOString());
    const before = await own();
    expect(await follow({})).to.deep.equal([]);
    expect(await follow({ externalId: '79', currency: 'USD' })).to.deep.equal([]);
    expect(await follow({ currency: 'USD' }, other), 'its id is another').to.deep.equal([]);
    await club.database('companies').where({ id: club.scope.companyId }).update({ booking_platform: 'books' });
    expect(await follow({ currency: 'USD' }), 'books are set by hand').to.deep.equal([]);
    expect(await own()).to.deep.equal({ ...before, fedBy: 'books' });
  });

  it('is changed once, however often it is told', async () => {
    await club.begin({ filling: smallFilling() });
    await control({ currency: 'EUR' });
    const [told] = await club.platform.gateway.companies();
    if (!told) throw new Error('no company');
    const both = [
      await followed().followCompany(club.scope, told, at().toISOString()),
      await followed().followCompany(club.scope, told, at().toISOString()),
    ];
    expect(both).to.deep.equal([['currency'], []]);
    expect(await audit()).to.have.length(1);
  });
});
