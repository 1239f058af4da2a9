import { expect } from 'chai';
import { type ChangedZone, tellZone } from '../../../activities/access/tell-zone.ts';
import type { Database } from '../../../db/database.ts';
import { createCompanySettingsRepository } from '../../../db/repositories/access/company-settings.ts';
import { type Scope, systemScope } from '../../../domain/access/scope.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = new Date('2026-11-20T18:00:00Z');
const LATER = new Date('2026-11-20T18:01:00Z');

describe('a company whose time zone changes', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let [one, two]: Scope[] = [];
  const settings = () => createCompanySettingsRepository(database);
  const scopeOf = (scope: Scope | undefined): Scope => scope ?? systemScope(0, 'nobody');

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    const made = await database('companies')
      .insert(['Riverside', 'Hilltop'].map((name) => ({ name, time_zone: 'UTC', country: 'US', currency: 'USD' })))
      .returning<{ id: number }[]>('id');
    [one, two] = made.map(({ id }) => systemScope(id, 'test'));
  });
  after(() => drop());

  const move = async (scope: Scope, timeZone: string, at: Date) => {
    const { name, country, currency, version } = await settings().company(scope, at);
    const update = { name, timeZone, country, currency, language: 'en' as const, version };
    return settings().change(scope, update, at, () => Promise.resolve());
  };
  const told: string[] = [];
  const temporal = (isAway = false) => ({
    moveSchedules: async ({ companyId, timeZone }: { companyId: number; timeZone: string }) => {
      if (isAway) throw new Unavailable('temporal', 'grpc_14');
      told.push(`${String(companyId)} ${timeZone}`);
    },
    wakeInsight: async ({ isFull }: { isFull: boolean }) => void told.push(isFull ? 'counted in full' : 'counted'),
  });
  const waiting = async (): Promise<ChangedZone[]> => settings().zonesToTell();

  it('waits in its row until Temporal was told, however often that is tried', async () => {
    const scope = scopeOf(one);
    await move(scope, 'Europe/Prague', AT);
    const [zone, ...others] = await waiting();
    expect([zone?.companyId, zone?.timeZone, others]).to.deep.equal([scope.companyId, 'Europe/Prague', []]);
    if (!zone) return;
    const away = await tellZone({ zones: settings(), temporal: temporal(true) }, zone).catch((error: unknown) => error);
    expect(away).to.be.instanceOf(Unavailable);
    expect(await waiting()).to.have.length(1);
    for (let time = 0; time < 2; time += 1) await tellZone({ zones: settings(), temporal: temporal() }, zone);
    const each = [`${String(scope.companyId)} Europe/Prague`, 'counted in full'];
    expect(told).to.deep.equal([...each, ...each]);
    expect(await waiting()).to.deep.equal([]);
  });

  it('is still to be told when it was changed again meanwhile', async () => {
    const scope = scopeOf(one);
    await move(scope, 'Europe/Berlin', AT);
    const [before] = await waiting();
    await move(scope, 'America/Vancouver', LATER);
    if (before) await settings().zoneTold(scope, before.changedAt);
    expect((await waiting()).map(({ timeZone }) => timeZone)).to.deep.equal(['America/Vancouver']);
    expect((await settings().company(scopeOf(two), AT)).timeZone, 'the other company').to.equal('UTC');
  });

  it('keeps nothing when what goes along with it fails', async () => {
    const scope = scopeOf(two);
    const { name, country, currency, version } = await settings().company(scope, AT);
    const update = { name, timeZone: 'Asia/Tokyo', country, currency, language: 'en' as const, version };
    const failed = settings().change(scope, update, AT, () => Promise.reject(new Error('books')));
    await failed.catch((error: unknown) => expect(String(error)).to.include('books'));
    expect(await settings().company(scope, AT)).to.include({ timeZone: 'UTC', version });
  });
});
