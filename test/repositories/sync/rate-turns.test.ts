import { expect } from 'chai';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../db/database.ts';
import { openDatabase } from '../../../db/database.ts';
import { createRateTurnsRepository } from '../../../db/repositories/sync/rate-turns.ts';
import type { Actor } from '../../../domain/access/scope.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { Lane } from '../../../domain/sync/turns.ts';
import { waitForTurn, type SharedLimit } from '../../../integrations/booking/yclients/take-turn.ts';
import { cloneDatabase } from '../../support/database.ts';
import { smallFilling, startBooking } from '../../support/booking.ts';

const actor: Actor = { kind: 'system', name: 'test' };
const waited = { lane: 'interactive', waitedMs: 0 } as const;

const limitOf = (turns: ReturnType<typeof createRateTurnsRepository>): SharedLimit => ({
  takeTurn: (key, asked) => turns.takeTurn(actor, key, asked),
  heldFor: (key) => turns.heldFor(actor, key),
  holdTurns: (key, forMs) => turns.holdTurns(actor, key, forMs),
});

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

  it('are never more than 200 in a window of 200, with three processes hammering in both lanes', async () => {
    // Compressed: a turn in 12 ms instead of 307, and so a window of 2,345 ms instead of a minute.
    const spacingMs = 12;
    const windowMs = (60_000 / 307) * spacingMs;
    const pools = [database, openDatabase(url), openDatabase(url)];
    const limits = pools.map((each) => limitOf(createRateTurnsRepository(each, { spacingMs })));
    await database.raw(`create table turns_given (begins_at timestamptz);
      create function note_turn() returns trigger language plpgsql as
        $$ begin insert into turns_given values (new.next_free_at); return new; end $$;
      create trigger note_turn after insert or update on rate_turns for each row execute function note_turn()`);
    const taken: true[] = [];
    const ask = async (limit: SharedLimit): Promise<void> => {
      while (taken.length < 450) {
        // Whoever found no turn in time comes back, as an activity does.
        await waitForTurn(limit, 'platform').then(
          () => void taken.push(true),
          () => undefined,
        );
      }
    };
    const lanes = ['background', 'background', 'background', 'interactive'] as const;
    await Promise.all(limits.flatMap((limit) => lanes.map((lane) => ask({ ...limit, lane }))));
    await Promise.all(pools.slice(1).map((each) => each.destroy()));
    const given = await database<{ begins_at: Date }>('turns_given').select<{ begins_at: Date }[]>();
    await database.raw('drop trigger note_turn on rate_turns; drop function note_turn; drop table turns_given');
    expect(given.length).to.be.at.least(450);
    expect(
      mostIn(
        given.map((turn) => turn.begins_at.getTime()),
        windowMs,
      ),
    ).to.be.at.most(200);
  });

  it('are at most 200 in any sliding minute and five in any second, however late within half a second a request leaves', () => {
    // The row’s arithmetic over hours of arrivals, in the numbers the product uses.
    const spacing = 307;
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
    expect(mostIn(busy, 60_000)).to.equal(196);
    expect(mostIn(busy, 1000)).to.be.at.most(4);
  });

  it('are given ahead to whoever is waited for, while copying takes only what is free now', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 4_000, interactiveAheadMs: 20_000 });
    const ask = (lane: Lane, waitedMs = 0) => turns.takeTurn(actor, 'platform', { lane, waitedMs });
    expect((await ask('background')).isTaken).to.equal(true);
    const refused = await ask('background');
    expect(refused.isTaken).to.equal(false);
    // Told when it is worth asking again: half a turn before the next one is free.
    expect(refused.waitMs).to.be.within(500, 2000);
    const first = await ask('interactive');
    expect(first.isTaken).to.equal(true);
    expect(first.waitMs).to.be.within(2000, 4000);
    expect((await ask('interactive')).isTaken).to.equal(true);
    // Behind two that are waited for, copying is refused however long it has asked, until one of them is through.
    expect((await ask('background', 60_000)).isTaken).to.equal(false);
  });

  it('go to the oldest asker of a lane first', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 4_000 });
    const ask = (waitedMs: number) => turns.takeTurn(actor, 'platform', { lane: 'background', waitedMs });
    await ask(0);
    expect((await ask(0)).isTaken).to.equal(false);
    expect((await ask(1000)).isTaken).to.equal(true);
  });

  it('are not given to whoever would have to wait longer than two seconds, and not used up by asking', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 500 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => turns.takeTurn(actor, 'platform', waited)));
    const taken = answers.filter((turn) => turn.isTaken);
    expect(taken.length).to.be.within(4, 9);
    for (const turn of taken) expect(turn.waitMs).to.be.at.most(2000);
    for (const turn of answers.filter((each) => !each.isTaken)) expect(turn.waitMs).to.be.within(1000, 3100);
  });

  it('wait for everybody after a 429, also for who holds one already, and the longer hold stands', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 1_500 });
    await turns.takeTurn(actor, 'platform', waited);
    const holder = waitForTurn(limitOf(turns), 'platform').catch((error: unknown) => error);
    await turns.holdTurns(actor, 'platform', 7000);
    await turns.holdTurns(actor, 'platform', 1000);
    const turn = await turns.takeTurn(actor, 'platform', waited);
    expect(turn.isTaken).to.equal(false);
    expect(turn.waitMs).to.be.within(4000, 7000);
    expect(await holder)
      .to.be.instanceOf(Unavailable)
      .with.property('retryAfterMs')
      .that.is.within(3000, 7000);
    expect((await turns.takeTurn(actor, 'another platform', waited)).isTaken).to.equal(true);
  });

  it('are let go when they would be used late, and another is taken instead', async () => {
    let asked = 0;
    const limit: SharedLimit = {
      takeTurn: () => Promise.resolve({ isTaken: true, waitMs: (asked += 1) === 1 ? 1 : 0 }),
      // The first turn passes by while this process stands still.
      heldFor: () => sleep(700).then(() => 0),
      holdTurns: () => Promise.resolve(),
    };
    await waitForTurn(limit, 'platform');
    expect(asked).to.equal(2);
  });

  it('keep the platform from ever answering 429, at a limit of its own strictness', async () => {
    const turns = createRateTurnsRepository(database, { spacingMs: 55, interactiveAheadMs: 60_000 });
    const world = await startBooking({
      filling: smallFilling(),
      // Compressed, 18 turns a second; the rest of the limit is for a test machine that stands still for a while.
      limits: { perSecond: 30, perMinute: 1200 },
      connection: {
        ...limitOf(turns),
      },
    });
    await Promise.all(Array.from({ length: 70 }, () => world.gateway.staff(world.company)));
    const requests = world.booking.requests();
    expect(requests.map(({ status }) => status)).to.deep.equal(Array.from({ length: 70 }, () => 200));
    await world.close();
  });
});
