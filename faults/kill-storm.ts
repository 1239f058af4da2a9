/** 2,000 approved rows wait, and processes are killed all the while: each is accepted exactly once, or listed as unknown. */

import { killStorm, sayWhenBack } from './support/kills.ts';
import { outcomeOf, tally, untilDone } from './support/outcome.ts';
import { CONCURRENT, type Product, untilCopied, withProduct } from './support/product.ts';
import { queueApproved } from './support/queued-rows.ts';
import type { Scenario, Trial } from './support/run.ts';

const KILLS = 30;
const DONE_WITHIN_MS = 60_000;
/** Longer than allowed, so that a late end is told apart from none. */
const PATIENCE_MS = 240_000;
const SETTLED_WITHIN_MS = 60_000;

export const scenario: Scenario = { size: 2_000, prove: (trial) => withProduct((product) => storm(product, trial)) };

async function storm(product: Product, trial: Trial): Promise<void> {
  const { say, claim, size } = trial;
  await untilCopied(product);
  const ids = await queueApproved(product, size);
  say(`${String(size)} approved rows are queued; ${String(CONCURRENT)} requests at once, 80 a second`);
  const ended = await killStorm(product.stack, trial, KILLS);
  const { kills, killed, endedAt } = ended;
  const [tookMs] = await Promise.all([
    untilDone(product, ids, endedAt, PATIENCE_MS),
    sayWhenBack(product.stack, trial, ended),
  ]);
  const first = await outcomeOf(product, ids);
  say(`when done: ${tally(first.rows)}`);
  const end = await settled(product, ids);
  say(`at the end: ${tally(end.rows)}`);
  const allowed = (killed.get('sender') ?? 0) * CONCURRENT;
  claim(`${String(kills)} processes were killed`, kills >= KILLS);
  claim(`no key was accepted twice (${String(end.twice.length)} were)`, end.twice.length === 0);
  claim(`none is missing (${end.missing.length === 0 ? '0' : tally(end.missing)})`, end.missing.length === 0);
  claim(`at most ${String(allowed)} were in doubt (${String(first.unknown.length)})`, first.unknown.length <= allowed);
  claim(
    `what was accepted is settled by its status (${String(end.unsettled.length)} are not)`,
    end.unsettled.length === 0,
  );
  claim(
    `done ${(tookMs / 1000).toFixed(1)} s after the last kill, of ${String(DONE_WITHIN_MS / 1000)}`,
    tookMs <= DONE_WITHIN_MS,
  );
}

/** Statuses of what was accepted arrive by webhook, again and again until the API takes them. */
async function settled(product: Product, ids: readonly number[]): ReturnType<typeof outcomeOf> {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const outcome = await outcomeOf(product, ids);
    if (outcome.unsettled.length === 0 || Date.now() > until) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
