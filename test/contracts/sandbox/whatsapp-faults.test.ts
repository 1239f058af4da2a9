/** Faults on demand: what the caller sees, and what was accepted all the same. */

import { expect } from 'chai';
import fc from 'fast-check';
import { createFaults } from '../../../sandbox/faults.ts';
import { startSandboxWorld, templateMessage, type SandboxWorld } from '../../support/sandbox.ts';

describe('faults of the WhatsApp stand-in', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await startSandboxWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  const accepted = () => world.sandbox.whatsapp.accepted().length;
  const orderFault = async (fault: object) =>
    fetch(`${world.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
  /** How the call ended for its caller. */
  const outcome = async (timeoutMs = 5_000) =>
    world.send(templateMessage(), { timeoutMs }).then(
      (answer) => answer.body.error?.code ?? answer.status,
      (error: unknown) => (error instanceof DOMException && error.name === 'TimeoutError' ? 'silence' : 'cut'),
    );

  const kinds: [string, Record<string, unknown>, string | number, number][] = [
    ['stays silent before accepting', { kind: 'timeout_before' }, 'silence', 0],
    ['stays silent after accepting', { kind: 'timeout_after' }, 'silence', 1],
    ['cuts the connection before accepting', { kind: 'reset_before' }, 'cut', 0],
    ['cuts the connection after accepting', { kind: 'reset_after' }, 'cut', 1],
    ['answers 503 without a code before accepting', { kind: 'server_error_before' }, 503, 0],
    ['answers 503 without a code after accepting', { kind: 'server_error_after' }, 503, 1],
    ['answers 130429 without accepting', { kind: 'code', code: 130_429 }, 130_429, 0],
    ['answers 131056 without accepting', { kind: 'code', code: 131_056 }, 131_056, 0],
    ['answers 131049 without accepting', { kind: 'code', code: 131_049 }, 131_049, 0],
    ['answers 131000 and has accepted', { kind: 'code_after', code: 131_000 }, 131_000, 1],
  ];
  for (const [what, fault, seen, count] of kinds) {
    it(`${what}, once, and is well again`, async () => {
      expect((await orderFault({ system: 'whatsapp', count: 1, ...fault })).status).to.equal(201);
      expect([await outcome(seen === 'silence' ? 300 : undefined), accepted()]).to.deep.equal([seen, count]);
      expect([await outcome(), accepted()]).to.deep.equal([200, count + 1]);
    });
  }

  it('answers late when told to, and has accepted long before', async () => {
    await orderFault({ system: 'whatsapp', kind: 'late_answer', count: 1, afterMs: 400 });
    expect([await outcome(150), accepted()]).to.deep.equal(['silence', 1]);
    await orderFault({ system: 'whatsapp', kind: 'late_answer', count: 1, afterMs: 400 });
    expect([await outcome(), accepted()]).to.deep.equal([200, 2]);
  });

  it('strikes only the phone it names', async () => {
    await orderFault({ system: 'whatsapp', kind: 'code', code: 131_026, match: '420777111333' });
    expect((await world.send(templateMessage())).status).to.equal(200);
    expect((await world.send(templateMessage({ to: '+420777111333' }))).body.error?.code).to.equal(131_026);
  });

  it('spends a counted fault on messages that could have gone, never on ones refused anyway', async () => {
    await orderFault({ system: 'whatsapp', kind: 'reset_before', count: 1 });
    expect((await world.send(templateMessage({ name: 'nobody_made_this' }))).body.error?.code).to.equal(132_001);
    expect(await outcome()).to.equal('cut');
  });

  it('refuses an order that makes no sense', async () => {
    for (const order of [
      {},
      { system: 'post', kind: 'x' },
      { system: 'whatsapp' },
      { system: 'whatsapp', kind: 'code', probability: 2 },
      { system: 'whatsapp', kind: 'code', count: 0 },
    ]) {
      expect((await orderFault(order)).status).to.equal(400);
    }
    expect(world.sandbox.faults.list()).to.deep.equal([]);
  });

  it('meets the same calls again with the same seed', () => {
    const hits = (seed: number) => {
      const faults = createFaults();
      faults.add({ system: 'whatsapp', kind: 'code', probability: 0.3, seed });
      return Array.from({ length: 60 }, () => faults.take('whatsapp', ['code']) !== undefined);
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        expect(hits(seed)).to.deep.equal(hits(seed));
      }),
    );
    expect(hits(1)).not.to.deep.equal(hits(2));
    expect(hits(5).filter(Boolean).length).to.be.within(5, 35);
  });
});
