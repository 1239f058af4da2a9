/** What the product asks of any booking platform: an adapter answers it, activities depend on it. */

import type {
  BookingCompany,
  FreeTime,
  NewRecord,
  PlatformClient,
  PlatformCompany,
  PlatformConsent,
  PlatformGood,
  PlatformGoodsSale,
  PlatformMembership,
  PlatformPage,
  PlatformService,
  PlatformShift,
  PlatformStaff,
  PlatformVisit,
  RecordAnswer,
} from './platform.ts';
import type { SingleReads } from './singles.ts';

export interface Since {
  page: number;
  /** An instant; null reads everything. */
  changedAfter: string | null;
}

/**
 * Another platform is a folder in integrations/booking/ that answers these questions, and its line in
 * integrations/booking/gateways.ts; test/contracts/booking/every-adapter.test.ts holds it to what it promises:
 * - lists that page are paged by 200, name nobody twice while nothing changes, and end: by their total, or by an empty page;
 * - lists without pages come whole, or as Unavailable: what is missing from one is taken for gone;
 * - `changedAfter` may give more than what changed, and never less; `platformTime` is the clock that stamps the changes;
 * - ids are texts and stay the same; days and times are the platform's local ones, instants are ISO with Z, money is minor units;
 * - a row that cannot be understood is a misfit with its reason and never an error; the rest of its page is read;
 * - a question the platform cannot answer is answered with nothing, optional ones are left out, and an effect that it
 *   cannot have (`createRecord`) is refused as RuleBroken;
 * - trouble is Unavailable, with the time to wait where it is known; a refusal for good is RuleBroken. Nothing is retried inside.
 */
export interface BookingGateway {
  companies: () => Promise<PlatformCompany[]>;
  staff: (company: BookingCompany) => Promise<PlatformPage<PlatformStaff>>;
  services: (company: BookingCompany) => Promise<PlatformPage<PlatformService>>;
  /** Who works when, both days included. Left out by a platform that plans no hours. */
  shifts?: (company: BookingCompany, asked: { from: string; to: string }) => Promise<PlatformPage<PlatformShift>>;
  clients: (company: BookingCompany, since: Since) => Promise<PlatformPage<PlatformClient>>;
  /** Deleted ones included: a cancelled booking is a deleted record. */
  records: (company: BookingCompany, since: Since) => Promise<PlatformPage<PlatformVisit>>;
  /** Everything on sale: `changedAfter` is always null, because no platform tells what it dropped from the list. */
  goods: (company: BookingCompany, since: Since) => Promise<PlatformPage<PlatformGood>>;
  goodsSales: (company: BookingCompany, since: Since) => Promise<PlatformPage<PlatformGoodsSale>>;
  /** One row again, for what was set aside. Left out by a platform whose rows come from files. */
  singles?: SingleReads;
  /** The single card: the only place that holds the consent. null when there is no such card any more. */
  consent: (company: BookingCompany, clientExternalId: string) => Promise<PlatformConsent | null>;
  memberships: (company: BookingCompany, phone: string) => Promise<PlatformPage<PlatformMembership>>;
  /** Ids of everybody who ever bought a membership; null when the platform will not say. */
  membershipBuyers: (company: BookingCompany) => Promise<string[] | null>;
  freeDates: (company: BookingCompany, asked: FreeQuestion & { from: string; to: string }) => Promise<string[]>;
  freeTimes: (company: BookingCompany, asked: FreeQuestion & { date: string }) => Promise<FreeTime[]>;
  createRecord: (company: BookingCompany, record: NewRecord) => Promise<RecordAnswer>;
  /** After a doubtful answer: whether the record with our key is there. */
  findRecordByApiId: (
    company: BookingCompany,
    asked: { apiId: string; staffExternalId: string; localDate: string },
  ) => Promise<PlatformVisit | null>;
}

export interface FreeQuestion {
  staffExternalId: string;
  serviceExternalId: string;
}
