import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { CLIENT_SORTS } from '../../../contracts/http/insight.ts';
import { createViews } from '../../../db/repositories/views/all.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = new Date('2026-11-20T18:00:00Z');
const PAGE = { page: 1, pageSize: 50 };

describe('lists over many rows', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let views: ReturnType<typeof createViews>;
  const scope = systemScope(1, 'test');

  before(async function () {
    this.timeout(120_000);
    ({ database, drop } = await cloneDatabase());
    views = createViews(database);
    // Ten clubs, so that a company is a small part of every table, as it is where it matters.
    await database.raw(`
      set local session_replication_role = replica;
      insert into companies (id, name, time_zone, country, currency) select n, 'Club ' || n, 'UTC', 'CA', 'CAD' from generate_series(1, 10) n;
      insert into whatsapp_account_health (company_id, phone_number_id) select n, 'number-' || n from generate_series(1, 10) n;
      insert into clients (company_id, external_id, name, surname, phone)
        select 1 + n % 10, n::text, 'Имя' || n, 'Surname' || n, '+1604' || (7000000 + n) from generate_series(1, 30000) n;
      insert into messages (company_id, client_id, phone, scenario, mode, status, workflow_id, created_at)
        select c.company_id, c.id, c.phone, 'reactivation', 'moderation', case when c.id % 100 < 2 then 'awaiting_approval' else 'sent' end,
          'message:' || c.id, timestamptz '2026-01-01' + c.id * interval '1 minute' from clients c;
      insert into outbox_messages (company_id, message_id, phone_number_id, client_id, phone, status, created_at)
        select company_id, id, 'number-' || company_id, client_id, phone, 'sent', created_at from messages where status = 'sent';
      insert into message_events (company_id, message_id, kind) select company_id, id, 'sent' from messages;
      insert into audit_log (company_id, actor_kind, actor_label, action, subject_kind, at)
        select company_id, 'system', 'x', 'x', 'message', created_at from messages;
      insert into campaign_decisions (company_id, client_id, scenario, decision, reason, decided_on, created_at)
        select company_id, client_id, 'reactivation', 'skipped', 'seen_recently', '2026-11-20', created_at from messages;
      insert into client_metrics (client_id, company_id, visits, first_visit_on, last_visit_on, spend_minor, visits_7d, visits_30d,
          visits_30d_before, pt_visits, last_pt_on, has_future_booking, has_future_pt_booking, came_thrice_in_thirty, visited_months,
          is_high_ltv, loyalty)
        select id, company_id, id % 90, date '2025-01-01' + (id % 300)::int, date '2025-11-01' + (id % 380)::int, id * 7 % 90000, 0, id % 5,
          0, id % 3, case when id % 3 > 0 then date '2026-01-01' + (id % 300)::int end, false, false, false, '{0}', id % 11 = 0, 'New'
        from clients;
      insert into client_segments (client_id, company_id, segment, since_on, since_at)
        select id, company_id, case when id % 20 = 0 then 'at_risk' else 'going_silent' end, '2026-11-20', now() from clients;
      insert into insight_state (company_id, as_of, clients, spenders, refreshed_at, full_at)
        select n, '2026-11-20', 3000, 3000, now(), now() from generate_series(1, 10) n;
      analyze`);
  });
  after(() => drop());

  /** The tables that any statement of `ask` reads from end to end. */
  async function readWhole(ask: () => Promise<unknown>): Promise<string[]> {
    const asked: { sql: string; bindings: readonly unknown[] }[] = [];
    const note = (query: { sql: string; bindings: readonly unknown[] }): void => void asked.push(query);
    database.on('query', note);
    await ask();
    database.off('query', note);
    const tables: string[] = [];
    for (const { sql, bindings } of asked) {
      const client = (await database.client.acquireConnection()) as {
        query(text: string, values: readonly unknown[]): Promise<{ rows: Record<string, string>[] }>;
      };
      const { rows } = await client.query(`explain ${sql}`, bindings);
      await database.client.releaseConnection(client);
      for (const row of rows) {
        const scan = /Seq Scan on (\w+)/.exec(row['QUERY PLAN'] ?? '');
        if (scan?.[1]) tables.push(scan[1]);
      }
    }
    const big = [
      'messages',
      'clients',
      'outbox_messages',
      'audit_log',
      'campaign_decisions',
      'message_events',
      'client_metrics',
    ];
    return tables.filter((table) => big.includes(table));
  }

  it('are read by an index: messages, approvals, outbox, audit, decisions, and what changed last', async () => {
    expect(await readWhole(() => views.messages(scope, PAGE))).to.deep.equal([]);
    expect(await readWhole(() => views.messages(scope, { ...PAGE, status: ['awaiting_approval'] }))).to.deep.equal([]);
    expect(await readWhole(() => views.approvals(scope, PAGE, AT))).to.deep.equal([]);
    expect(await readWhole(() => views.outbox(scope, PAGE, AT))).to.deep.equal([]);
    expect(await readWhole(() => views.audit(scope, PAGE))).to.deep.equal([]);
    expect(await readWhole(() => views.decisions(scope, PAGE))).to.deep.equal([]);
    expect(await readWhole(() => views.changeCounters(1))).to.deep.equal([]);
  });

  it('find a client by a part of the name or phone through the trigram index', async () => {
    expect(await readWhole(() => views.clients(scope, { ...PAGE, q: 'имя1234' }, AT))).to.deep.equal([]);
    expect(await readWhole(() => views.clients(scope, { ...PAGE, q: '7012345' }, AT))).to.deep.equal([]);
    const found = await views.clients(systemScope(6, 'test'), { ...PAGE, q: '701 2345' }, AT);
    expect(found.items.map((item) => item.name)).to.deep.equal(['Имя12345 Surname12345']);
  });

  it('show people in any order, on any page, in a segment or behind a number without reading everybody', async () => {
    for (const field of CLIENT_SORTS)
      for (const sort of [field, `-${field}`] as const)
        for (const page of [1, 50])
          expect([sort, page, await readWhole(() => views.clients(scope, { ...PAGE, sort, page }, AT))]).to.deep.equal([
            sort,
            page,
            [],
          ]);
    expect(await readWhole(() => views.clients(scope, { ...PAGE, segment: 'at_risk' }, AT))).to.deep.equal([]);
    expect(
      await readWhole(() => views.clients(scope, { ...PAGE, metric: 'inactive_180', sort: '-spendMinor' }, AT)),
    ).to.deep.equal([]);
    expect(await readWhole(() => views.clients(scope, { ...PAGE, cohort: '2025-03' }, AT))).to.deep.equal([]);
  });

  it('look for one or two letters through the trigram index too', async () => {
    for (const q of ['им', 'su', '+1'])
      expect([q, await readWhole(() => views.clients(scope, { ...PAGE, q }, AT))]).to.deep.equal([q, []]);
  });

  it('count exactly up to ten thousand and say so beyond', async () => {
    expect((await views.messages(scope, PAGE)).total).to.equal(3_000);
    await database('messages').update({ company_id: 1 });
    const page = await views.messages(scope, PAGE);
    expect([page.total, page.totalIsAtLeast]).to.deep.equal([10_000, true]);
  });
});
