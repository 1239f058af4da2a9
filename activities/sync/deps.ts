/** What copying the booking platform needs from the world; db/ and integrations/ happen to fit, the root joins them. */

import type { Scope } from '../../domain/access/scope.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { CardKind, PageStep } from '../../domain/sync/page-step.ts';
import type {
  BookingCompany,
  PlatformClient,
  PlatformCompany,
  PlatformGood,
  PlatformGoodsSale,
  PlatformMembership,
  PlatformPage,
  PlatformService,
  PlatformShift,
  PlatformStaff,
  PlatformVisit,
} from '../../domain/sync/platform.ts';
import type { Places } from './places.ts';
import type { Lane } from '../../domain/sync/turns.ts';

export interface SyncRun {
  runId: number;
  attempt: number;
}

export interface Cursor {
  collection: string;
  changedUpTo: string | null;
  firstCopyPage: number | null;
  isFirstCopyDone: boolean;
}

export interface SyncedCompany extends BookingCompany {
  country: string;
  businessType: string;
}

export interface CardDue {
  clientId: number;
  externalId: string;
  phone: string | null;
  /** Its state when it was asked for. */
  changedAtSource: string | null;
}

type Written = Promise<{ written: number }>;

export interface SyncStore {
  company: (scope: Scope) => Promise<SyncedCompany>;
  /** Takes over what the platform says of the company; answers with what was different. */
  followCompany: (scope: Scope, told: PlatformCompany, at: string) => Promise<string[]>;
  cursors: (scope: Scope) => Promise<Cursor[]>;
  takeCursorBack: (scope: Scope, collection: string, changedUpTo: string) => Promise<void>;
  /** The shared limit may not suffice for a cycle every minute. */
  isCycleDue: (scope: Scope, at: string) => Promise<boolean>;
  /** Somebody pressed "sync now", or the platform told of a change, and no cycle has begun since. */
  isCycleWanted: (scope: Scope) => Promise<boolean>;
  cycleBegins: (scope: Scope, at: string) => Promise<void>;
  decidePace: (scope: Scope, cycle: { requests: number | null; at: string }) => Promise<unknown>;
  begin: (scope: Scope, workflowRunId: string) => Promise<SyncRun | null>;
  end: (scope: Scope, run: SyncRun) => Promise<{ outcome: 'changed' | 'idle'; counts: Record<string, number> }>;
  fail: (scope: Scope, run: SyncRun, failureCode: string) => Promise<void>;
  saveCatalogue: (
    scope: Scope,
    step: PageStep,
    lists: { staff: PlatformPage<PlatformStaff>; services: PlatformPage<PlatformService>; businessType: string },
  ) => Written;
  saveShifts: (
    scope: Scope,
    step: PageStep,
    page: PlatformPage<PlatformShift>,
    days: { from: string; to: string },
  ) => Written;
  unknownIn: (scope: Scope, ids: { staff: string[]; services: string[] }) => Promise<number>;
  saveClients: (scope: Scope, step: PageStep, page: PlatformPage<PlatformClient>, country: string) => Written;
  saveVisitPage: (
    scope: Scope,
    step: PageStep,
    page: PlatformPage<PlatformVisit>,
    context: { country: string; at: string },
  ) => Written;
  /** `listed`: everything a reading of the whole list named, with its last page. */
  saveGoods: (
    scope: Scope,
    step: PageStep,
    page: PlatformPage<PlatformGood>,
    listed?: readonly string[] | null,
  ) => Written;
  saveGoodsSales: (scope: Scope, step: PageStep, page: PlatformPage<PlatformGoodsSale>) => Written;
  noteBuyers: (scope: Scope, step: PageStep, buyers: string[] | null, at: string) => Promise<void>;
  cardsDue: (scope: Scope, limit: number, at: string) => Promise<CardDue[]>;
  membershipsDue: (scope: Scope, limit: number, at: string) => Promise<CardDue[]>;
  postponeCard: (
    scope: Scope,
    clientId: number,
    trouble: { kind: CardKind; failureCode: string; at: string },
  ) => Promise<void>;
  cardWasRead: (scope: Scope, clientId: number, kind: CardKind) => Promise<void>;
  /** What the platform gives no right to, and whether it is time to ask again. */
  refusedCollections: (scope: Scope, at: string) => Promise<ReadonlyMap<string, { isDue: boolean }>>;
  refuseCollection: (scope: Scope, collection: string, failureCode: string, at: string) => Promise<void>;
  allowCollection: (scope: Scope, collection: string) => Promise<void>;
  /** The platform refuses the company as such. */
  noteRefusal: (scope: Scope, failureCode: string) => Promise<void>;
  unreadCards: (scope: Scope, clientIds: number[], readBefore: string | null) => Promise<CardDue[]>;
  saveConsent: (
    scope: Scope,
    card: Pick<CardDue, 'clientId' | 'changedAtSource'>,
    told: { newsletterAgreed: boolean | null; agreements?: Record<string, boolean | null> },
    at: string,
  ) => Promise<void>;
  cardGone: (scope: Scope, clientId: number, at: string) => Promise<void>;
  saveMemberships: (
    scope: Scope,
    card: Pick<CardDue, 'clientId' | 'changedAtSource'>,
    page: PlatformPage<PlatformMembership>,
    at: string,
  ) => Written;
}

export interface SyncDeps {
  store: SyncStore;
  /** Of what takes long, only so many at once in one process. Left out, as many as there are activities. */
  firstCopies?: Places;
  cardReaders?: Places;
  /** Each company has credentials of its own. */
  gatewayFor: (scope: Scope, lane: Lane) => Promise<BookingGateway>;
}
