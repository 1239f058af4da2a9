import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fillFromBooks } from '../../../sandbox/booking/books/fill-from-books.ts';
import { fillOnce } from '../../../sandbox/booking/fill.ts';
import type { Booking } from '../../../sandbox/booking/contents.ts';

const BOOKS = {
  'service-listing.csv': `IsActive,Code,Desc,Cate,Price,Cost
TRUE,CUT,Hair cut,STYLE,80,5
TRUE,COL,Colour,COLOR,0,10
TRUE,F&F,,MISC,0,0`,
  'receipt-transactions.csv': `Receipt,Date,Description,Client,Staff,Quantity,Amount,GST,PST
1,03/15/2018,hair CUT ,BBBB01,ANN,1,80,4,6
1,03/15/2018,Shampoo 250ml,BBBB01,BOB,1,80,1,1
2,03/20/2018,Colour,AAAA01,BOB,1,120.5,6,8
2,03/20/2018,Colour,AAAA01,ANN,1,-20.5,6,8
3,03/21/2018,Hair cut,WALK_IN,ANN,1,70,1,1
4,03/21/2018,Hair cut,,ANN,1,70,1,1`,
  'future-bookings.csv': `Code,Staff,Service,Date,Time,TimeInt
BBBB01,ANN,CUT,03/15/2018,3:50:00 PM,950
BBBB01,ANN,COL,03/15/2018,2:10:00 PM,850
CCCC01,CID,CUT,04/02/2018,12:30:00 PM,750
CCCC01,CID,COL,04/02/2018,11:00:00 AM,660
DDDD01,CID,CUT,03/16/2018,9:00:00 AM,540
EEEE01,CID,CUT,03/17/2018,9:00:00 AM,540`,
  'no-show-report.csv': `Date,Code,Service,Staff
03/16/2018,DDDD01,CUT,CID
03/16/2018,DDDD01,CUT,CID
03/16/2018,,CUT,CID`,
  'client-cancellations.csv': `Cancel Date,Code,Service,Staff,Booking Date,Canceled By,Days
03/12/2018,EEEE01,CUT,CID,03/17/2018,ANN,5`,
};

