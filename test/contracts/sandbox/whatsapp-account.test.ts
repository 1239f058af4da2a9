/** What Meta does to a whole number, as the stand-in does it and as our border reads it. */

import { expect } from 'chai';
import type { AccountTold } from '../../../domain/delivery/webhook.ts';
import { parseWebhook } from '../../../integrations/whatsapp/webhook.ts';
import { SANDBOX_WHATSAPP } from '../../../sandbox/credentials.ts';
import {
  eventually,
  type SandboxWorld,
  startSandboxWorld,
  templateMessage,
  textMessage,
} from '../../support/sandbox.ts';

const PHONE = '+420777111222';

describe('a number in the hands of the WhatsApp stand-in', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await startSandboxWorld();
  });
  afterEach(async () => {
    await world.close();
  });
  const happen = async (event: Record<string, unknown>): Promise<number> => {
    const answer = await fetch(`${world.url}/sandbox/whatsapp/account`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    return answer.status;
  };
  const read = (): AccountTold[] =>
    world.receiver.received.flatMap(({ body }) => parseWebhook(body, new Date())?.accounts ?? []);

  it('is graded, moved between tiers, warned, restricted and disabled, and every webhook can be read', async () => {
    await happen({ event: 'quality', quality: 'FLAGGED' });
    await happen({ event: 'quality', quality: 'DOWNGRADE', limit: 'TIER_2K' });
    await happen({ event: 'tier', limit: 'TIER_UNLIMITED' });
    await happen({ event: 'violation', violation: 'SCAM' });
    await happen({ event: 'restrict', forMs: null });
    await happen({ event: 'disable' });
    await happen({ event: 'reinstate' });
    expect(await happen({ event: 'something else' })).to.equal(400);
    await eventually(() => read().length === 7, 'seven webhooks');
    expect(read().map(({ id: _id, at: _at, ...told }) => told)).to.deep.equal([
      { kind: 'quality', event: 'FLAGGED', displayPhone: '16045550100', tier: null },
      { kind: 'quality', event: 'DOWNGRADE', displayPhone: '16045550100', tier: 2_000 },
      { kind: 'tier', tier: 2_000_000_000 },
      { kind: 'violation', violation: 'SCAM' },
      { kind: 'restricted', restrictions: [{ type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', until: null }] },
      { kind: 'disabled', state: 'DISABLE', on: new Date().toISOString().slice(0, 10) },
      { kind: 'disabled', state: 'REINSTATE', on: new Date().toISOString().slice(0, 10) },
    ]);
    expect(new Set(read().map(({ id }) => id)).size).to.equal(7);
  });

  it('answers 368 to templates while it is restricted, and 131031 to everything while it is locked', async () => {
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Ahoj' });
    const codes = async () => [
      (await world.send(templateMessage({ to: PHONE }))).body.error?.code,
      (await world.send(textMessage('Dobrý den', PHONE))).body.error?.code,
    ];
    await happen({ event: 'restrict', forMs: 3_600_000, phoneNumberId: SANDBOX_WHATSAPP.phoneNumberId });
    expect(await codes()).to.deep.equal([368, undefined]);
    await eventually(() => read()[0], 'the restriction');
    const [told] = read();
    expect(told?.kind === 'restricted' && told.restrictions[0]?.until).to.be.instanceOf(Date);
    await happen({ event: 'disable' });
    expect(await codes()).to.deep.equal([131031, 131031]);
    await happen({ event: 'lift' });
    expect(await codes()).to.deep.equal([undefined, undefined]);
  });
});
