/** Webhooks five times each, out of order, before the send's own answer, forged, and three days of them at once: told once, lost never. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Accepted } from '../test/support/people.ts';
import { eventually } from '../test/support/stack.ts';
import { bodiesOf, type Change, deliver, shuffled, statusTold, wordsTold } from './support/meta.ts';
import { outcomeOf, tally } from './support/outcome.ts';
import { type Product, withProduct } from './support/product.ts';
import { queueApproved } from './support/queued-rows.ts';
import type { Scenario, Trial } from './support/run.ts';

const TIMES = 5;
const FORGED_SHARE = 0.01;
/** The answer to a send comes this much later than its acceptance, and most of its statuses come before. */
const LATE_MS = 3_000;
const DAY_MS = 86_400_000;
const BACKLOG_DAYS = 3;
const STATUSES = ['sent', 'delivered', 'read'] as const;
/** Every tenth person of the backlog wants no more messages. */
const STOPS_EVERY = 10;
const APPLIED_WITHIN_MS = 120_000;

export const scenario: Scenario = {
  size: 300,
  prove: (trial) =>
    withProduct(async (product) => {
      // From here on we are Meta; the stand-in still accepts, and keeps its log.
      await product.world.at('POST', '/sandbox/faults', { system: 'whatsapp', kind: 'mute_webhooks' });
      const first = await beforeTheAnswer(product, trial);
      await backlog(product, trial, first);
    }),
};

async function beforeTheAnswer(product: Product, trial: Trial): Promise<number[]> {
  const { say, claim, size, random } = trial;
  const { stack, world } = product;
  const order = { system: 'whatsapp', kind: 'late_answer', afterMs: LATE_MS };
  await world.at('POST', '/sandbox/faults', order);
  const ids = await queueApproved(product, size);
  const told = new Set<string>();
  const answers = new Map<number, number>();
  while (told.size < size) {
    const fresh = (await world.accepted()).filter(({ wamid }) => !told.has(wamid));
    for (const { wamid } of fresh) told.add(wamid);
    const bodies = bodiesOf(shuffled(fresh.flatMap(everyStatus), random), random);
    for (const [status, times] of await deliver(stack, bodies)) answers.set(status, (answers.get(status) ?? 0) + times);
    await sleep(100);
  }
  say(
    `${String(told.size * STATUSES.length * TIMES)} statuses, while the answers to the sends were still to come; answered ${counts(answers)}`,
  );
  claim(
    'every body was acknowledged',
    [...answers.keys()].every((status) => status === 200),
  );
  await isRead(product, ids, APPLIED_WITHIN_MS);
  const { rows, twice, missing } = await outcomeOf(product, ids);
  say(tally(rows));
  claim(`no key was accepted twice (${String(twice.length)} were)`, twice.length === 0);
  claim(`none is missing (${String(missing.length)})`, missing.length === 0);
  claim(
    'every message is read, as its last status says',
    rows.every(({ status }) => status === 'read'),
  );
  await claimToldOnce(product, trial, ids);
  await world.at('DELETE', '/sandbox/faults?system=whatsapp');
  return ids;
}

const everyStatus = (send: Accepted): Change[] =>
  STATUSES.flatMap((status) => Array.from({ length: TIMES }, () => statusTold(send, status, Date.now())));

async function backlog(product: Product, trial: Trial, before: readonly number[]): Promise<void> {
  const { say, claim, size, random } = trial;
  const { stack, world, database } = product;
  await world.at('POST', '/sandbox/faults', { system: 'whatsapp', kind: 'mute_webhooks' });
  const ids = await queueApproved(product, size, before.length);
  await eventually('all to be sent', async () => {
    const { rows } = await outcomeOf(product, ids);
    return rows.every(({ status }) => status === 'sent');
  });
  // As if they had gone over the last three days, and nobody had heard of them since.
  await database.raw(
    `update outbox_messages set sent_at = sent_at - random() * interval '${String(BACKLOG_DAYS)} days', sending_at = sending_at - interval '${String(BACKLOG_DAYS)} days' where message_id = any (?)`,
    [[...ids]],
  );
  const keys = new Map((await outcomeOf(product, ids)).rows.map((row) => [row.key, row]));
  const sends = (await world.accepted()).filter(({ key }) => keys.has(key));
  const stops = sends.filter((_, place) => place % STOPS_EVERY === 0);
  const { changes, forged } = backlogOf(sends, stops, random);
  const began = Date.now();
  const [answers, refusals] = await Promise.all([
    deliver(stack, bodiesOf(changes, random)),
    deliver(stack, bodiesOf(forged, random), 'not the secret of this application'),
  ]);
  say(
    `three days at once: ${String(changes.length)} changes, and ${String(forged.length)} forged; answered ${counts(answers)}, the forged ${counts(refusals)}`,
  );
  const acknowledgedMs = Date.now() - began;
  await isRead(product, ids, APPLIED_WITHIN_MS);
  const { rows } = await outcomeOf(product, ids);
  say(`${tally(rows)}; acknowledged in ${seconds(acknowledgedMs)}, in force after ${seconds(Date.now() - began)}`);
  claim(
    'every body was acknowledged',
    [...answers.keys()].every((status) => status === 200),
  );
  claim(
    'every forged one was refused',
    [...refusals.keys()].every((status) => status === 403),
  );
  claim(
    'every message is read, as its last status says',
    rows.every(({ status }) => status === 'read'),
  );
  await claimToldOnce(product, trial, ids);
  await claimStopped(product, trial, stops, forged.length);
}

