import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { get, type IncomingMessage } from 'node:http';
import { exportRoutes } from '../../contracts/http/exports.ts';
import { mayDo } from '../../domain/access/permissions.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';
import { type Club, ROLES } from '../support/api-clubs.ts';
import { addMessage, addOutboxRow } from '../support/api-rows.ts';
import { eventually } from '../support/stack.ts';

type Line = Record<string, string>;

describe('lists as CSV files', function () {
  this.timeout(120_000);
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
    const messageId = await addMessage(world.database, world.one, {
      text: '=HYPERLINK("http://evil.example")\nSecond, "quoted" line',
      sent_at: new Date('2026-07-20T15:00:00Z'),
    });
    await addOutboxRow(world.database, world.one, messageId, { status: 'sent' });
    await addMessage(world.database, world.one, { client_id: world.one.pavelId, status: 'sent', text: '-5 % for you' });
    await world.database('segment_moves').insert({
      company_id: world.one.companyId,
      client_id: world.one.olgaId,
      from_segment: 'at_risk',
      to_segment: 'going_silent',
      moved_on: '2026-11-20',
      at: NOW,
    });
    await world.database('campaign_decisions').insert({
      company_id: world.one.companyId,
      client_id: world.one.olgaId,
      scenario: 'reactivation',
      decision: 'skipped',
      reason: 'seen_recently',
      decided_on: '2026-11-20',
    });
  });
  after(() => world.close());

  const pathOf = (club: Club, rest: string): string => `/api/companies/${String(club.companyId)}/${rest}`;
  async function lines(rest: string, role: (typeof ROLES)[number] = 'owner', club = world.one): Promise<Line[]> {
    const answer = await world.as(club, role).get(pathOf(club, rest));
    expect([rest, answer.status, answer.status === 200 ? '' : answer.text]).to.deep.equal([rest, 200, '']);
    return parse<Line>(answer.text, { columns: true, bom: true });
  }

  it('begin with the mark of UTF-8 and a line of stable English names, in a file that carries the day', async () => {
    const answer = await fetch(`${world.baseUrl}${pathOf(world.one, 'clients.csv')}`, {
      headers: { cookie: world.cookie(world.one, 'owner') },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf]);
    expect(answer.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).to.equal('attachment; filename="clients-2026-11-20.csv"');
    const [head = ''] = bytes.toString().split('\r\n');
    expect(head).to.match(/^.client_id,name,surname,phone,/);
  });

  it('hold what the list holds, in its order, with money in major units and instants on the company’s clock and in UTC', async () => {
    const clients = await lines('clients.csv?sort=-visits');
    expect(
      clients.map((line) => [line['name'], line['visits'], line['spend'], line['currency'], line['last_visit']]),
    ).to.deep.equal([
      ['Ольга', '2', '110.00', 'CAD', '2026-09-01'],
      ['Pavel', '1', '40.00', 'CAD', '2026-07-01'],
    ]);
    expect((await lines('clients.csv?q=novak')).map((line) => line['name'])).to.deep.equal(['Pavel']);
    const [sent] = await lines('messages.csv?q=ольга');
    expect([sent?.['sent'], sent?.['sent_utc']]).to.deep.equal(['2026-07-20 08:00', '2026-07-20T15:00:00Z']);
    const records = await lines('visits.csv?from=2026-01-01&sort=-startsAt');
    expect(
      records.map((line) => [
        line['date'],
        line['client'],
        line['staff'],
        line['services'],
        line['cost'],
        line['status'],
      ]),
    ).to.deep.equal([
      ['2026-09-01', 'Ольга Иванова', 'Maria', 'Haircut', '60.00', 'arrived'],
      ['2026-08-01', 'Ольга Иванова', 'Maria', 'Haircut', '50.00', 'arrived'],
      ['2026-07-01', 'Pavel Novak', '', 'Haircut', '40.00', 'arrived'],
    ]);
    expect(await lines('visits.csv?from=2026-08-01&to=2026-08-31')).to.have.length(1);
    expect(await lines('visits.csv?status=no_show&from=2026-01-01')).to.deep.equal([]);
    expect((await lines('segments/moves.csv?segment=at_risk')).map((line) => line['to_segment'])).to.deep.equal([
      'going_silent',
    ]);
    expect((await lines('decisions.csv')).map((line) => line['reason'])).to.deep.equal(['seen_recently']);
    expect((await lines('outbox.csv?status=sent')).map((line) => line['status'])).to.deep.equal(['sent']);
  });

  it('hold the dry run of a day: who would be written to in their order, then who is left out and why', async () => {
    await world.database('clients').where({ id: world.one.pavelId }).update({ newsletter_agreed: false });
    const found = await lines('reactivation/candidates.csv');
    const shown = (line: Line) =>
      ['outcome', 'rank', 'client', 'phone', 'service', 'days_since', 'visits', 'spend', 'currency'].map(
        (key) => line[key],
      );
    expect(found.map(shown)).to.deep.equal([
      ['candidate', '1', 'Ольга Иванова', '+16047001001', 'Haircut', '80', '2', '110.00', 'CAD'],
      ['skipped', '', 'Pavel Novak', '+16047001002', 'Haircut', '', '', '', ''],
    ]);
    expect(found[0]?.['reasons']).to.match(/^due [\d.]+; loyalty [\d.]+; /);
    expect(found[1]?.['reasons']).to.equal('no_consent');
    expect((await lines('reactivation/candidates.csv?asOf=2026-07-05')).map(shown)).to.deep.equal([]);
    const future = await world
      .as(world.one, 'owner')
      .get(pathOf(world.one, 'reactivation/candidates.csv?asOf=2027-01-01'));
    expect(future.problem().code).to.equal('as_of_in_future');
    await world.database('clients').where({ id: world.one.pavelId }).update({ newsletter_agreed: null });
  });

  it('run nothing in a spreadsheet, and leave phones and amounts readable', async () => {
    const messages = await lines('messages.csv?sort=createdAt');
    expect(messages.map((line) => line['text'])).to.deep.equal([
      '\'=HYPERLINK("http://evil.example")\nSecond, "quoted" line',
      "'-5 % for you",
    ]);
    expect(messages[0]?.['phone']).to.equal('+16047001001');
    await world
      .database('visits')
      .where({ company_id: world.one.companyId, external_id: '3' })
      .update({ cost_minor: -250 });
    expect((await lines('visits.csv?from=2026-07-01&to=2026-07-01'))[0]?.['cost']).to.equal('-2.50');
    await world
      .database('visits')
      .where({ company_id: world.one.companyId, external_id: '3' })
      .update({ cost_minor: 4000 });
  });

  it('are given to whoever may see the list, and to a specialist only about their own clients', async () => {
    for (const { path, permission } of Object.values(exportRoutes))
      for (const role of ROLES) {
        const answer = await world.as(world.one, role).get(path.replace('{companyId}', String(world.one.companyId)));
        expect([path, role, answer.status]).to.deep.equal([path, role, mayDo(role, permission) ? 200 : 403]);
      }
    const own = (found: Line[]) => [...new Set(found.map((line) => line['client'] ?? line['name']))];
    expect(own(await lines('clients.csv', 'specialist'))).to.deep.equal(['Ольга']);
    expect(own(await lines('messages.csv', 'specialist'))).to.deep.equal(['Ольга Иванова']);
    expect(own(await lines('visits.csv?from=2026-01-01', 'specialist'))).to.deep.equal(['Ольга Иванова']);
    expect(own(await lines('segments/moves.csv', 'specialist'))).to.deep.equal(['Ольга Иванова']);
  });

  it('are refused to strangers and to other companies, and say why when a field is wrong', async () => {
    for (const { path } of Object.values(exportRoutes)) {
      const own = path.replace('{companyId}', String(world.one.companyId));
      expect([path, (await world.stranger.get(own)).problem().code]).to.deep.equal([path, 'not_signed_in']);
      expect([path, (await world.as(world.two, 'owner').get(own)).problem().code]).to.deep.equal([
        path,
        'company_not_found',
      ]);
      expect([path, (await world.as(world.one, 'owner').get(`${own}?sort=nonsense`)).status]).to.deep.equal([
        path,
        400,
      ]);
    }
    const future = await world.as(world.one, 'owner').get(pathOf(world.one, 'clients.csv?asOf=2026-11-21'));
    expect(future.problem().code).to.equal('as_of_in_future');
  });

  it('keep on record who took what and how many rows, but not the name that was searched for', async () => {
    await world.database('audit_log').del();
    await lines('clients.csv?q=Novak&segment=at_risk', 'viewer');
    await lines('visits.csv?from=2026-01-01', 'manager');
    await world.as(world.one, 'owner').send('HEAD', pathOf(world.one, 'clients.csv'));
    const entries = await eventually('the end of both exports to be noted', async () => {
      const { rows } = await world.database.raw<{ rows: { details: { complete?: boolean } }[] }>(
        'select action, actor_label, subject_id, details from audit_log order by id',
      );
      return rows.every((row) => row.details.complete) && rows;
    });
    expect(entries).to.deep.equal([
      {
        action: 'export.made',
        actor_label: 'viewer',
        subject_id: 'clients',
        details: { segment: 'at_risk', searched: true, rows: 0, complete: true },
      },
      {
        action: 'export.made',
        actor_label: 'manager',
        subject_id: 'visits',
        details: { from: '2026-01-01', rows: 3, complete: true },
      },
    ]);
  });

  it('answer the question whether they would be given, without a row read', async () => {
    const asked = (role: (typeof ROLES)[number]) =>
      world.as(world.one, role).send('HEAD', pathOf(world.one, 'audit.csv'));
    expect([(await asked('owner')).status, (await asked('viewer')).status]).to.deep.equal([200, 403]);
  });

  it('end the query when the reader goes away, and say on record that the file is not whole', async () => {
    await world.database.raw(
      `insert into clients (company_id, external_id, name, surname)
       select ?, 'many-' || n, 'Name ' || n, repeat('x', 100) from generate_series(1, 60000) n`,
      [world.two.companyId],
    );
    await world.database('audit_log').del();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(
        `${world.baseUrl}${pathOf(world.two, 'clients.csv')}`,
        { headers: { cookie: world.cookie(world.two, 'owner') } },
        resolve,
      ).once('error', reject);
    });
    await new Promise((resolve) => answer.once('data', resolve));
    answer.pause();
    const exporting = async (): Promise<number> => {
      const { rows } = await world.database.raw<{ rows: { n: number }[] }>(
        `select count(*)::int as n from pg_stat_activity where application_name = 'reprise-export' and datname = current_database()`,
      );
      return rows[0]?.n ?? 0;
    };
    expect(await exporting()).to.equal(1);
    answer.destroy();
    await eventually('the connection of the export to end', async () => (await exporting()) === 0);
    const details = await eventually('the end to be noted', async () => {
      const row = await world
        .database('audit_log')
        .first<{ details: { rows?: number; complete?: boolean } }>('details');
      return row?.details.complete === undefined ? null : row.details;
    });
    expect(details.complete).to.equal(false);
    expect(details.rows).to.be.below(60_000);
  });

  it('come whole however many rows there are', async () => {
    const found = await lines('clients.csv?sort=name', 'owner', world.two);
    expect(found).to.have.length(60_002);
    expect(new Set(found.map((line) => line['client_id'])).size).to.equal(60_002);
  });

  it('say so instead of an empty file when the database refuses', async () => {
    await world.database.raw('alter table segment_moves rename to moves_away');
    const answer = await world.as(world.one, 'owner').get(pathOf(world.one, 'segments/moves.csv'));
    await world.database.raw('alter table moves_away rename to segment_moves');
    expect([answer.status, answer.problem().code]).to.deep.equal([500, 'internal']);
  });
});
