import { expect } from 'chai';
import express from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { ApiDeps } from '../../../api/deps.ts';
import { createSync } from '../../../api/server-sync.ts';
import { createBookingWebhooks } from '../../../db/repositories/access/booking-webhooks.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { createTemporalGateway, openTemporal, type TemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { SANDBOX_BOOKING } from '../../../sandbox/credentials.ts';
import { type ApiWorld, createApiWorld } from '../../support/api.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cycle, depsFor, syncStore } from '../../support/sync-world.ts';

const KEY = 's'.repeat(32);

async function eventually(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come about`);
}

const headers = {
  'content-type': 'application/json',
  accept: 'application/vnd.yclients.v2+json',
  authorization: `Bearer ${SANDBOX_BOOKING.partnerToken}, User ${SANDBOX_BOOKING.userToken}`,
};
const settings = (world: TestBooking, body?: object) =>
  fetch(`${world.baseUrl}/booking/api/v1/hooks_settings/77`, {
    method: body ? 'POST' : 'GET',
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
/** As the calendar's page does it, by hand. */
const byHand = (world: TestBooking, id: number, change: object) =>
  fetch(`${world.baseUrl}/sandbox/booking/records/${String(id)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });

describe('the webhooks of the booking platform’s stand-in', function () {
  // A busy machine is no failure.
  this.timeout(120_000);
  let world: TestBooking;
  let listener: Server;
  let url: string;
  let status = 200;
  const heard: Record<string, unknown>[] = [];
  before(async () => {
    world = await startBooking({ hookDelayMs: 20, filling: smallFilling({ bookings: [{}, {}] }) });
    const app = express();
    app.post('/hook', express.json(), (request, response) => {
      heard.push(request.body as Record<string, unknown>);
      response.status(status).end();
    });
    listener = createServer(app);
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
    url = `http://127.0.0.1:${String((listener.address() as AddressInfo).port)}/hook`;
  });
  after(async () => {
    await world.close();
    const closed = new Promise((resolve) => {
      listener.close(resolve);
    });
    listener.closeAllConnections();
    await closed;
  });
  beforeEach(() => {
    heard.length = 0;
    status = 200;
  });

  it('tell of a change once, in other types than the lists, and try once only', async () => {
    expect((await settings(world, { urls: [url], active: 1, record: 1, client: 1 })).status).to.equal(201);
    status = 500;
    await byHand(world, 1, { attendance: -1 });
    await eventually(() => heard.length === 1, 'the first hook');
    expect(heard[0]).to.include({ company_id: 77, resource: 'record', resource_id: 1, status: 'update' });
    expect(heard[0]?.['data']).to.include({ id: 1, attendance: -1, paid_full: false, notified: '0' });
    status = 200;
    await byHand(world, 2, { deleted: true });
    await eventually(() => heard.length === 2, 'the second hook');
    // The refused one never came again.
    expect(heard[1]).to.include({ resource_id: 2, status: 'delete' });
  });

  it('are lost when that is asked for, are silent about the API’s own changes, and replace everybody’s settings', async () => {
    world.faults.add({ system: 'booking', kind: 'lost_webhook', count: 1 });
    await byHand(world, 1, { attendance: 1 });
    await fetch(`${world.baseUrl}/booking/api/v1/record/77/1`, { method: 'DELETE', headers });
    await byHand(world, 2, { attendance: 0 });
    await eventually(() => heard.length > 0, 'the hook after the lost one');
    expect(heard.map((hook) => hook['resource_id'])).to.deep.equal([2]);
    await settings(world, { urls: ['http://127.0.0.1:9/other'], active: 1, record: 1 });
    const told = (await (await settings(world)).json()) as { data: object };
    expect(told.data).to.deep.include({ urls: ['http://127.0.0.1:9/other'], client: 0 });
  });
});