function backlogOf(
  sends: readonly Accepted[],
  stops: readonly Accepted[],
  random: () => number,
): { changes: Change[]; forged: Change[] } {
  const now = Date.now();
  const once = sends.flatMap((send) => {
    const at = now - random() * BACKLOG_DAYS * DAY_MS;
    return STATUSES.map((status, step) => statusTold(send, status, at + step * 1_000));
  });
  const words = stops.map(({ to }) => wordsTold(to, 'STOP', now - random() * DAY_MS));
  const changes = shuffled(
    [...once, ...words].flatMap((change) => Array.from({ length: TIMES }, () => change)),
    random,
  );
  // Forged ones would opt out people who never asked for it.
  const others = sends.filter((send) => !stops.includes(send));
  const forged = others
    .slice(0, Math.max(1, Math.ceil(changes.length * FORGED_SHARE)))
    .map(({ to }) => wordsTold(to, 'STOP', now));
  return { changes, forged };
}

async function isRead({ database }: Product, ids: readonly number[], withinMs: number): Promise<void> {
  await eventually(
    'every status to be applied',
    async () => {
      const { rows } = await database.raw<{ rows: { open: number }[] }>(
        `select (select count(*) from webhook_inbox where applied_at is null)
              + (select count(*) from outbox_messages where message_id = any (?) and status <> 'read') as open`,
        [[...ids]],
      );
      return rows[0]?.open === 0;
    },
    withinMs,
  ).catch(() => undefined);
}

async function claimToldOnce({ database }: Product, { claim }: Trial, ids: readonly number[]): Promise<void> {
  const { rows } = await database.raw<{ rows: { kind: string; messages: number; times: number }[] }>(
    `select kind, count(*) as times, count(distinct message_id) as messages from message_events
     where message_id = any (?) and kind in ('sent', 'delivered', 'read') group by kind`,
    [[...ids]],
  );
  const repeated = rows.filter(({ messages, times }) => messages !== times);
  claim(`no message's story tells a step twice (${JSON.stringify(repeated)})`, repeated.length === 0);
  const read = rows.find(({ kind }) => kind === 'read')?.messages ?? 0;
  claim(`the story of each ends with its reading (${String(read)} of ${String(ids.length)})`, read === ids.length);
}

async function claimStopped(
  { database }: Product,
  { claim }: Trial,
  stops: readonly Accepted[],
  forged: number,
): Promise<void> {
  const phones = stops.map(({ to }) => `+${to.replace('+', '')}`);
  const { rows } = await database.raw<{ rows: { phone: string; replies: number }[] }>(
    `select o.phone, (select count(*) from replies r join conversations c on c.id = r.conversation_id where c.phone = o.phone) as replies
     from opt_outs o`,
  );
  const found = rows.filter(({ phone }) => phones.includes(phone));
  const said = `${String(found.length)} of ${String(phones.length)}`;
  claim(`everybody who wrote STOP is opted out (${said})`, found.length === phones.length);
  claim(
    'their word is kept once',
    found.every(({ replies }) => replies === 1),
  );
  claim(`none of ${String(forged)} forged ones opted anybody out`, rows.length === found.length);
}

function counts(answers: ReadonlyMap<number, number>): string {
  return [...answers].map(([status, times]) => `${String(status)} ${String(times)} times`).join(', ');
}
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
