/** Tells webhooks as Meta may at its worst: several changes in a body, again and again, in any order, some signed by somebody else. */

import { randomUUID } from 'node:crypto';
import { SANDBOX_WHATSAPP } from '../../sandbox/credentials.ts';
import { inboundChange, statusChange } from '../../sandbox/whatsapp/payloads.ts';
import type { Account, Chat, ChatMessage, Status } from '../../sandbox/whatsapp/state.ts';
import { encodeBody, sign } from '../../sandbox/whatsapp/webhooks.ts';
import type { Stack } from '../../test/support/stack.ts';

export type Change = ReturnType<typeof statusChange> | ReturnType<typeof inboundChange>;

const ACCOUNT: Account = {
  ...SANDBOX_WHATSAPP,
  displayPhoneNumber: '16045550100',
  verifiedName: 'Sandbox Club',
  webhookUrl: null,
};
const MOST_IN_A_BODY = 20;
/** Deliveries under way at once. */
const AT_ONCE = 8;

const chatWith = (waId: string): Chat => ({
  phoneNumberId: ACCOUNT.phoneNumberId,
  waId,
  messages: [],
  lastInboundAt: null,
});

export function statusTold(send: { key: string; wamid: string; to: string }, status: Status, at: number): Change {
  const message: ChatMessage = {
    id: send.wamid,
    key: send.key,
    direction: 'out',
    kind: 'template',
    text: '',
    at,
    buttons: [],
    status,
    statusAt: at,
  };
  return statusChange(ACCOUNT, chatWith(send.to), message);
}

export function wordsTold(waId: string, text: string, at: number): Change {
  const message: ChatMessage = {
    id: `wamid.${randomUUID()}`,
    direction: 'in',
    kind: 'text',
    text,
    at,
    buttons: [],
    status: 'accepted',
    statusAt: at,
  };
  return inboundChange(ACCOUNT, chatWith(waId), message, { profileName: 'Kim' });
}

/** In bodies of 1 to 20 changes, as chance has it. */
export function bodiesOf(changes: readonly Change[], random: () => number): Change[][] {
  const bodies: Change[][] = [];
  for (let at = 0; at < changes.length;) {
    const size = 1 + Math.floor(random() * MOST_IN_A_BODY);
    bodies.push(changes.slice(at, at + size));
    at += size;
  }
  return bodies;
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** How many bodies were answered how, by HTTP status; `secret` is whoever signs. What is refused is not repeated here. */
export async function deliver(
  stack: Stack,
  bodies: readonly (readonly Change[])[],
  secret: string = ACCOUNT.appSecret,
): Promise<Map<number, number>> {
  const answers = new Map<number, number>();
  const waiting = [...bodies];
  const lane = async (): Promise<void> => {
    for (let body = waiting.shift(); body; body = waiting.shift()) {
      const status = await post(stack, body, secret);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return answers;
}

async function post(stack: Stack, changes: readonly Change[], secret: string): Promise<number> {
  const bytes = encodeBody({
    object: 'whatsapp_business_account',
    entry: [{ id: ACCOUNT.businessAccountId, time: Math.floor(Date.now() / 1000), changes }],
  });
  const answer = await fetch(`${stack.url}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(bytes, secret) },
    body: new Uint8Array(bytes),
    signal: AbortSignal.timeout(30_000),
  });
  await answer.arrayBuffer();
  return answer.status;
}
