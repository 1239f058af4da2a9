/** An operator terminates workflows that wait for a moderator: they come back by themselves, and every message can be approved. */

import type { Candidates } from '../contracts/http/campaigns.ts';
import { deliverMessageId, RECONCILE_ID } from '../contracts/workflows/delivery.ts';
import { openTemporal } from '../integrations/temporal/gateway.ts';
import { signIn } from '../test/support/people.ts';
import { eventually } from '../test/support/stack.ts';
import { outcomeOf, tally, untilDone } from './support/outcome.ts';
import { untilCopied, withProduct, type Product } from './support/product.ts';
import type { Scenario, Trial } from './support/run.ts';

const DRAFTED_WITHIN_MS = 240_000;
const BACK_WITHIN_MS = 60_000;

export const scenario: Scenario = { size: 20, prove: (trial) => withProduct((product) => terminated(product, trial)) };

async function terminated(product: Product, trial: Trial): Promise<void> {
  const { stack, database, companyId } = product;
  const { say, claim, size } = trial;
  await untilCopied(product);
  await database('reactivation_settings')
    .where({ company_id: companyId })
    .update({ manual_daily_limit: size, hold_out_percent: 0 });
  const owner = await signIn(stack);
  await owner.api<Candidates>('GET', '/reactivation/candidates');
  await owner.api('POST', '/reactivation/runs');
  const waiting = await eventually(
    `${String(size)} messages to wait for a moderator`,
    async () => {
      const found = await owner.messages('?status=awaiting_approval');
      return found.length === size && found;
    },
    DRAFTED_WITHIN_MS,
  );
  const temporal = openTemporal({ address: `127.0.0.1:${String(stack.ports.temporal)}`, namespace: 'default' });
  try {
    const ids = waiting.map(({ id }) => id);
    for (const id of ids) await temporal.client.workflow.getHandle(deliverMessageId(id)).terminate('by an operator');
    say(`${String(ids.length)} waiting workflows were terminated`);
    // In life it comes round every five minutes.
    await temporal.client.schedule.getHandle(RECONCILE_ID).trigger();
    const began = Date.now();
    const isRunning = async (id: number): Promise<boolean> =>
      (await temporal.client.workflow.getHandle(deliverMessageId(id)).describe()).status.name === 'RUNNING';
    const back = await eventually(
      'all of them to run again',
      async () => (await Promise.all(ids.map(isRunning))).every(Boolean),
      BACK_WITHIN_MS,
    ).catch(() => false);
    claim(`reconcile brought all of them back, in ${String(Date.now() - began)} ms`, back);
    const answers = await Promise.all(ids.map((id) => owner.api('POST', `/messages/${String(id)}/approve`, {})));
    const approved = answers.filter(({ status }) => status < 300).length;
    claim(`every one could be approved (${String(approved)} of ${String(ids.length)})`, approved === ids.length);
    await untilDone(product, ids, Date.now(), BACK_WITHIN_MS * 2);
    const { rows, twice, missing } = await outcomeOf(product, ids);
    say(tally(rows));
    const lost = missing.filter(({ why }) => why !== 'no_consent');
    claim(
      `each was sent once (${String(twice.length)} twice, ${String(lost.length)} missing)`,
      twice.length + lost.length === 0,
    );
  } finally {
    await temporal.close();
  }
}
