import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { addAccountEvent, lockAccount, pauseAccount } from '../../db/repositories/delivery/account-changes.ts';
import { createAccountRepository } from '../../db/repositories/delivery/account.ts';
import { systemScope } from '../../domain/access/scope.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';

describe('the number, the button over all companies and test sends over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  let otherPath: string;
  beforeEach(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
    otherPath = `/api/companies/${String(world.two.companyId)}`;
  });
  afterEach(() => world.close());
  const owner = () => world.as(world.one, 'owner');
  const problem = async (answer: Promise<{ status: number; problem(): { code: string } }>) => {
    const refused = await answer;
    return [refused.status, refused.problem().code];
  };

  it('tells the score with its parts, the warm-up and when the next level comes', async () => {
    const scope = systemScope(world.one.companyId, 'guardAccount');
    await world
      .database('whatsapp_account_health')
      .where({ company_id: world.one.companyId })
      .update({ account_created_at: new Date('2026-10-01T12:00:00Z') });
    await createAccountRepository(world.database).look(scope, world.one.phoneNumberId, NOW);
    const health = (await world.as(world.one, 'viewer').get(`${path}/account-health`)).read(
      routes.accountHealth.response,
    );
    expect(health).to.deep.include({
      warmup: 'warm',
      nextWarmup: { level: 'hot', on: '2026-12-31', daily: 500, hourly: 100, concurrent: 10 },
      spamScore: 0,
      spamParts: { sent: 0, optOuts: 0, errors: 0, band: 'calm', accepted: false },
      lookedAt: NOW.toISOString(),
    });
  });

  it('is paused and resumed with a reason, and pages through its history', async () => {
    const paused = (
      await world.as(world.one, 'moderator').send('POST', `${path}/account-health/pause`, { reason: 'odd replies' })
    ).read(routes.pauseNumber.response);
    expect([paused.pausedReason, paused.pausedBy, paused.pausedUntil]).to.deep.equal(['by_person', 'moderator', null]);
    expect(await problem(owner().send('POST', `${path}/account-health/pause`, { reason: 'again' }))).to.deep.equal([
      409,
      'already_paused',
    ]);
    expect(await problem(owner().send('POST', `${path}/account-health/resume`, {}))).to.deep.equal([400, 'bad_input']);
    const resumed = (await owner().send('POST', `${path}/account-health/resume`, { reason: 'all is well' })).read(
      routes.resumeNumber.response,
    );
    expect(resumed.pausedAt).to.equal(null);
    const past = '2026-11-20T17:00:00.000Z';
    expect(
      await problem(owner().send('POST', `${path}/account-health/pause`, { reason: 'x', until: past })),
    ).to.deep.equal([422, 'pause_is_over']);
    for (let n = 0; n < 3; n += 1)
      await addAccountEvent(world.database, systemScope(world.one.companyId, 'whatsapp'), { kind: 'quality', at: NOW });
    const first = (await owner().get(`${path}/account-health/events?pageSize=2`)).read(routes.accountEvents.response);
    const last = (await owner().get(`${path}/account-health/events?pageSize=2&page=3`)).read(
      routes.accountEvents.response,
    );
    expect([first.total, first.items.map(({ kind }) => kind)]).to.deep.equal([5, ['quality', 'quality']]);
    expect(last.items.map(({ kind, by }) => `${kind} by ${by}`)).to.deep.equal(['paused by moderator']);
    const other = (await world.as(world.two, 'owner').get(`${otherPath}/account-health/events`)).read(
      routes.accountEvents.response,
    );
    expect(other.total).to.equal(0);
  });

  it('stops every company for the owner of the first, tells the others who and why, and refuses them the button', async () => {
    const all = '/api/installation/sending';
    const guest = world.as(world.two, 'owner');
    expect(await problem(guest.send('POST', `${all}/stop`, { reason: 'x' }))).to.deep.equal([403, 'forbidden']);
    expect(await problem(world.as(world.one, 'manager').send('POST', `${all}/stop`, { reason: 'x' }))).to.deep.equal([
      403,
      'forbidden',
    ]);
    const stopped = (await owner().send('POST', `${all}/stop`, { reason: 'wrong template' })).read(
      routes.stopInstallation.response,
    );
    expect(stopped).to.deep.equal({
      stopped: true,
      at: NOW.toISOString(),
      reason: 'wrong template',
      by: 'owner',
      mayChange: true,
    });
    for (const [club, where] of [
      [world.one, path],
      [world.two, otherPath],
    ] as const) {
      const banner = (await world.as(club, 'viewer').get(`${where}/sending`)).read(routes.sendingState.response);
      expect(banner).to.deep.include({ stopped: true, scope: 'installation', reason: 'wrong template' });
    }
    const seen = (await guest.get(all)).read(routes.installationSending.response);
    expect([seen.stopped, seen.mayChange]).to.deep.equal([true, false]);
    expect(await problem(guest.send('POST', `${all}/resume`, { reason: 'x' }))).to.deep.equal([403, 'forbidden']);
    expect(await problem(owner().send('POST', `${all}/resume`, { reason: ' ' }))).to.deep.equal([400, 'bad_input']);
    await owner().send('POST', `${all}/resume`, { reason: 'mended' });
    expect((await guest.get(all)).read(routes.installationSending.response).stopped).to.equal(false);
    const audit = (await guest.get(`${otherPath}/audit?subjectKind=sending`)).read(routes.listAudit.response);
    expect(audit.items.map(({ action, details }) => [action, details['reason']])).to.deep.equal([
      ['sending.resumed', 'mended'],
      ['sending.stopped', 'wrong template'],
    ]);
  });

  it('sends a test only to a number that somebody has called their own, once for a key', async () => {
    const test = { template: 'reprise_reactivation', language: 'en' };
    const send = (body: object, key?: string) =>
      owner().send('POST', `${path}/test-send`, body, ...(key === undefined ? [] : [{ 'idempotency-key': key }]));
    expect(await problem(send(test))).to.deep.equal([422, 'not_own_number']);
    const add = (phone: string, more: object = {}) =>
      owner().send('POST', `${path}/test-numbers`, { phone, name: 'Jana', isOwn: true, ...more });
    expect((await add('+420777888999', { isOwn: false })).status).to.equal(400);
    expect((await add('777888999')).status).to.equal(400);
    expect((await add('+420777888999')).status).to.equal(201);
    const sent = (await send(test, 'press-number-one')).read(routes.testSend.response);
    const again = (await send(test, 'press-number-one')).read(routes.testSend.response);
    expect([sent.status, sent.text, again.id]).to.deep.equal([
      'queued',
      'Hi Jana! [personal_part] Reply STOP to stop.',
      sent.id,
    ]);
    expect(await problem(send({ ...test, language: 'cs' }))).to.deep.equal([422, 'no_template']);
    await add('+420777888000');
    expect(await problem(send(test))).to.deep.equal([422, 'which_number']);
    expect(await problem(send({ ...test, phone: '+420600000000' }))).to.deep.equal([422, 'not_own_number']);
    const removed = (await owner().send('POST', `${path}/test-numbers/remove`, { phone: '+420777888000' })).read(
      routes.removeTestNumber.response,
    );
    expect(removed.numbers.map(({ phone }) => phone)).to.deep.equal(['+420777888999']);
    await world
      .database('opt_outs')
      .insert({ company_id: world.one.companyId, phone: '+420777888999', source: 'word' });
    expect(await problem(send(test))).to.deep.equal([409, 'opted_out']);
    const newest = (await owner().get(`${path}/test-send`)).read(routes.listTestSends.response);
    expect(newest.items.map(({ id }) => id)).to.deep.equal([sent.id]);
    // No list and no figure of the clients' messages knows it.
    const messages = (await owner().get(`${path}/messages`)).read(routes.listMessages.response);
    const outbox = (await owner().get(`${path}/outbox`)).read(routes.listOutbox.response);
    const today = (await owner().get(`${path}/today`)).read(routes.today.response);
    expect([messages.total, outbox.total, today.funnel.drafted]).to.deep.equal([0, 0, 0]);
    const theirs = (await world.as(world.two, 'owner').get(`${otherPath}/test-send`)).read(
      routes.listTestSends.response,
    );
    expect(theirs.items).to.deep.equal([]);
  });

  it('says on the page of the whole that a number is paused, and why', async () => {
    await world.database.transaction(async (trx) => {
      const scope = systemScope(world.one.companyId, 'whatsapp');
      const account = (await lockAccount(trx, scope))!;
      await pauseAccount(trx, scope, account, {
        reason: 'restricted',
        until: new Date('2026-11-21T00:00:00Z'),
        at: NOW,
      });
    });
    const health = (await owner().get(`${path}/health`)).read(routes.health.response);
    expect(health.problems.map(({ code, detail }) => [code, detail])).to.deep.include(['number_paused', 'restricted']);
  });
});
