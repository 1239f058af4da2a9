/** Today's run: one per company and day, within the allowance, every decision with its reason. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createRunsRepository } from '../../../db/repositories/campaigns/runs.ts';
import { makeCard, makeMessage, makeSalon, makeService, makeVisit, type Salon } from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = '2026-03-01T09:00:00.000Z';

describe('a run', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let salon: Salon;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    salon = await makeSalon(database, { settings: { daily_limit_mode: 'manual', manual_daily_limit: 3 } });
  });

  const open = (workflowRunId: string, at = AT) =>
    createRunsRepository(database).openRun(salon.scope, { workflowId: 'reactivation-run:1', workflowRunId, at });
  async function opened(workflowRunId = 'one', at = AT): Promise<number> {
    const run = await open(workflowRunId, at);
    if (run.outcome !== 'open') throw new Error('the run is held by another workflow');
    return run.runId;
  }
  const choose = (runId: number, at = AT) => createRunsRepository(database).choose(salon.scope, runId, at);
  async function lapsed(count: number): Promise<void> {
    const haircut = await makeService(database, salon);
    for (let index = 0; index < count; index += 1)
      await makeVisit(database, salon, await makeCard(database, salon), `2026-01-${String(10 + index)}`, [haircut]);
  }
  const decisions = async (): Promise<Record<string, number>> => {
    const rows: { decision: string; reason: string; count: number }[] = await database('campaign_decisions')
      .where({ company_id: salon.companyId })
      .groupBy('decision', 'reason')
      .select('decision', 'reason', database.raw('count(*) as count'));
    return Object.fromEntries(rows.map((row) => [`${row.decision}: ${row.reason}`, row.count]));
  };
  const runRow = (runId: number): Promise<Record<string, unknown>> =>
    database('reactivation_runs').where({ id: runId }).first() as Promise<Record<string, unknown>>;

  it('is one per company and local day, held by one workflow and known by its run id', async () => {
    const runId = await opened('one');
    expect(await open('one')).to.deep.equal({ outcome: 'open', runId });
    expect(await open('two')).to.deep.equal({ outcome: 'busy' });
    // 23:30 in UTC is the next day in Prague.
    expect(await opened('three', '2026-03-01T23:30:00.000Z')).not.to.equal(runId);
    const other = await makeSalon(database);
    const theirs = await createRunsRepository(database).openRun(other.scope, {
      workflowId: 'w',
      workflowRunId: 'one',
      at: AT,
    });
    expect(theirs).not.to.deep.equal({ outcome: 'open', runId });
  });

  it('is opened again by hand under the same id, and taken over from a workflow that went silent', async () => {
    const runs = createRunsRepository(database);
    const runId = await opened('one');
    await runs.closeRun(salon.scope, runId, { status: 'done' }, AT);
    expect(await open('two')).to.deep.equal({ outcome: 'open', runId });
    expect(await open('three', '2026-03-01T09:30:00.000Z')).to.deep.equal({ outcome: 'busy' });
    expect(await open('three', '2026-03-01T09:36:00.000Z')).to.deep.equal({ outcome: 'open', runId });
  });

  it('begins with the best of the allowance, and the rest waits', async () => {
    await lapsed(5);
    const runId = await opened();
    expect(await choose(runId)).to.deep.equal({ considered: 5, started: 3 });
    expect(await decisions()).to.deep.equal({ 'chosen: due': 3, 'waits: daily_limit': 2 });
    expect(await runRow(runId)).to.deep.include({ considered: 5, started: 3, skipped: { daily_limit: 2 } });
    const begun = await database('reactivations').where({ company_id: salon.companyId }).orderBy('id');
    // All are alike but for how long ago they came: the longest ago first.
    expect(begun.map((row: { facts: { daysSince: number } }) => row.facts.daysSince)).to.deep.equal([50, 49, 48]);
    expect(begun[0]).to.deep.include({
      status: 'running',
      run_id: runId,
      workflow_id: `reactivation:${String(salon.companyId)}:${String((begun[0] as { client_id: number }).client_id)}`,
    });
    expect((begun[0] as { facts: unknown }).facts).to.deep.include({
      attemptsBefore: 0,
      maxAttempts: 3,
      retryDays: 14,
      discounts: [10, 15, 20],
    });
  });

  it('begins with nobody twice when its step is repeated or it is opened again', async () => {
    await lapsed(5);
    const runId = await opened();
    await choose(runId);
    expect(await choose(runId)).to.deep.equal({ considered: 5, started: 3 });
    await database('reactivation_settings').where({ company_id: salon.companyId }).update({ manual_daily_limit: 4 });
    expect(await choose(runId)).to.deep.equal({ considered: 5, started: 4 });
    expect(await runRow(runId)).to.deep.include({ skipped: { daily_limit: 1 } });
  });

  it('takes from its allowance what was sent today and what is on its way', async () => {
    await lapsed(4);
    const [sent, pending] = [await makeCard(database, salon), await makeCard(database, salon)];
    const sentId = await makeMessage(database, salon, sent, { deliveredAt: '2026-03-01T06:00:00Z' });
    await database('outbox_messages').insert({
      company_id: salon.companyId,
      message_id: sentId,
      phone_number_id: `number-${String(salon.companyId)}`,
      client_id: sent.clientId,
      phone: sent.phone,
      status: 'delivered',
      sent_at: '2026-03-01T06:00:00Z',
    });
    await makeMessage(database, salon, pending, { row: { status: 'awaiting_approval' } });
    expect((await choose(await opened())).started).to.equal(1);
  });

  it('begins with nobody while its template is paused in every language, and with them once one is approved again', async () => {
    await lapsed(2);
    const templates = database('message_templates').where({ company_id: salon.companyId });
    await templates.clone().update({ status: 'PAUSED' });
    const runId = await opened();
    expect(await choose(runId)).to.deep.equal({ considered: 2, started: 0 });
    expect(await decisions()).to.deep.equal({ 'waits: template_not_approved': 2 });
    await templates.clone().where({ language: 'cs' }).update({ status: 'APPROVED' });
    await createRunsRepository(database).closeRun(salon.scope, runId, { status: 'done' }, AT);
    expect(await choose(await opened('two'))).to.deep.equal({ considered: 2, started: 2 });
  });

  it('begins with nobody where there is no number to send from', async () => {
    salon = await makeSalon(database, { number: null });
    await lapsed(2);
    expect((await choose(await opened())).started).to.equal(0);
    expect(await decisions()).to.deep.equal({ 'waits: daily_limit': 2 });
  });

  it('keeps people back by lot, without using up the allowance, and lets them rest for 28 days', async () => {
    await database('reactivation_settings')
      .where({ company_id: salon.companyId })
      .update({ hold_out_percent: 50, manual_daily_limit: 100 });
    await lapsed(20);
    const runId = await opened();
    const { started } = await choose(runId);
    const held = 20 - started;
    expect(held).to.be.within(3, 17);
    expect(await decisions()).to.deep.equal({ 'chosen: due': started, 'held_out: held_out': held });
    await choose(runId);
    expect(await decisions()).to.deep.equal({ 'chosen: due': started, 'held_out: held_out': held });
    const later = await opened('later', '2026-03-28T09:00:00.000Z');
    await choose(later, '2026-03-28T09:00:00.000Z');
    expect((await decisions())['skipped: held_out']).to.equal(held);
    const afterRest = await opened('after', '2026-03-29T09:00:00.000Z');
    await choose(afterRest, '2026-03-29T09:00:00.000Z');
    expect((await decisions())['held_out: held_out']).to.equal(2 * held);
  });

  it('keeps what history says of each service beside its rule', async () => {
    const haircut = await makeService(database, salon);
    for (let index = 0; index < 10; index += 1) {
      const card = await makeCard(database, salon);
      for (const day of ['2025-06-01', '2025-06-11', '2025-06-21'])
        await makeVisit(database, salon, card, day, [haircut]);
    }
    await choose(await opened());
    expect(await database('service_reactivation_rules').where({ service_id: haircut }).first()).to.include({
      calculated_avg_interval: 10,
      active_interval_source: 'historical',
    });
  });

  it('names the people whose workflows have to run, page by page, and only its own', async () => {
    await lapsed(3);
    const runId = await opened();
    await choose(runId);
    const runs = createRunsRepository(database);
    const first = await runs.toStart(salon.scope, runId, 0, 2);
    const rest = await runs.toStart(salon.scope, runId, first.at(-1)?.reactivationId ?? 0, 2);
    expect([first.length, rest.length]).to.deep.equal([2, 1]);
    const other = await makeSalon(database);
    expect(await runs.toStart(other.scope, runId, 0, 10)).to.deep.equal([]);
  });
});
