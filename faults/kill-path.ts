/** Everybody who is due is written to, from dry run to phone, while processes are killed: each gets one message, or is listed. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Candidates, StartedRun } from '../contracts/http/campaigns.ts';
import type { Message } from '../contracts/http/delivery.ts';
import { type Owner, signIn } from '../test/support/people.ts';
import { eventually } from '../test/support/stack.ts';
import { killStorm, sayWhenBack } from './support/kills.ts';
import { outcomeOf, tally } from './support/outcome.ts';
import { CONCURRENT, type Product, untilCopied, withProduct } from './support/product.ts';
import type { Scenario, Trial } from './support/run.ts';

const KILLS = 30;
const DONE_WITHIN_MS = 120_000;
/** Longer than allowed, so that a late end is told apart from none. */
const PATIENCE_MS = 360_000;
/** The one honest way not to be written to after all: a card that is read for the draft says "no newsletter". */
const HONEST = new Set(['no_consent']);

/** All whom the sandbox's club has to write to are 280. */
export const scenario: Scenario = { size: 280, prove: (trial) => withProduct((product) => wholePath(product, trial)) };

interface Standing {
  /** People begun with. */
  begun: number;
  /** Those who have a message that is at its end. */
  ended: number;
  messageIds: number[];
  /** Ended without an outbox row, by reason. */
  leftOut: Record<string, number>;
}

async function wholePath(product: Product, trial: Trial): Promise<void> {
  const { stack, database, companyId } = product;
  const { say, claim, size } = trial;
  await untilCopied(product);
  await database('reactivation_settings')
    .where({ company_id: companyId })
    .update({ manual_daily_limit: size, hold_out_percent: 0 });
  const owner = await signIn(stack);
  const dryRun = (await owner.api<Candidates>('GET', '/reactivation/candidates')).body.candidates.length;
  const people = Math.min(size, dryRun);
  say(`dry run: ${String(dryRun)} people are due, ${String(people)} may be begun with today`);
  await startRun(owner);
  const approver = approveAll(owner);
  const ended = await killStorm(stack, trial, KILLS);
  const back = sayWhenBack(stack, trial, ended);
  const standing = await untilEnded(product, owner, people, trial);
  const tookMs = Date.now() - ended.endedAt;
  await back;
  say(`${String(await approver.stop())} approvals were given`);
  const { rows, twice, missing, unknown } = await outcomeOf(product, standing.messageIds);
  say(`${String(standing.begun)} begun with; ${tally(rows)}; without a row: ${JSON.stringify(standing.leftOut)}`);
  const dishonest = missing.filter(({ why }) => !HONEST.has(why ?? ''));
  const leftOut = Object.keys(standing.leftOut).filter((why) => !HONEST.has(why));
  const allowed = (ended.killed.get('sender') ?? 0) * CONCURRENT;
  claim(`everybody was begun with (${String(standing.begun)} of ${String(people)})`, standing.begun === people);
  claim(`everybody's message came to its end (${String(standing.ended)})`, standing.ended === people);
  claim(`no key was accepted twice (${String(twice.length)} were)`, twice.length === 0);
  claim('nobody was written to twice', await isOncePerPerson(product));
  claim(`none is missing (${tally(dishonest)}${leftOut.join(', ')})`, dishonest.length + leftOut.length === 0);
  claim(`at most ${String(allowed)} were in doubt (${String(unknown.length)})`, unknown.length <= allowed);
  claim(
    `done ${(tookMs / 1000).toFixed(1)} s after the last kill, of ${String(DONE_WITHIN_MS / 1000)}`,
    tookMs <= DONE_WITHIN_MS,
  );
}

async function startRun(owner: Owner): Promise<void> {
  const started = await owner.api<StartedRun>('POST', '/reactivation/runs');
  if (started.status >= 300) throw new Error(`The run was refused: ${String(started.status)}`);
}

/** A moderator who says yes to everything, and tries again when nobody answers. */
function approveAll(owner: Owner): { stop: () => Promise<number> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let given = 0;
  const round = async (): Promise<void> => {
    const { body } = await owner.api<{ items?: Message[] }>('GET', '/messages?status=awaiting_approval&pageSize=50');
    for (const { id, version } of body?.items ?? []) {
      const answer = await owner.api('POST', `/messages/${String(id)}/approve`, { version });
      if (answer.status < 300) given += 1;
      if (signal.aborted) return;
    }
  };
  const work = (async () => {
    while (!signal.aborted) {
      await round().catch(() => undefined);
      await sleep(250);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await work;
      return given;
    },
  };
}

/** A run that died of too many kills is begun again, as a manager would who sees it failed. */
async function untilEnded(product: Product, owner: Owner, people: number, { say }: Trial): Promise<Standing> {
  let standing = await eventually('the standing', () => standingOf(product));
  const until = Date.now() + PATIENCE_MS;
  while ((standing.begun < people || standing.ended < people) && Date.now() < until) {
    await sleep(500);
    standing = await standingOf(product).catch(() => standing);
    const run = await product
      .database<{ id: number; status: string }>('reactivation_runs')
      .orderBy('id', 'desc')
      .first()
      .catch(() => undefined);
    if (run?.status !== 'failed') continue;
    const isBegun = await startRun(owner).then(
      () => true,
      () => false,
    );
    if (isBegun) say('the run had failed and was begun again');
    await sleep(5_000);
  }
  return standing;
}

async function standingOf({ database }: Product): Promise<Standing> {
  const { rows } = await database.raw<{
    rows: { id: number | null; status: string | null; why: string | null; hasRow: boolean }[];
  }>(
    `select m.id, m.status, m.reason as why, o.id is not null as "hasRow"
     from reactivations r
     left join messages m on m.reactivation_id = r.id and m.attempt = 1
     left join outbox_messages o on o.message_id = m.id`,
  );
  const open = ['drafting', 'awaiting_approval', 'waiting', 'queued', 'sending', 'failed'];
  const ended = rows.filter(({ status }) => status !== null && !open.includes(status));
  const leftOut: Record<string, number> = {};
  for (const { why, status, hasRow } of ended) {
    if (hasRow) continue;
    const name = why ?? status ?? '';
    leftOut[name] = (leftOut[name] ?? 0) + 1;
  }
  return {
    begun: rows.length,
    ended: ended.length,
    messageIds: rows.flatMap(({ id, hasRow }) => (id !== null && hasRow ? [id] : [])),
    leftOut,
  };
}

async function isOncePerPerson({ world }: Product): Promise<boolean> {
  const reached = (await world.accepted()).map(({ to }) => to);
  return new Set(reached).size === reached.length;
}
