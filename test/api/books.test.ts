import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { ROLES } from '../support/api-clubs.ts';
import { addBooksCompany, bookTexts } from '../support/books.ts';

describe('books over HTTP', () => {
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
    // The first club is filled by its platform; the second one has nothing of anybody yet.
    await world.database('clients').where({ company_id: world.two.companyId }).delete();
  });
  after(() => world.close());

  const books = (companyId: number, rest = '') => `/api/companies/${String(companyId)}/books${rest}`;
  const manager = () => world.as(world.two, 'manager');
  const stored = async () => (await manager().get(books(world.two.companyId))).read(routes.storedBooks.response);

  it('a preview says what would come, names every bad line, and stores nothing', async () => {
    const files = bookTexts({ 'no-show-report.csv': ['03/16/2018,DDDD01,CUT,CID', '16.03.2018,DDDD01,CUT,CID'] });
    const answer = await manager().send('POST', books(world.two.companyId, '/preview'), { files });
    expect(answer.status).to.equal(200);
    const preview = answer.read(routes.previewBooks.response);
    expect(preview.counts).to.deep.equal({
      clients: 5,
      visits: 2,
      noShows: 1,
      cancellations: 1,
      bookings: 1,
      services: 2,
      staff: 3,
    });
    expect(preview).to.deep.include({ canImport: true, firstOn: '2018-03-15', lastOn: '2018-03-20' });
    // The test's day is 20 November 2026: the last receipt would be of the 17th.
    expect(preview.shiftDays % 7).to.equal(0);
    expect(preview.services[1]).to.deep.equal({ code: 'COL', title: 'Colour', category: 'COLOR', priceMinor: 12_050 });
    expect(preview.badLines).to.deep.equal({
      total: 1,
      shown: [
        {
          file: 'no-show-report.csv',
          line: 3,
          column: 'Date',
          problem: 'bad_date',
          words: 'no-show-report.csv, line 3: Date is no date as MM/DD/YYYY.',
        },
      ],
    });
    expect((await stored()).uploads).to.deep.equal([]);
  });

  it('an import is stored as a new version once a key, and starts a cycle', async () => {
    const send = (key: string) =>
      manager().send(
        'POST',
        books(world.two.companyId),
        { files: bookTexts(), moveDates: true },
        { 'Idempotency-Key': key },
      );
    const first = await send('books-key-1');
    expect(first.status).to.equal(202);
    expect(first.read(routes.importBooks.response)).to.deep.include({
      isRepeat: false,
      badLines: 0,
      workflowId: `sync:${String(world.two.companyId)}`,
    });
    expect((await send('books-key-1')).read(routes.importBooks.response).isRepeat).to.equal(true);
    const now = await stored();
    expect(now).to.deep.include({ isInUse: true, refusal: null });
    expect(now.uploads).to.have.length(1);
    expect(now.uploads[0]?.uploadedBy).to.equal('manager');
    expect(world.asked.filter(({ what }) => what === 'startSync').map(({ companyId }) => companyId)).to.include(
      world.two.companyId,
    );
  });

  it('a company that another platform has filled is told so, before and at the import', async () => {
    const owner = world.as(world.one, 'owner');
    const before = (await owner.get(books(world.one.companyId))).read(routes.storedBooks.response);
    expect(before.refusal).to.equal('other_platform_connected');
    const refused = await owner.send('POST', books(world.one.companyId), { files: bookTexts() });
    expect([refused.status, refused.problem().code]).to.deep.equal([409, 'other_platform_connected']);
  });

  it('books that miss a file or a column are refused with what is missing', async () => {
    const { 'client-cancellations.csv': _, ...files } = bookTexts();
    const refused = await manager().send('POST', books(world.two.companyId), { files });
    expect([refused.status, refused.problem().code, refused.problem().details]).to.deep.equal([
      422,
      'books_unreadable',
      { file: 'client-cancellations.csv', column: null, problem: 'missing_file' },
    ]);
  });

  it('only owners and managers see and import books, and nobody another company’s', async () => {
    for (const role of ROLES) {
      const caller = world.as(world.two, role);
      const isAllowed = role === 'owner' || role === 'manager';
      const statuses = [
        (await caller.get(books(world.two.companyId))).status,
        (await caller.send('POST', books(world.two.companyId, '/preview'), { files: bookTexts() })).status,
        (await caller.send('POST', books(world.two.companyId), { files: {} })).status,
      ];
      expect(statuses, role).to.deep.equal(isAllowed ? [200, 200, 422] : [403, 403, 403]);
    }
    const other = world.as(world.one, 'owner');
    expect((await other.get(books(world.two.companyId))).status).to.equal(404);
    expect((await other.send('POST', books(world.two.companyId), { files: bookTexts() })).status).to.equal(404);
    expect((await world.stranger.send('POST', books(world.two.companyId), { files: bookTexts() })).status).to.equal(
      401,
    );
    const untouched = await addBooksCompany(world.database);
    expect((await other.get(books(untouched.companyId))).status).to.equal(404);
  });

  it('a malformed body is refused with what is wrong, and a long one is read for those who may send it', async () => {
    const path = books(world.two.companyId, '/preview');
    const malformed = [{}, { files: [] }, { files: { 'a.csv': 1 } }, { files: {}, more: 1 }, { files: { a: '\0' } }];
    for (const body of malformed) expect((await manager().send('POST', path, body)).status).to.equal(400);
    expect((await manager().send('POST', path, '{"files":')).problem().code).to.equal('malformed_json');
    const long = Array.from({ length: 20_000 }, (_, n) => `${String(n)},03/20/2018,Colour,C${String(n)},BOB,1,10,0,0`);
    const files = bookTexts({ 'receipt-transactions.csv': long });
    const preview = (await manager().send('POST', path, { files })).read(routes.previewBooks.response);
    expect(preview.counts.visits).to.equal(20_000);
    expect((await world.as(world.two, 'viewer').send('POST', path, { files })).status).to.equal(403);
    const tooLong = { files: { 'receipt-transactions.csv': 'x'.repeat(21 * 1024 * 1024) } };
    expect((await manager().send('POST', path, tooLong)).status).to.equal(413);
    expect((await manager().send('POST', '/api/companies/abc/books/preview', { files: {} })).status).to.equal(400);
    // Other routes take as little as ever.
    const elsewhere = await manager().send('POST', `/api/companies/${String(world.two.companyId)}/sync`, tooLong);
    expect(elsewhere.status).to.equal(413);
  });
});
