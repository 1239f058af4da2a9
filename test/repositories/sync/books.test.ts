import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Database } from '../../../db/database.ts';
import { createBooksRepository } from '../../../db/repositories/sync/books.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import {
  addBooksCompany,
  booksGateway,
  bookTexts,
  importBooks,
  type ImportOptions,
  SMALL_BOOKS,
} from '../../support/books.ts';
import { startBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, copied, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

describe('books as a booking platform', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let scope: Scope;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    scope = await addBooksCompany(database);
  });
  afterEach(() => database('companies').delete());

  const take = (texts = bookTexts(), options: ImportOptions = {}, of = scope) =>
    importBooks(database, of, texts, options);
  const sync = (of = scope) => cycle(depsFor(syncStore(database), booksGateway(database, of)), of, new Date());
  const visits = async (of = scope) =>
    (
      (await copied(database, of))['visits'] as {
        external_id: string;
        client: string;
        local_date: string;
        local_time: string;
        attendance: number;
        is_deleted: boolean;
        cost_minor: number;
      }[]
    ).map((row) => [
      row.external_id,
      row.client,
      row.is_deleted ? 'cancelled' : ['missed', 'waiting', 'came'][row.attendance + 1],
      row.local_time.slice(0, 5),
      row.cost_minor,
    ]);
  const refusal = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'taken',
      (error: unknown) => (error instanceof RuleBroken ? error.code : String(error)),
    );

  it('copies an import into the same tables as any platform, and the next minute finds nothing to write', async () => {
    await take();
    expect((await sync()).outcome).to.equal('changed');
    const copy = await copied(database, scope);
    expect(await visits()).to.deep.equal([
      ['2018-03-15/1/BBBB01', 'BBBB01', 'came', '15:50', 9225],
      ['2018-03-16/1/DDDD01', 'DDDD01', 'missed', '12:00', 8000],
      ['2018-03-17/1/EEEE01', 'EEEE01', 'cancelled', '12:00', 8000],
      ['2018-03-20/1/AAAA01', 'AAAA01', 'came', '12:00', 12050],
      ['2018-04-02/1/CCCC01', 'CCCC01', 'waiting', '11:00', 8000],
    ]);
    expect(copy['clients']?.map((row) => (row as { phone: string }).phone)).to.deep.equal(
      [1, 2, 3, 4, 5].map((k) => `+1604700000${String(k)}`),
    );
    expect(copy['services']).to.have.length(2);
    expect(copy['staff']).to.have.length(3);
    expect(copy['positions']).to.have.length(6);
    expect(await sync()).to.deep.include({ outcome: 'idle', counts: {} });
  });

  it('ends a copying of the platform before that is under way: nothing of it comes among the books', async () => {
    const other = await startBooking({});
    try {
      const moved = await addCompany(database, other.booking.contents);
      const store = syncStore(database);
      const gateway: typeof other.gateway = {
        ...other.gateway,
        async staff(company) {
          const list = await other.gateway.staff(company);
          await take(bookTexts(), {}, moved);
          return list;
        },
      };
      expect(await refusal(cycle(depsFor(store, gateway), moved, new Date()))).to.equal('sync_run_taken_over');
      expect(await database('staff').where({ company_id: moved.companyId })).to.deep.equal([]);
      expect((await sync(moved)).outcome).to.equal('changed');
      expect(await visits(moved)).to.have.length(5);
    } finally {
      await other.close();
    }
  });

  it('writes only what a second upload changed; what it no longer has is a deleted record', async () => {
    await take();
    await sync();
    await take(
      bookTexts({
        'receipt-transactions.csv': [
          ...SMALL_BOOKS['receipt-transactions.csv'].map((line) => line.replace('120.5', '99')),
          // The booking was kept: it becomes the visit, under its own id.
          '9,04/02/2018,Hair cut,CCCC01,CID,1,75,1,1',
        ],
        'no-show-report.csv': [],
      }),
    );
    const { counts } = await sync();
    expect(counts['visits']).to.equal(3);
    expect(await visits()).to.deep.equal([
      ['2018-03-15/1/BBBB01', 'BBBB01', 'came', '15:50', 9225],
      ['2018-03-16/1/DDDD01', 'DDDD01', 'cancelled', '12:00', 8000],
      ['2018-03-17/1/EEEE01', 'EEEE01', 'cancelled', '12:00', 8000],
      ['2018-03-20/1/AAAA01', 'AAAA01', 'came', '12:00', 9900],
      ['2018-04-02/1/CCCC01', 'CCCC01', 'came', '11:00', 7500],
    ]);
    await take(
      bookTexts({
        'receipt-transactions.csv': [
          ...SMALL_BOOKS['receipt-transactions.csv'].map((line) => line.replace('120.5', '99')),
          '9,04/02/2018,Hair cut,CCCC01,CID,1,75,1,1',
        ],
        'no-show-report.csv': [],
      }),
    );
    expect(await sync()).to.deep.include({ outcome: 'idle' });
  });

  it('gives a person the same phone for ever, whoever comes into the books later', async () => {
    const phones = async () =>
      database('clients').where({ company_id: scope.companyId }).orderBy('external_id').pluck('phone');
    await take();
    await sync();
    const before = await phones();
    await take(bookTexts({ 'no-show-report.csv': ['03/16/2018,AAAA00,CUT,CID', '03/16/2018,DDDD01,CUT,CID'] }));
    await sync();
    expect(await phones()).to.deep.equal(['+16047000006', ...before]);
  });

  it('keeps the days as they are unless it is told to move them', async () => {
    await take(bookTexts(), { moveDates: true, today: '2018-04-25' });
    await sync();
    // The last receipt of anybody is of 20 March; five weeks later is the 24th of April.
    expect((await visits()).map(([id]) => id)).to.include('2018-03-20/1/AAAA01');
    const company = await database('companies').where({ id: scope.companyId }).first<{ books_shift_days: number }>();
    expect(company.books_shift_days).to.equal(35);
    const day = await database('visits')
      .where({ company_id: scope.companyId, external_id: '2018-03-20/1/AAAA01' })
      .first<{ local_date: string }>('local_date');
    expect(day.local_date).to.equal('2018-04-24');
    await take();
    await sync();
    const back = await database('visits')
      .where({ company_id: scope.companyId, external_id: '2018-03-20/1/AAAA01' })
      .first<{ local_date: string }>('local_date');
    expect(back.local_date).to.equal('2018-03-20');
  });

  it('sets a line that cannot be read aside, and lets it go once an upload has mended it', async () => {
    await take(bookTexts({ 'no-show-report.csv': ['16.03.2018,DDDD01,CUT,CID'] }));
    await sync();
    const open = () =>
      database('quarantined_records')
        .where({ company_id: scope.companyId })
        .whereNull('resolved_at')
        .select<{ external_id: string; reason: string }[]>('external_id', 'reason');
    expect(await open()).to.deep.equal([{ external_id: 'no-show-report.csv:2', reason: 'Date: bad_date' }]);
    expect(await visits()).to.have.length(4);
    await take();
    await sync();
    expect(await open()).to.deep.equal([]);
    expect(await visits()).to.have.length(5);
  });

  it('pages through more rows than a page holds', async () => {
    const many = Array.from({ length: 450 }, (_, n) => `${String(n)},03/20/2018,Colour,C${String(n)},BOB,1,10,0,0`);
    await take(bookTexts({ 'receipt-transactions.csv': many }));
    await sync();
    expect(await visits()).to.have.length(454);
    expect(await sync()).to.deep.include({ outcome: 'idle' });
  });

  it('stores an upload that is repeated under its key once', async () => {
    expect(await take(bookTexts(), { requestKey: 'key-0001' })).to.deep.equal({ isRepeat: false });
    expect(await take(bookTexts(), { requestKey: 'key-0001' })).to.deep.equal({ isRepeat: true });
    const stored = await createBooksRepository(database).stored(scope, { isWhatsAppReal: false });
    expect(stored.isInUse).to.equal(true);
    expect(stored.uploads).to.have.length(1);
    expect(stored.uploads[0]?.counts).to.include({ clients: 5, visits: 2, noShows: 1, cancellations: 1, bookings: 1 });
    expect(stored.files.map(({ name }) => name)).to.have.length(5);
    expect(await take(bookTexts(), { requestKey: 'key-0002' })).to.deep.equal({ isRepeat: false });
  });

  it('a rebuild finds nothing to repair, and takes cards away that the newest books no longer have', async () => {
    const deps = { store: syncStore(database), gatewayFor: () => Promise.resolve(booksGateway(database, scope)) };
    const again = () => rebuild(deps, scope, new Date());
    await take();
    await sync();
    const before = await copied(database, scope);
    await again();
    expect(await copied(database, scope)).to.deep.equal(before);
    await take(bookTexts({ 'no-show-report.csv': [] }));
    await sync();
    await again();
    const gone = await database('clients')
      .where({ company_id: scope.companyId, is_deleted: true })
      .pluck('external_id');
    expect(gone).to.deep.equal(['DDDD01']);
  });

  it('an import with moved days is the same business as the try-out club of the same books', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reprise-books-'));
    for (const [name, text] of Object.entries(bookTexts())) writeFileSync(path.join(folder, name), text);
    const now = new Date('2018-05-02T20:00:00Z');
    const tryOut = await startBooking({ clock: { now: () => now }, booksDir: folder });
    const club = await addCompany(database, tryOut.booking.contents);
    await cycle(depsFor(syncStore(database), tryOut.gateway), club, now);
    await take(bookTexts(), { moveDates: true, today: '2018-05-02' });
    await sync();
    const business = async (of: Scope) =>
      (
        await database.raw<{ rows: unknown[] }>(
          `select c.phone, c.name, c.surname, s.name as staff, v.local_date, v.local_time, v.starts_at, v.attendance, v.is_deleted, v.cost_minor,
             (select jsonb_agg(jsonb_build_array(p.kind, p.title, p.cost_minor) order by p.kind desc, p.title)
              from visit_positions p where p.visit_id = v.id) as positions
           from visits v join clients c on c.id = v.client_id join staff s on s.id = v.staff_id
           where v.company_id = :companyId order by v.local_date, c.phone`,
          { companyId: of.companyId },
        )
      ).rows;
    expect(await business(scope)).to.deep.equal(await business(club));
    expect(await business(scope)).to.have.length(5);
    await tryOut.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps the books of two companies apart', async () => {
    const other = await addBooksCompany(database);
    await take();
    await take(bookTexts({ 'no-show-report.csv': [] }), {}, other);
    await sync();
    await sync(other);
    expect([(await visits()).length, (await visits(other)).length]).to.deep.equal([5, 4]);
    await take(bookTexts({ 'client-cancellations.csv': [] }), {}, other);
    expect((await sync()).outcome).to.equal('idle');
    expect((await sync(other)).outcome).to.equal('changed');
    expect((await createBooksRepository(database).stored(other, { isWhatsAppReal: false })).uploads).to.have.length(2);
    expect((await createBooksRepository(database).stored(scope, { isWhatsAppReal: false })).uploads).to.have.length(1);
  });

  it('never mixes books into a company that another platform has filled', async () => {
    const filled = await addBooksCompany(database, { external_id: '77' });
    await database('clients').insert({ company_id: filled.companyId, external_id: '1' });
    expect(await refusal(take(bookTexts(), {}, filled))).to.equal('other_platform_connected');
    expect((await createBooksRepository(database).stored(filled, { isWhatsAppReal: false })).refusal).to.equal(
      'other_platform_connected',
    );
    expect(await database('books_rows').where({ company_id: filled.companyId })).to.deep.equal([]);
    const empty = await addBooksCompany(database, { external_id: '78' });
    await take(bookTexts(), {}, empty);
    expect(await createBooksRepository(database).platformOf(empty)).to.equal('books');
  });

  it('refuses books beside a real WhatsApp: the people’s numbers are invented', async () => {
    expect(await refusal(take(bookTexts(), { isWhatsAppReal: true }))).to.equal('taken');
    await database('company_secrets').insert({
      company_id: scope.companyId,
      system: 'whatsapp',
      key: 'access_token',
      ciphertext: 'x',
    });
    expect(await refusal(take(bookTexts(), { isWhatsAppReal: true }))).to.equal('books_beside_real_whatsapp');
    expect(await refusal(take())).to.equal('taken');
  });

  it('refuses books of which a whole file or column is missing, and stores nothing', async () => {
    const { 'no-show-report.csv': _, ...rest } = bookTexts();
    const without = Object.fromEntries(Object.entries(rest));
    expect(await refusal(importBooks(database, scope, without))).to.equal('books_unreadable');
    expect((await createBooksRepository(database).stored(scope, { isWhatsAppReal: false })).uploads).to.deep.equal([]);
  });
});
