import { expect } from 'chai';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import type { Club } from '../support/api-clubs.ts';
import { eventually } from '../support/sandbox.ts';

describe('lists taken away at the same time', () => {
  let world: ApiWorld;
  let asked: number;
  let letGo: () => void;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  before(async () => {
    asked = 0;
    world = await createApiWorld(({ exports }) => ({
      exports: {
        ...exports,
        async open(...of) {
          asked += 1;
          await held;
          return exports.open(...of);
        },
      },
    }));
  });
  after(() => world.close());

  const take = (club: Club) => world.as(club, 'owner').get(`/api/companies/${String(club.companyId)}/decisions.csv`);
  const begun = (count: number) => eventually(() => asked >= count, 'the exports to begin');

  it('are so few of one company that the others get theirs', async () => {
    const own = [take(world.one), take(world.one), take(world.one)];
    await begun(3);
    const refused = await take(world.one);
    expect([refused.status, refused.problem().code]).to.deep.equal([429, 'too_many_exports']);
    const others = take(world.two);
    await begun(4);
    letGo();
    for (const answer of await Promise.all([...own, others])) expect(answer.status).to.equal(200);
    expect((await take(world.one)).status).to.equal(200);
  });
});
