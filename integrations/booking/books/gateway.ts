/** Stored books as a booking platform: pages of rows that an upload left; what no book can answer is empty or refused. */

import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway, Since } from '../../../domain/sync/booking-gateway.ts';
import {
  type Misfit,
  PAGE_SIZE,
  type PlatformClient,
  type PlatformCompany,
  type PlatformPage,
  type PlatformService,
  type PlatformStaff,
  type PlatformVisit,
} from '../../../domain/sync/platform.ts';

export interface BooksPage<Row> {
  rows: Row[];
  misfits: Misfit[];
  total: number;
  /** The clock that stamps the rows: the database's, for every process the same. */
  platformTime: string;
}

export interface BooksRows {
  staff: PlatformStaff;
  services: PlatformService;
  clients: PlatformClient;
  records: PlatformVisit;
}

/** What is stored of one company's books. */
export interface BooksShelf {
  company: () => Promise<PlatformCompany>;
  page: <Collection extends keyof BooksRows>(
    collection: Collection,
    asked: { offset: number; limit: number; changedAfter: string | null },
  ) => Promise<BooksPage<BooksRows[Collection]>>;
  hasClient: (externalId: string) => Promise<boolean>;
}

/** Lists without pages are handed over whole: a club has a few dozen people and services. */
const WHOLE_LIST = 10_000;

const received = <Row>(page: BooksPage<Row>) => ({
  ...page,
  received: page.rows.length + page.misfits.length,
});
const nothing = <Row>(): PlatformPage<Row> => ({ rows: [], misfits: [], received: 0, total: 0, platformTime: null });

export function createBooksGateway(shelf: BooksShelf): BookingGateway {
  const whole = async <Collection extends 'staff' | 'services'>(collection: Collection) => {
    const list = received(await shelf.page(collection, { offset: 0, limit: WHOLE_LIST, changedAfter: null }));
    if (list.received < list.total) throw new Unavailable('booking', 'short_page');
    return list;
  };
  const paged = async <Collection extends 'clients' | 'records'>(
    collection: Collection,
    { page, changedAfter }: Since,
  ) => received(await shelf.page(collection, { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE, changedAfter }));

  return {
    companies: async () => [await shelf.company()],
    staff: () => whole('staff'),
    services: () => whole('services'),
    clients: (_company, since) => paged('clients', since),
    records: (_company, since) => paged('records', since),
    // Goods in the books are lines of a receipt, which is a record; the books list none by themselves.
    goods: () => Promise.resolve(nothing()),
    goodsSales: () => Promise.resolve(nothing()),
    /** The books never say whether somebody agreed: known to be unknown, unless there is no such card. */
    async consent(_company, clientExternalId) {
      return (await shelf.hasClient(clientExternalId)) ? { clientExternalId, newsletterAgreed: null } : null;
    },
    memberships: () => Promise.resolve(nothing()),
    membershipBuyers: () => Promise.resolve([]),
    freeDates: () => Promise.resolve([]),
    freeTimes: () => Promise.resolve([]),
    createRecord: () => Promise.reject(new RuleBroken('books_take_no_bookings')),
    findRecordByApiId: () => Promise.resolve(null),
  };
}
