/**
 * How long a change in the booking platform takes to be in the segment: the whole product runs, a silent client's visit is moved
 * to today in the sandbox, "sync now" is pressed, and the database is watched. Counted from the end of the cycle that brought it,
 * and from the press; at rest, and while every card of the company is still to be read one by one, as after a first copy.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import knexFactory, { type Knex } from 'knex';
import { localSecrets } from '../config/local-secrets.ts';
import { signIn } from '../test/support/people.ts';
import { eventually, startStack, type Stack } from '../test/support/stack.ts';

const LIMIT_MS = 5_000;
const ROUNDS = 12;
/** From the press, with a cycle under way: it gives way, the next one begins, copies, and has the numbers brought up to date. */
const PRESS_LIMIT_MS = 6_000;
const LOOK_EVERY_MS = 20;

interface Measured {
  fromPressMs: number;
  fromCycleMs: number;
}

function open(stack: Stack): Knex {
  const { postgresPassword } = localSecrets(stack.dataDir);
  return knexFactory({
    client: 'pg',
    connection: `postgres://reprise:${postgresPassword}@127.0.0.1:${String(stack.ports.postgres)}/reprise`,
    pool: { min: 0, max: 2 },
  });
}

/** Somebody who has been away long enough to be in another segment once they were here today. */
async function silentClient(
  database: Knex,
  used: number[],
): Promise<{ clientId: number; segment: string; recordId: string; today: string }> {
  const { rows } = await database.raw<{
    rows: { client_id: number; segment: string; external_id: string; today: string }[];
  }>(
    `select s.client_id, s.segment, v.external_id, to_char(i.as_of, 'YYYY-MM-DD') as today
     from client_segments s
     join insight_state i on i.company_id = s.company_id
     join lateral (
       select external_id from visits where client_id = s.client_id and attendance = 1 and not is_deleted order by local_date limit 1
     ) v on true
     where s.segment in ('going_silent', 'nearly_lost', 'lost_clients', 'trial_dropoffs')
       and s.client_id <> all(?)
     order by s.client_id limit 1`,
    [used],
  );
  const found = rows[0];
  if (!found) throw new Error('Nobody is silent: there is nothing to move.');
  used.push(found.client_id);
  return { clientId: found.client_id, segment: found.segment, recordId: found.external_id, today: found.today };
}

async function measure(
  stack: Stack,
  database: Knex,
  owner: Awaited<ReturnType<typeof signIn>>,
  used: number[],
  meanwhile: () => Promise<void>,
): Promise<Measured> {
  await meanwhile();
  const { clientId, segment, recordId, today } = await silentClient(database, used);
  const changedAt = performance.timeOrigin + performance.now();
  await fetch(`${stack.sandboxUrl}/sandbox/booking/records/${recordId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ local: `${today} 00:30` }),
  });
  await owner.api('POST', '/sync');
  for (;;) {
    const { rows } = await database.raw<{ rows: { now: Date; ended_at: Date }[] }>(
      // Moves are not noted while a first copy is still coming in; the segment itself is what people see.
      `select clock_timestamp() as now, r.ended_at from sync_runs r
       where r.outcome = 'changed' and r.ended_at >= to_timestamp(? / 1000.0)
         and not exists (select 1 from client_segments s where s.client_id = ? and s.segment = ?)
       order by r.ended_at limit 1`,
      [changedAt, clientId, segment],
    );
    const seen = rows[0];
    if (seen)
      return {
        fromPressMs: seen.now.getTime() - changedAt,
        fromCycleMs: seen.now.getTime() - seen.ended_at.getTime(),
      };
    if (performance.timeOrigin + performance.now() - changedAt > 180_000) throw new Error('The change never came.');
    await sleep(LOOK_EVERY_MS);
  }
}

async function unreadCards(database: Knex): Promise<number> {
  const { rows } = await database.raw<{ rows: { unread: number }[] }>(
    `select count(*)::int as unread from clients where card_read_at is null and not is_deleted`,
  );
  return rows[0]?.unread ?? 0;
}

async function untilCardsAreRead(database: Knex): Promise<void> {
  await eventually('every card to be read', async () => (await unreadCards(database)) === 0, 900_000);
}

/** Every card is to be read, and the reading has begun. */
async function beginCards(database: Knex, owner: Awaited<ReturnType<typeof signIn>>): Promise<void> {
  await database('clients').update({ card_read_at: null });
  const all = await unreadCards(database);
  await owner.api('POST', '/sync');
  await eventually('the first cards to be read', async () => (await unreadCards(database)) < all - 5, 120_000);
}

const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

const began = performance.now();
const stack = await startStack();
const database = open(stack);
try {
  const owner = await signIn(stack);
  await eventually('the first snapshot', async () => database('metric_snapshots').first(), 180_000);
  const { rows } = await database.raw<{ rows: { ms: number }[] }>(
    `select extract(epoch from (select min(computed_at) from metric_snapshots) - (select min(first_copy_done_at) from sync_cursors where collection = 'records')) * 1000 as ms`,
  );
  console.log(
    `first snapshot, counted from the end of the first copy: ${seconds(rows[0]?.ms ?? 0)} (limit 60 s); from the start of everything ${seconds(performance.now() - began)}`,
  );
  const used: number[] = [];
  const rounds = async (title: string, meanwhile: () => Promise<void>): Promise<void> => {
    const measured: Measured[] = [];
    for (let round = 1; round <= ROUNDS; round += 1)
      measured.push(await measure(stack, database, owner, used, meanwhile));
    const [after, press] = [measured.map((each) => each.fromCycleMs), measured.map((each) => each.fromPressMs)];
    console.log(
      `${title}: from the end of the cycle that brought it median ${seconds(median(after))}, worst ${seconds(Math.max(...after))}, limit ${seconds(LIMIT_MS)}; ` +
        `from the press median ${seconds(median(press))}, worst ${seconds(Math.max(...press))}, limit ${seconds(PRESS_LIMIT_MS)}; ${String(ROUNDS)} changes`,
    );
    if (Math.max(...after) > LIMIT_MS || Math.max(...press) > PRESS_LIMIT_MS) process.exitCode = 1;
  };
  await untilCardsAreRead(database);
  await rounds('at rest', async () => undefined);
  await rounds('while cards are being read', () => beginCards(database, owner));
  await untilCardsAreRead(database);
  console.log('every card was read in the end\n\nnpm run bench -- change-to-segment');
} catch (error) {
  console.error(stack.output().slice(-4_000));
  throw error;
} finally {
  await database.destroy();
  await stack.remove();
}