describe('a change in the calendar, with webhooks on', function () {
  // A busy machine is no failure.
  this.timeout(120_000);
  let world: TestBooking;
  let api: ApiWorld;
  let wake: ApiDeps['sync']['wake'] | undefined;
  let start: ApiDeps['sync']['start'] | undefined;
  let triggered = 0;
  let cycles: Promise<unknown> = Promise.resolve();
  let closeTemporal: () => Promise<void> = () => Promise.resolve();
  before(async () => {
    world = await startBooking({ hookDelayMs: 20, filling: smallFilling({ bookings: [{}, {}] }) });
    api = await createApiWorld((deps) => ({
      sync: { ...deps.sync, wake: async (scope, at) => wake?.(scope, at) },
    }));
    const { database } = api;
    const scope = systemScope(api.one.companyId, 'test');
    await database('companies')
      .where({ id: scope.companyId })
      .update({ external_id: '77', time_zone: 'Europe/Prague' });
    const run = () => cycle(depsFor(syncStore(database), world.gateway), scope, new Date());
    await run();
    // Temporal's schedule: one cycle at a time, and one more behind it.
    const triggerSchedule: TemporalGateway['triggerSchedule'] = () => {
      triggered += 1;
      cycles = cycles.then(run);
      return Promise.resolve('triggered');
    };
    const opened = openTemporal({ address: '127.0.0.1:9', namespace: 'none' });
    closeTemporal = opened.close;
    const temporal = opened.client;
    const sync = createSync({
      database,
      temporal,
      gateway: { ...createTemporalGateway(temporal), triggerSchedule },
      bookingOf: () => Promise.resolve(world.gateway),
      secretKey: KEY,
      publicUrl: 'http://localhost:3000',
      log: pino({ level: 'silent' }),
    });
    wake = (scopeOf, at) => sync.wake(scopeOf, at);
    start = (scopeOf) => sync.start(scopeOf);
    const path = await createBookingWebhooks(database, KEY).pathOf(scope);
    await settings(world, { urls: [`${api.baseUrl}/webhooks/booking/${path}`], active: 1, record: 1, client: 1 });
  });
  after(async () => {
    await world.close();
    await cycles;
    await closeTemporal();
    await api.close();
  });
  const attendance = async (externalId: string) =>
    (
      await api
        .database('visits')
        .where({ company_id: api.one.companyId, external_id: externalId })
        .first<{ attendance: number } | undefined>('attendance')
    )?.attendance;

  it('is copied within seconds, and a burst of changes is one cycle', async () => {
    await byHand(world, 1, { attendance: -1 });
    for (let times = 0; times < 10; times += 1) await byHand(world, 2, { attendance: times % 2 === 0 ? 0 : 2 });
    await eventually(async () => (await attendance('1')) === -1 && (await attendance('2')) === 2, 'the change');
    expect(triggered).to.be.within(1, 3);
    const state = await api
      .database('sync_states')
      .where({ company_id: api.one.companyId })
      .first<{ webhook_at: Date }>();
    expect(state?.webhook_at).to.be.instanceOf(Date);
  });

  it('wakes nobody while the platform refuses the company', async () => {
    await cycles;
    const before = triggered;
    await api.database('sync_states').update({ refused_at: new Date(), refused_code: 'booking_token_refused' });
    await wake?.(systemScope(api.one.companyId, 'test'), new Date());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(triggered).to.equal(before);
  });

  it('that a person asks for by hand is told in the audit log, and asks the platform again that refused', async () => {
    const before = triggered;
    await start?.(systemScope(api.one.companyId, 'test'));
    expect(triggered).to.equal(before + 1);
    await cycles;
    const audited = await api
      .database('audit_log')
      .where({ company_id: api.one.companyId, action: 'sync.started' })
      .select<object[]>('actor_label', 'subject_kind', 'subject_id');
    expect(audited).to.deep.equal([
      { actor_label: 'test', subject_kind: 'company', subject_id: String(api.one.companyId) },
    ]);
  });
});
