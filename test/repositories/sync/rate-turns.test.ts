import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { openDatabase } from '../../../db/database.ts';
import { createRateTurnsRepository } from '../../../db/repositories/sync/rate-turns.ts';
import type { Actor } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';
import { smallFilling, startBooking } from '../../support/booking.ts';

const actor: Actor = { kind: 'system', name: 'test' };

/** The most turns that any window of this length holds. */
function mostIn(times: number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let start = 0;
  sorted.forEach((at, end) => {
    while (at - (sorted[start] ?? at) >= windowMs) start += 1;
    most = Math.max(most, end - start + 1);
  });
  return most;
}

describe('turns at the booking platform', () => {
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, url, drop } = await cloneDatabase());
  });
  after(() => drop());
  afterEach(() => database('rate_turns').delete());

  it('are one spacing apart, however many ask at once and from however many processes', async () => {
    const spacingMs = 40;
    // Two pools stand for two processes: nothing but the row is shared.
    const second = openDatabase(url);
    const pools = [database, second].map((each) => createRateTurnsRepository(each, { spacingMs, maxWaitMs: 60_000 }));
    const times = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const turn = await pools[index % 2]?.takeTurn(actor, 'token');
        return performance.now() + (turn?.waitMs ?? 0);
      }),
    );
    await second.destroy();
    const sorted = [...times].sort((a, b) => a - b);
    expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).to.be.within(59 * spacingMs - 30, 59 * spacingMs + 300);
    expect(mostIn(times, spacingMs * 20)).to.be.at.most(21);
  });

  it('are never more than 200 in any sliding minute, and nearly 200 when there is work, whenever people ask', async () => {
    // The row’s arithmetic over hours of arrivals, in the numbers the product uses.
    const { rows } = await database.raw<{ rows: { spacing: number }[] }>('select 305 as spacing');
    const spacing = rows[0]?.spacing ?? 0;
    const arrivals = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 300, maxLength: 900 });
    fc.assert(
      fc.property(
        arrivals,
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 10, maxLength: 10 }),
        (gaps, late) => {
          let now = 0;
          let nextFree = 0;
          const sent = gaps.map((gap, index) => {
            now += gap % 100 === 0 ? gap : gap % 7;
            const turn = Math.max(nextFree, now);
            nextFree = turn + spacing;
            // A request leaves its process late, never early.
            return turn + (late[index % late.length] ?? 0);
          });
          expect(mostIn(sent, 60_000)).to.be.at.most(200);
          expect(mostIn(sent, 1000)).to.be.at.most(5);
        },
      ),
      { numRuns: 60 },
    );
    const busy = Array.from({ length: 1000 }, (_, index) => index * spacing);
    expect(mostIn(busy, 60_000)).to.be.within(195, 200);
  });

  it('are not given to whoever would have to wait longer than two seconds, and not used up by asking', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 500 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => turns.takeTurn(actor, 'token')));
    const taken = answers.filter((turn) => turn.isTaken);
    expect(taken.length).to.be.within(4, 6);
    for (const turn of taken) expect(turn.waitMs).to.be.at.most(2000);
    for (const turn of answers.filter((each) => !each.isTaken)) expect(turn.waitMs).to.be.within(1500, 3100);
  });

  it('wait for everybody after a 429, and the longer hold stands', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 50, maxWaitMs: 2000 });
    await turns.holdTurns(actor, 'token', 7000);
    await turns.holdTurns(actor, 'token', 1000);
    const turn = await turns.takeTurn(actor, 'token');
    expect(turn.isTaken).to.equal(false);
    expect(turn.waitMs).to.be.within(6000, 7000);
    expect((await turns.takeTurn(actor, 'another token')).isTaken).to.equal(true);
  });

  it('keep the platform from ever answering 429, at a limit of its own strictness', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 55, maxWaitMs: 60_000 });
    const world = await startBooking({
      filling: smallFilling(),
      // The same proportions, compressed: 20 in each second.
      limits: { perSecond: 20, perMinute: 1200 },
      connection: {
        takeTurn: (key) => turns.takeTurn(actor, key),
        holdTurns: (key, forMs) => turns.holdTurns(actor, key, forMs),
      },
    });
    await Promise.all(Array.from({ length: 70 }, () => world.gateway.staff(world.company)));
    const requests = world.booking.requests();
    expect(requests.map(({ status }) => status)).to.deep.equal(Array.from({ length: 70 }, () => 200));
    expect(
      mostIn(
        requests.map(({ at }) => at),
        1000,
      ),
    ).to.be.within(15, 20);
    await world.close();
  });
});
