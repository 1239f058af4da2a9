import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { PASSWORD } from '../support/api-clubs.ts';

describe('signing in', () => {
  let world: ApiWorld;
  let address = 0;
  /** Behind one trusted proxy, each test comes from an address of its own. */
  const fromElsewhere = (): Record<string, string> => ({ 'x-forwarded-for': `203.0.113.${String((address += 1))}` });
  const signIn = (body: unknown, headers = fromElsewhere()) =>
    world.stranger.send('POST', '/api/session', body, headers);
  before(async () => {
    world = await createApiWorld();
  });
  after(() => world.close());

  it('answers who it is and which companies they belong to, and sets a cookie no script can read', async () => {
    const answer = await signIn({ email: 'Owner@club1.example', password: PASSWORD });
    const session = answer.read(routes.signIn.response);
    expect(session.user).to.include({ email: 'owner@club1.example', name: 'owner' });
    expect(session.companies).to.have.length(1);
    expect(session.companies[0]).to.include({
      id: world.one.companyId,
      role: 'owner',
      timeZone: 'America/Vancouver',
      currency: 'CAD',
      booksShiftDays: null,
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie)
      .to.match(/^reprise_session=/)
      .and.include('HttpOnly')
      .and.include('SameSite=Lax');
    const again = await world.stranger.send('GET', '/api/session', undefined, { cookie: cookie.split(';')[0] ?? '' });
    expect(again.read(routes.whoAmI.response).user.id).to.equal(session.user.id);
  });

  it('says the same of an unknown address as of a wrong password', async () => {
    const unknown = await signIn({ email: 'nobody@club1.example', password: PASSWORD });
    const wrong = await signIn({ email: 'owner@club1.example', password: 'something else entirely' });
    expect([unknown.status, wrong.status]).to.deep.equal([401, 401]);
    expect(unknown.problem().code).to.equal(wrong.problem().code).and.to.equal('wrong_credentials');
    expect(unknown.headers.get('set-cookie')).to.equal(null);
  });

  it('allows five tries a minute and address, then says when to come back; other addresses are not held up', async () => {
    const here = fromElsewhere();
    const tries = [];
    for (let n = 0; n < 6; n += 1)
      tries.push(await signIn({ email: 'owner@club1.example', password: 'wrong one again' }, here));
    expect(tries.map((answer) => answer.status)).to.deep.equal([401, 401, 401, 401, 401, 429]);
    expect(Number(tries[5]?.headers.get('retry-after'))).to.be.within(1, 60);
    expect((await signIn({ email: 'owner@club1.example', password: PASSWORD }, here)).status).to.equal(429);
    expect((await signIn({ email: 'owner@club1.example', password: PASSWORD })).status).to.equal(200);
  });

  it('counts one IPv6 network as one address', async () => {
    const statuses = [];
    for (let n = 0; n < 6; n += 1)
      statuses.push(
        (await signIn({ email: 'a@b.example', password: 'x' }, { 'x-forwarded-for': `2001:db8:1:2::${String(n + 1)}` }))
          .status,
      );
    expect(statuses[5]).to.equal(429);
  });

  it('does not believe an address that the client wrote into the header itself', async () => {
    const statuses = [];
    // The trusted proxy appends the real one at the end; what stands before it is anybody's word.
    for (let n = 0; n < 6; n += 1)
      statuses.push(
        (
          await signIn(
            { email: 'a@b.example', password: 'x' },
            { 'x-forwarded-for': `198.51.100.${String(n)}, 203.0.113.250` },
          )
        ).status,
      );
    expect(statuses[5]).to.equal(429);
  });

  it('ends with signing out: the old cookie opens nothing', async () => {
    const answer = await signIn({ email: 'owner@club2.example', password: PASSWORD });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const out = await world.stranger.send('DELETE', '/api/session', undefined, { cookie });
    expect(out.status).to.equal(204);
    expect((await world.stranger.send('GET', '/api/session', undefined, { cookie })).status).to.equal(401);
  });

  it('refuses a cookie with another signature, without one, or of a made-up token', async () => {
    const answer = await signIn({ email: 'owner@club2.example', password: PASSWORD });
    const [, value = ''] = (answer.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
    const [token = '', signature = ''] = value.split('.');
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${signature.slice(0, -2)}AA`,
      `x${token.slice(1)}.${signature}`,
      '..',
    ]) {
      const refused = await world.stranger.send('GET', '/api/session', undefined, {
        cookie: `reprise_session=${forged}`,
      });
      expect([forged === token, refused.status]).to.deep.equal([forged === token, 401]);
    }
  });

  it('lasts seven days', async () => {
    const answer = await signIn({ email: 'viewer@club2.example', password: PASSWORD });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    world.setNow(new Date('2026-11-27T17:59:00Z'));
    expect((await world.stranger.send('GET', '/api/session', undefined, { cookie })).status).to.equal(200);
    world.setNow(new Date('2026-11-27T18:00:01Z'));
    expect((await world.stranger.send('GET', '/api/session', undefined, { cookie })).status).to.equal(401);
    world.setNow(new Date('2026-11-20T18:00:00Z'));
  });

  it('keeps the language that a person chose', async () => {
    const changed = await world.as(world.one, 'viewer').send('PUT', '/api/session/language', { language: 'ru' });
    expect(changed.read(routes.setLanguage.response).user.language).to.equal('ru');
    expect(
      (await world.as(world.one, 'viewer').get('/api/session')).read(routes.whoAmI.response).user.language,
    ).to.equal('ru');
    expect(
      (await world.as(world.one, 'owner').get('/api/session')).read(routes.whoAmI.response).user.language,
    ).to.equal('en');
  });
});
