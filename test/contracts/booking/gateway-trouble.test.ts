/** What our gateway says when the platform refuses, is slow, or is not there. */

import { expect } from 'chai';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { FaultOrder } from '../../../sandbox/faults.ts';
import type { SyncFailure } from '../../../domain/sync/failures.ts';
import { bookingOfATest, smallFilling } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const fails = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );

describe('a booking platform in trouble', () => {
  const { start } = bookingOfATest({ now: () => NOW });

  it('obeys a 429: everybody is held for as long as it says, or a while when it says nothing', async () => {
    const held: number[] = [];
    const holdTurns = (_key: string, forMs: number) => Promise.resolve(void held.push(forMs));
    const { gateway, company, faults } = await start({ filling: smallFilling(), connection: { holdTurns } });
    faults.add({ system: 'booking', kind: 'rate_limit', count: 1, afterMs: 7000 });
    const said = await fails(gateway.staff(company));
    faults.add({ system: 'booking', kind: 'rate_limit', count: 1 });
    await fails(gateway.staff(company));
    expect(said).to.be.instanceOf(Unavailable).with.property('retryAfterMs', 7000);
    expect(held).to.deep.equal([7000, 15_000]);
  });

  it('asks for nothing when no turn is to be had in time', async () => {
    const takeTurn = () => Promise.resolve({ isTaken: false, waitMs: 4200 });
    const { gateway, company, booking } = await start({ filling: smallFilling(), connection: { takeTurn } });
    expect(await fails(gateway.staff(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('retryAfterMs', 4200);
    expect(booking.requests()).to.have.length(0);
  });

  it('tells trouble of the world from a rule, in codes and never in the platform’s words', async () => {
    const { gateway, company, faults } = await start({ filling: smallFilling() });
    const codeOf = (error: unknown): string =>
      error instanceof Unavailable ? `booking_${error.why}` : error instanceof RuleBroken ? error.code : 'bug';
    const troubles: [FaultOrder, SyncFailure][] = [
      [{ system: 'booking', kind: 'server_error' }, 'booking_http_500'],
      [{ system: 'booking', kind: 'server_error', code: 503 }, 'booking_http_503'],
      [{ system: 'booking', kind: 'server_error', code: 521 }, 'booking_http_500'],
      [{ system: 'booking', kind: 'html' }, 'booking_not_json'],
      [{ system: 'booking', kind: 'refused_connection' }, 'booking_connection_broke'],
      [{ system: 'booking', kind: 'rate_limit' }, 'booking_rate_limited'],
      [{ system: 'booking', kind: 'licence' }, 'booking_licence'],
      [{ system: 'booking', kind: 'token_refused' }, 'booking_token_refused'],
      [{ system: 'booking', kind: 'token_refused', code: 403 }, 'booking_token_refused'],
    ];
    for (const [order, code] of troubles) {
      const { kind } = faults.add({ ...order, count: 1 });
      const error = await fails(gateway.staff(company));
      expect(codeOf(error), kind).to.equal(code);
      expect(String(error), kind).to.match(/^[\x20-\x7e]*$/);
    }
    expect(await fails(gateway.staff({ ...company, externalId: '999' }))).to.deep.include({ kind: 'not_found' });
  });

  it('gives up on a platform that does not answer in time', async () => {
    const { gateway, company, faults } = await start({ filling: smallFilling(), connection: { timeoutMs: 150 } });
    faults.add({ system: 'booking', kind: 'slow', count: 1, afterMs: 600 });
    expect(await fails(gateway.staff(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('why', 'timeout');
  });

  it('says that a platform is not there at all', async () => {
    const { gateway, company, close } = await start({ filling: smallFilling() });
    await close();
    expect(await fails(gateway.staff(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('why', 'unreachable');
  });
});