describe('books that stand in for a booking platform', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-books-'));
  before(() => {
    for (const [name, text] of Object.entries(BOOKS)) writeFileSync(path.join(folder, name), text);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const fill = (today = '2018-03-29') => fillFromBooks(folder, today);
  const code = (id: number | null) => 'ABCDE'.charAt((id ?? 0) - 1);
  const one = (bookings: Booking[], letter: string) => bookings.filter((booking) => code(booking.clientId) === letter);

  it('makes one client of each code in any file, with phones counted by the order of the codes', () => {
    const { clients } = fill();
    expect(clients.map((client) => [client.customFields['code'], client.phone])).to.deep.equal([
      ['AAAA01', '+16047000001'],
      ['BBBB01', '+16047000002'],
      ['CCCC01', '+16047000003'],
      ['DDDD01', '+16047000004'],
      ['EEEE01', '+16047000005'],
    ]);
    expect(fill('2018-05-01').clients.map((client) => client.name)).to.deep.equal(clients.map((client) => client.name));
  });

  it('makes one visit of a client’s receipts of a day: services, goods, the largest line’s staff, the earliest time booked', () => {
    const { bookings, staff } = fill('2018-03-21');
    const [visit, ...others] = one(bookings, 'B');
    expect(others).to.have.length(0);
    expect(visit).to.deep.include({ local: '2018-03-15 14:10', attendance: 1, deleted: false, seconds: 3600 });
    expect(visit?.services).to.deep.equal([{ id: 1, cost: 80 }]);
    expect(visit?.goods.map(({ title, cost }) => ({ title, cost }))).to.deep.equal([
      { title: 'Shampoo 250ml', cost: 80 },
    ]);
    expect(staff.find(({ id }) => id === visit?.staffId)?.name).to.equal('ANN');
  });

  it('counts refunds against the visit, and noon where no time was booked', () => {
    const [visit] = one(fill('2018-03-21').bookings, 'A');
    expect(visit?.services.reduce((sum, each) => sum + each.cost, 0)).to.equal(100);
    expect(visit?.local).to.equal('2018-03-20 12:00');
  });

  it('keeps every no-show and every cancellation, and only what became of nothing as waiting', () => {
    const { bookings } = fill('2018-03-21');
    expect(one(bookings, 'D').map(({ attendance, local }) => [attendance, local])).to.deep.equal([
      [-1, '2018-03-16 12:00'],
      [-1, '2018-03-16 12:00'],
    ]);
    expect(one(bookings, 'E').map(({ deleted, local }) => [deleted, local])).to.deep.equal([
      [true, '2018-03-17 12:00'],
    ]);
    const [waiting, ...others] = one(bookings, 'C');
    expect(others).to.have.length(0);
    expect(waiting).to.deep.include({ attendance: 0, deleted: false, local: '2018-04-02 11:00' });
    expect(waiting?.services.map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(bookings).to.have.length(6);
  });

  it('leaves out walk-ins, rows of nobody and services without a description', () => {
    const { services, clients, staff } = fill();
    expect(services.map(({ title }) => title)).to.deep.equal(['Hair cut', 'Colour']);
    expect(clients).to.have.length(5);
    expect(staff.map(({ name }) => name)).to.deep.equal(['ANN', 'BOB', 'CID']);
  });

  it('moves all dates by the most weeks that keep the last receipt before today', () => {
    const shift = (today: string) => fill(today).company.booksShiftDays;
    // The last receipt of anybody is of 20 March.
    expect([shift('2018-03-21'), shift('2018-03-27'), shift('2018-03-28'), shift('2018-04-04')]).to.deep.equal([
      0, 0, 7, 14,
    ]);
    const moved = fill('2018-03-28')
      .bookings.map(({ local }) => local.slice(0, 10))
      .sort();
    expect(moved).to.deep.equal(['2018-03-22', '2018-03-23', '2018-03-23', '2018-03-24', '2018-03-27', '2018-04-09']);
  });

  it('creates nothing later than the books reach', () => {
    const { bookings } = fill('2018-03-21');
    const latest = Math.max(...bookings.map(({ createdAt, changedAt }) => Math.max(createdAt, changedAt)));
    expect(latest).to.be.lessThan(Date.parse('2018-03-21T07:00:00Z'));
  });

  it('names the file and the row it cannot read, and never the value', () => {
    const broken = mkdtempSync(path.join(tmpdir(), 'reprise-books-'));
    for (const [name, text] of Object.entries(BOOKS)) writeFileSync(path.join(broken, name), text);
    writeFileSync(path.join(broken, 'no-show-report.csv'), 'Date,Code,Service,Staff\n13.4.2018,SECRET01,CUT,ANN\n');
    expect(() => fillFromBooks(broken, '2018-03-29')).to.throw(
      /no-show-report\.csv, line 2: Date is no date as MM\/DD\/YYYY\.$/,
    );
    rmSync(path.join(broken, 'no-show-report.csv'));
    expect(() => fillFromBooks(broken, '2018-03-29')).to.throw(/no-show-report\.csv is missing/);
    rmSync(broken, { recursive: true, force: true });
  });

  it('keeps what a data folder was filled with on later days, and refuses to mix books into an invented club', () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-sandbox-'));
    const first = fillOnce({ dataDir, booksDir: folder, now: new Date('2018-03-28T20:00:00Z') });
    const later = fillOnce({ dataDir, now: new Date('2018-06-01T20:00:00Z') });
    expect(later).to.deep.equal(first);
    rmSync(dataDir, { recursive: true, force: true });
    fillOnce({ dataDir, clients: 3, now: new Date('2026-06-01T20:00:00Z') });
    expect(() => fillOnce({ dataDir, booksDir: folder, now: new Date('2026-06-01T20:00:00Z') })).to.throw(/--fresh/);
    rmSync(dataDir, { recursive: true, force: true });
  });
});
