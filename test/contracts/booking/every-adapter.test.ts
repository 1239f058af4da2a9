import { expect } from 'chai';
import { RuleBroken } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import type { BookingCompany, PlatformPage } from '../../../domain/sync/platform.ts';
import { addBooksCompany, bookingCompanyOf, booksGateway, bookTexts, importBooks } from '../../support/books.ts';
import { smallFilling, startBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';

/** A platform with 450 clients who came once each, one of them twice cancelled; one row of it is unreadable. */
interface Opened {
  gateway: BookingGateway;
  company: BookingCompany;
  /** One more thing happens on the platform: a client comes once more. */
  change: () => Promise<void>;
  close: () => Promise<void>;
}

const MANY = 450;

async function yclients(): Promise<Opened> {
  const clients = Array.from({ length: MANY }, () => ({}));
  const bookings = [
    ...clients.map((_, index) => ({ clientId: index + 1 })),
    { clientId: 1, deleted: true, attendance: 0 as const },
  ];
  const world = await startBooking({ filling: smallFilling({ clients, bookings }) });
  return {
    gateway: world.gateway,
    company: world.company,
    async change() {
      const first = world.booking.contents.bookings.get(1);
      if (!first) throw new Error('The stand-in is empty');
      world.booking.contents.apply({
        type: 'booked',
        booking: { ...first, id: MANY + 2, visitId: MANY + 2, changedAt: Date.now(), createdAt: Date.now() },
      });
      await Promise.resolve();
    },
    close: () => world.close(),
  };
}

async function books(): Promise<Opened> {
  const { database, drop } = await cloneDatabase();
  const scope = await addBooksCompany(database);
  const receipts = Array.from({ length: MANY }, (_, n) => `1,03/20/2018,Hair cut,C${String(n)},ANN,1,5,0,0`);
  const rest = {
    'future-bookings.csv': [],
    'no-show-report.csv': [],
    'client-cancellations.csv': ['03/12/2018,C0,CUT,CID,03/17/2018,ANN,5'],
  };
  const take = (lines: string[]) =>
    importBooks(database, scope, bookTexts({ 'receipt-transactions.csv': lines, ...rest }));
  await take(receipts);
  return {
    gateway: booksGateway(database, scope),
    company: bookingCompanyOf(scope),
    async change() {
      await take([...receipts, '1,03/21/2018,Hair cut,C0,ANN,1,5,0,0']);
    },
    close: () => drop(),
  };
}

for (const [name, open] of [
  ['the platform over HTTP', yclients],
  ['books', books],
] as const) {
  describe(`what every adapter promises, kept by ${name}`, () => {
    let opened: Opened;
    let gateway: BookingGateway;
    let company: BookingCompany;
    before(async () => {
      opened = await open();
      ({ gateway, company } = opened);
    });
    after(() => opened.close());

    async function all<Row extends { externalId: string }>(
      ask: (page: number) => Promise<PlatformPage<Row>>,
    ): Promise<{ rows: Row[]; pages: PlatformPage<Row>[] }> {
      const pages: PlatformPage<Row>[] = [];
      for (let page = 1; page < 100; page += 1) {
        const got = await ask(page);
        pages.push(got);
        const seen = pages.reduce((sum, each) => sum + each.received, 0);
        if (got.received === 0 || (got.total !== null && seen >= got.total)) break;
      }
      return { rows: pages.flatMap(({ rows }) => rows), pages };
    }
    const records = (changedAfter: string | null = null) =>
      all((page) => gateway.records(company, { page, changedAfter }));

    it('pages of two hundred come to an end, name everybody once, and count what they hold', async () => {
      for (const { rows, pages } of [
        await all((page) => gateway.clients(company, { page, changedAfter: null })),
        await records(),
      ]) {
        expect(rows.length).to.be.at.least(MANY);
        expect(new Set(rows.map(({ externalId }) => externalId)).size).to.equal(rows.length);
        for (const page of pages) {
          expect(page.received).to.be.at.most(200);
          expect(page.rows.length + page.misfits.length).to.be.at.most(page.received);
          expect(page.total).to.equal(pages[0]?.total);
        }
      }
    });

    it('ids are texts, days are local days, times HH:MM, amounts whole minor units, and costs are what was sold', async () => {
      for (const visit of (await records()).rows) {
        expect(visit.externalId).to.be.a('string');
        expect(visit.localDate).to.match(/^\d{4}-\d{2}-\d{2}$/);
        expect(visit.localTime).to.match(/^\d{2}:\d{2}$/);
        expect(new Date(visit.startsAt).toISOString()).to.equal(visit.startsAt);
        expect(Number.isInteger(visit.costMinor)).to.equal(true);
        expect(visit.costMinor).to.equal(visit.positions.reduce((sum, { costMinor }) => sum + costMinor, 0));
      }
    });

    it('deleted records are listed, and everybody a record names is in the lists', async () => {
      const { rows } = await records();
      expect(rows.filter(({ isDeleted }) => isDeleted)).to.have.length(1);
      const { rows: clients } = await all((page) => gateway.clients(company, { page, changedAfter: null }));
      const known = new Set(clients.map(({ externalId }) => externalId));
      const staff = new Set((await gateway.staff(company)).rows.map(({ externalId }) => externalId));
      const services = new Set((await gateway.services(company)).rows.map(({ externalId }) => externalId));
      for (const visit of rows) {
        expect(known.has(visit.client?.externalId ?? '')).to.equal(true);
        if (!visit.isDeleted) expect(staff.has(visit.staff?.externalId ?? '')).to.equal(true);
        for (const { serviceExternalId } of visit.positions) {
          if (serviceExternalId !== null) expect(services.has(serviceExternalId)).to.equal(true);
        }
      }
    });

    it('a page tells the platform’s own time, after which only what changed is listed', async () => {
      const [first] = (await records()).pages;
      const time = first?.platformTime ?? null;
      expect(time).to.not.equal(null);
      await opened.change();
      // As long before as the readers ask again: a stamp may be older than the moment at which it can be read.
      const overlap = new Date(Date.parse(time ?? '') - 1_000).toISOString();
      const { rows } = await records(overlap);
      expect(rows.some(({ isDeleted }) => !isDeleted)).to.equal(true);
      for (const { changedAt } of rows) expect(Date.parse(changedAt ?? '')).to.be.at.least(Date.parse(overlap) - 1_000);
      expect((await records(new Date(Date.now() + 3_600_000).toISOString())).rows).to.deep.equal([]);
    });

    it('a card of nobody is no card, and questions it cannot answer are answered with nothing', async () => {
      expect(await gateway.consent(company, '987654')).to.equal(null);
      const [client] = (await gateway.clients(company, { page: 1, changedAfter: null })).rows;
      const id = client?.externalId ?? '';
      expect(await gateway.consent(company, id)).to.deep.include({ clientExternalId: id, newsletterAgreed: null });
      expect((await gateway.memberships(company, client?.phoneRaw ?? '')).rows).to.deep.equal([]);
      // A list of what is on sale ends as well where nothing is.
      expect((await all((page) => gateway.goods(company, { page, changedAfter: null }))).rows).to.deep.equal([]);
      expect(
        await gateway.findRecordByApiId(company, { apiId: 'none', staffExternalId: '1', localDate: '2026-02-01' }),
      ).to.equal(null);
    });

    it('a booking is taken or refused in words, never half', async () => {
      const [staff] = (await gateway.staff(company)).rows;
      const [service] = (await gateway.services(company)).rows;
      const asked = {
        apiId: 'reprise-1',
        staffExternalId: staff?.externalId ?? '',
        serviceExternalId: service?.externalId ?? '',
        startsAt: '2030-01-07T03:00:00.000Z',
        durationSeconds: 3600,
        client: { name: 'Anna', phone: '+420601001000' },
      };
      const outcome = await gateway.createRecord(company, asked).then(
        (answer) => answer.outcome,
        (error: unknown) => (error instanceof RuleBroken ? error.code : 'a bug'),
      );
      expect(['booked', 'slot_taken', 'books_take_no_bookings']).to.include(outcome);
    });
  });
}
