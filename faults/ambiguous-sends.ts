/** WhatsApp takes messages and hides it, or refuses them and hides that: nothing goes twice, and what can be known is settled. */

import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../test/support/stack.ts';
import { outcomeOf, rowsOf, tally, untilDone } from './support/outcome.ts';
import { type Product, withProduct } from './support/product.ts';
import { queueApproved } from './support/queued-rows.ts';
import type { Scenario, Trial } from './support/run.ts';

/** Each befalls a tenth of the requests that come so far. */
const TROUBLES = [
  { kind: 'reset_before', what: 'refused, then reset' },
  { kind: 'reset_after', what: 'accepted, then reset' },
  { kind: 'timeout_after', what: 'accepted, then silence' },
  { kind: 'server_error_after', what: 'accepted, then 500', code: 500 },
];
/** Below WhatsApp's own 80, so that no refusal of its own mixes with ours. */
const PER_SECOND = 60;
const PATIENCE_MS = 180_000;
const SETTLED_WITHIN_MS = 5_000;
/** Longer than any sweep of the sender: whoever wanted to send again would have done it. */
const WATCH_MS = 75_000;

export const scenario: Scenario = {
  size: 400,
  prove: (trial) =>
    withProduct(async (product) => {
      await product.database('whatsapp_account_health').update({ messages_per_second: PER_SECOND });
      await heard(product, trial);
      await muted(product, trial);
    }),
};

async function heard(product: Product, trial: Trial): Promise<void> {
  const { say, claim, size } = trial;
  const { rows, hits } = await sendInTrouble(product, trial, size, 0);
  say(`with webhooks: ${hits}`);
  const outcome = await eventually(
    'what was accepted to be settled',
    async () => {
      const now = await outcomeOf(product, rows);
      return now.unsettled.length === 0 && now;
    },
    60_000,
  ).catch(() => outcomeOf(product, rows));
  say(tally(outcome.rows));
  claim(`no key was accepted twice (${String(outcome.twice.length)} were)`, outcome.twice.length === 0);
  claim(`none is missing (${String(outcome.missing.length)})`, outcome.missing.length === 0);
  claim(
    `whatever was accepted is settled (${String(outcome.unsettled.length)} are not)`,
    outcome.unsettled.length === 0,
  );
  const { slowest, most } = await settling(product, rows);
  claim(
    `each within ${String(SETTLED_WITHIN_MS / 1000)} s of its webhook (${String(slowest)} ms)`,
    slowest <= SETTLED_WITHIN_MS,
  );
  claim(`none was tried a second time (at most ${String(most)} requests a row)`, most === 1);
}

async function muted(product: Product, trial: Trial): Promise<void> {
  const { say, claim, size, random } = trial;
  await product.world.at('POST', '/sandbox/faults', { system: 'whatsapp', kind: 'mute_webhooks' });
  const { rows, hits } = await sendInTrouble(product, trial, size, size);
  say(`with webhooks muted: ${hits}`);
  const before = await outcomeOf(product, rows);
  say(tally(before.rows));
  const inDoubt = new Set(before.unknown.map(({ key }) => key));
  // A new attempt of the sender looks through everything that the older one left.
  const sender = product.stack.pids().get('sender');
  if (sender !== undefined) process.kill(sender, 'SIGKILL');
  const more = await queueApproved(product, 1 + Math.floor(random() * 5), 2 * size);
  await untilDone(product, more, Date.now(), PATIENCE_MS);
  await sleep(WATCH_MS);
  const after = await outcomeOf(product, rows);
  const still = after.unknown.filter(({ key }) => inDoubt.has(key)).length;
  claim(
    `every row in doubt is listed as unknown (${String(still)} of ${String(inDoubt.size)})`,
    still === inDoubt.size,
  );
  claim(`no key was accepted twice (${String(after.twice.length)} were)`, after.twice.length === 0);
  claim(`none is missing (${String(after.missing.length)})`, after.missing.length === 0);
  const { most } = await settling(product, rows);
  claim(`none was sent again, after ${String(WATCH_MS / 1000)} s and a restart of the sender`, most === 1);
}

async function sendInTrouble(
  product: Product,
  { seed }: Trial,
  size: number,
  from: number,
): Promise<{ rows: number[]; hits: string }> {
  const { world } = product;
  for (const [place, { kind, code }] of TROUBLES.entries()) {
    const order = { system: 'whatsapp', kind, probability: 0.1, seed: seed * 10 + place, code };
    await world.at('POST', '/sandbox/faults', order);
  }
  const rows = await queueApproved(product, size, from);
  await untilDone(product, rows, Date.now(), PATIENCE_MS);
  const { faults } = (await world.at<{ faults: { kind: string; hits: number }[] }>('GET', '/sandbox/faults')).body;
  await world.at('DELETE', '/sandbox/faults?system=whatsapp');
  const hits = TROUBLES.map(({ kind, what }) => {
    const times = faults.filter((fault) => fault.kind === kind).reduce((sum, fault) => sum + fault.hits, 0);
    return `${what} ${String(times)}`;
  });
  return { rows, hits: hits.join(' · ') };
}

/** Milliseconds from a status's arrival to its row's change, the slowest first status of all; and the most requests of one row. */
async function settling(product: Product, ids: readonly number[]): Promise<{ slowest: number; most: number }> {
  const rows = await rowsOf(product, ids);
  const { rows: found } = await product.database.raw<{ rows: { slowest: number }[] }>(
    `select coalesce(max(extract(epoch from took) * 1000), 0)::int as slowest
     from (
       select min(coalesce(i.applied_at, now()) - i.received_at) as took
       from webhook_inbox i
       join outbox_messages o on o.company_id = i.company_id and o.wamid = i.wamid
       where o.message_id = any (?) and i.kind = 'status'
       group by i.wamid
     ) firsts`,
    [[...ids]],
  );
  return { slowest: found[0]?.slowest ?? 0, most: Math.max(...rows.map(({ attempts }) => attempts)) };
}
