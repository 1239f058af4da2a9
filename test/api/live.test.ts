import { expect } from 'chai';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createChangeFeed } from '../../api/change-feed.ts';
import { pino } from 'pino';
import { Unavailable } from '../../domain/errors.ts';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { PASSWORD } from '../support/api-clubs.ts';
import { addMessage } from '../support/api-rows.ts';

const quiet = pino({ level: 'silent' });

describe('live pages', () => {
  let world: ApiWorld;
  let cookie: string;
  before(async () => {
    world = await createApiWorld();
    const answer = await world.stranger.send('POST', '/api/session', {
      email: 'viewer@club1.example',
      password: PASSWORD,
    });
    cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  });
  after(() => world.close());

  async function open(companyId: number): Promise<IncomingMessage> {
    const asked = request(`${world.baseUrl}/api/companies/${String(companyId)}/events`, { headers: { cookie } });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return response;
  }

  it('are told within seconds which topics changed, of their own company only', async () => {
    const stream = await open(world.one.companyId);
    expect(stream.headers['content-type']).to.equal('text/event-stream');
    let told = '';
    stream.on('data', (part: Buffer) => (told += part.toString()));
    const change = async (club: typeof world.one): Promise<void> => {
      const messageId = await addMessage(world.database, club);
      await world
        .database('message_events')
        .insert({ company_id: club.companyId, message_id: messageId, kind: 'drafted' });
    };
    // The first look only says what later ones are compared with.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await change(world.two);
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    expect(told).not.to.include('event: changed');
    await change(world.one);
    for (let waited = 0; !told.includes('event: changed') && waited < 4_000; waited += 100)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told).to.include('event: changed\ndata: {"topics":["messages"]}\n\n');
    stream.destroy();
  });

  it('of another company, or without a session, are refused', async () => {
    const foreign = await open(world.two.companyId);
    expect(foreign.statusCode).to.equal(404);
    foreign.resume();
    expect((await world.stranger.get(`/api/companies/${String(world.one.companyId)}/events`)).status).to.equal(401);
  });

  it('cost one look per watched company however many pages watch, and none when nobody does', async () => {
    let looks = 0;
    const counters = { messages: 1, replies: 0, sync: 0, campaigns: 0, settings: 0, insight: 0 };
    const feed = createChangeFeed(
      async () => {
        looks += 1;
        return { ...counters, messages: looks };
      },
      quiet,
      20,
    );
    const heard: string[][] = [[], []];
    const stops = heard.map((topics) => feed.listen(1, (changed) => topics.push(...changed)));
    await new Promise((resolve) => setTimeout(resolve, 110));
    const seen = looks;
    expect(heard[0])
      .to.deep.equal(heard[1])
      .and.to.have.length(seen - 1);
    for (const stop of stops) stop();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(looks).to.equal(seen);
  });

  it('survive a database that is away for a moment', async () => {
    let isAway = false;
    let number = 0;
    const feed = createChangeFeed(
      async () => {
        if (isAway) throw new Error('away');
        return { messages: (number += 1), replies: 0, sync: 0, campaigns: 0, settings: 0, insight: 0 };
      },
      quiet,
      10,
    );
    let heard = 0;
    const stop = feed.listen(1, () => (heard += 1));
    await new Promise((resolve) => setTimeout(resolve, 60));
    isAway = true;
    await new Promise((resolve) => setTimeout(resolve, 40));
    const before = heard;
    isAway = false;
    await new Promise((resolve) => setTimeout(resolve, 60));
    stop();
    expect(heard).to.be.greaterThan(before);
  });

  it('say in the dot that a system does not answer', async () => {
    const away = await createApiWorld(() => ({
      readiness: async () => [{ part: 'temporal', why: 'does not answer' }],
    }));
    const health = (await away.as(away.one, 'viewer').get(`/api/companies/${String(away.one.companyId)}/health`)).read(
      routes.health.response,
    );
    expect(health.state).to.equal('trouble');
    expect(health.problems[0]).to.deep.equal({
      code: 'temporal',
      level: 'trouble',
      detail: 'does not answer',
      since: null,
    });
    await away.close();
  });
});

describe('trouble behind the API', () => {
  let world: ApiWorld;
  afterEach(() => world.close());

  it('with Temporal answers 503 and when to come back; a bug answers 500 and nothing about itself', async () => {
    world = await createApiWorld((deps) => ({
      sync: { ...deps.sync, start: () => Promise.reject(new Unavailable('temporal', 'grpc_14', 3_000)) },
      reactivations: {
        startRun: () => Promise.reject(new TypeError('secret insides +16047001001')),
        pause: async () => undefined,
        resume: async () => undefined,
        cancel: async () => undefined,
      },
    }));
    const path = `/api/companies/${String(world.one.companyId)}`;
    const away = await world.as(world.one, 'owner').send('POST', `${path}/sync`);
    expect([away.status, away.headers.get('retry-after'), away.problem().details]).to.deep.equal([
      503,
      '3',
      { system: 'temporal' },
    ]);
    const bug = await world.as(world.one, 'owner').send('POST', `${path}/reactivation/runs`);
    expect([bug.status, bug.problem().code]).to.deep.equal([500, 'internal']);
    expect(bug.text).not.to.include('secret');
  });

  it('with the database answers 503, and goes on once it is back', async () => {
    world = await createApiWorld();
    const path = `/api/companies/${String(world.one.companyId)}/messages`;
    const { rows } = await world.database.raw<{ rows: { name: string }[] }>('select current_database() as name');
    const admin = world.database;
    await admin.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and pid <> pg_backend_pid()`,
      [rows[0]?.name ?? ''],
    );
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push((await world.as(world.one, 'owner').get(path)).status);
    expect(answers.every((status) => status === 200 || status === 503)).to.equal(true);
    expect(answers.at(-1)).to.equal(200);
  });
});
