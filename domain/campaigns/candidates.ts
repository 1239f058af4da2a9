/** Decides who is written to about which service, in which order, and why everybody else who is due is not. */

import type { IntervalSource } from '../insight/interval.ts';
import { isHighLtv, type Loyalty, loyaltyOf } from '../insight/loyalty.ts';
import { byPriority, classicScore, scoreParts } from '../insight/priority.ts';

/** A service whose last visit is longer ago than its interval. */
export interface DueService {
  serviceId: number;
  title: string;
  lastOn: string;
  daysSince: number;
  spendMinor: number;
  interval: { days: number; source: IntervalSource };
  isRuleOn: boolean;
  maxAttempts: number;
  /** Attempts delivered for this service since the person's last visit with it. */
  attemptsDelivered: number;
}

/** What could forbid writing to a person, as of one day; all cards with one phone together. */
export interface Standing {
  name: string;
  phone: string | null;
  optedOut: boolean;
  newsletter: 'yes' | 'no' | 'unknown';
  isStaffNumber: boolean;
  hasFutureBooking: boolean;
  hasFuturePtBooking: boolean;
  isAway: boolean;
  /** A reactivation that ended as declined less than 90 days ago. */
  declinedRecently: boolean;
  /** A reactivation that a person ended less than a retry interval ago. */
  cancelledRecently: boolean;
  messagedRecently: boolean;
  messagesInThirtyDays: number;
  campaignRunning: boolean;
}

/** One person: all cards with one phone, or one card without a valid phone. Everything is as of one day. */
export interface PersonFacts {
  clientId: number;
  /** Never empty: only people who are due are looked at. */
  due: readonly DueService[];
  visits: number;
  spendMinor: number;
  lastVisitOn: string;
  /** Since the last visit of any service. */
  daysSinceAnyVisit: number;
  visitedInTwelveMonths: boolean;
  standing: Standing;
}

export interface CompanyFacts {
  /** False: switched off by hand, so everybody who is due is skipped. */
  isOn: boolean;
  highLtvThresholdMinor: number | null;
  currencyDigits: number;
}

/** definitions.md, "filters, in order"; `declined` and `cancelled` say what follows from those endings. */
export type SkipReason =
  | 'settings_off'
  | 'opted_out'
  | 'no_consent'
  | 'no_valid_phone'
  | 'staff_number'
  | 'too_long_ago'
  | 'future_booking'
  | 'seen_recently'
  | 'away'
  | 'declined'
  | 'cancelled'
  | 'messaged_recently'
  | 'campaign_running'
  | 'max_attempts';

export const TOO_LONG_AGO_DAYS = 540;
/** The last 14 days end with the day asked about: 0 … 13 days ago. */
export const SEEN_RECENTLY_DAYS = 14;
export const DECLINED_REST_DAYS = 90;

/** What a person is told as "why": a code with its facts. */
export interface Reason {
  code: string;
  [fact: string]: string | number | null;
}

export interface Candidate {
  clientId: number;
  clientName: string;
  phone: string;
  serviceId: number;
  serviceTitle: string;
  daysSince: number;
  visits: number;
  spendMinor: number;
  loyalty: Loyalty;
  score: number;
  expectedVisits: number | null;
  lastVisitOn: string;
  /** Attempts already delivered for this service since their last visit with it. */
  attemptsBefore: number;
  reasons: Reason[];
}

export interface Skipped {
  clientId: number;
  clientName: string;
  phone: string | null;
  serviceId: number;
  reason: SkipReason;
}

/** Of several due services the one longest ago; then the larger spend on it; then the smaller id. Switched-off rules only when no other is due. */
export function chooseService(due: readonly DueService[]): DueService | undefined {
  const on = due.filter((service) => service.isRuleOn);
  const [first] = (on.length > 0 ? on : due).toSorted(
    (a, b) => b.daysSince - a.daysSince || b.spendMinor - a.spendMinor || a.serviceId - b.serviceId,
  );
  return first;
}

/** The first filter that holds, in the order of definitions.md; null lets the person through. */
export function skipReason(person: PersonFacts, service: DueService, company: CompanyFacts): SkipReason | null {
  const { standing } = person;
  const filters: readonly (readonly [SkipReason, boolean])[] = [
    ['settings_off', !company.isOn || !service.isRuleOn],
    ['opted_out', standing.optedOut],
    ['no_consent', lacksConsent(standing.newsletter, person.visitedInTwelveMonths)],
    ['no_valid_phone', standing.phone === null],
    ['staff_number', standing.isStaffNumber],
    ['too_long_ago', person.daysSinceAnyVisit > TOO_LONG_AGO_DAYS],
    ['future_booking', standing.hasFutureBooking],
    ['seen_recently', person.daysSinceAnyVisit < SEEN_RECENTLY_DAYS],
    ['away', standing.isAway],
    ['declined', standing.declinedRecently],
    ['cancelled', standing.cancelledRecently],
    ['messaged_recently', standing.messagedRecently],
    ['campaign_running', standing.campaignRunning],
    ['max_attempts', service.attemptsDelivered >= service.maxAttempts],
  ];
  return filters.find(([, holds]) => holds)?.[0] ?? null;
}

/** definitions.md, "Consent and spending": a "no" is final, silence counts as yes only for those who came within a year. */
export function lacksConsent(newsletter: Standing['newsletter'], visitedInTwelveMonths: boolean): boolean {
  return newsletter === 'no' || (newsletter === 'unknown' && !visitedInTwelveMonths);
}

export function decideCandidates(
  people: readonly PersonFacts[],
  company: CompanyFacts,
): { candidates: Candidate[]; skipped: Skipped[] } {
  const candidates: Candidate[] = [];
  const skipped: Skipped[] = [];
  for (const person of people) {
    const service = chooseService(person.due);
    if (!service) continue;
    const reason = skipReason(person, service, company);
    const { name, phone } = person.standing;
    if (reason === null && phone !== null) candidates.push(chosen(person, phone, service, company));
    else {
      const { serviceId } = service;
      skipped.push({
        clientId: person.clientId,
        clientName: name,
        phone,
        serviceId,
        reason: reason ?? 'no_valid_phone',
      });
    }
  }
  return { candidates: candidates.toSorted(byPriority), skipped: skipped.toSorted((a, b) => a.clientId - b.clientId) };
}

function chosen(person: PersonFacts, phone: string, service: DueService, company: CompanyFacts): Candidate {
  const { visits, spendMinor } = person;
  const { daysSince } = service;
  const loyalty = loyaltyOf({ visits, isHighLtv: isHighLtv(spendMinor, company.highLtvThresholdMinor) });
  const facts = { loyalty, spendMinor, currencyDigits: company.currencyDigits, visits, daysSince };
  const due = dueReason(service);
  // What the days add is told with the sentence about them.
  const [days, ...parts] = scoreParts(facts);
  due['part'] = days.part;
  return {
    clientId: person.clientId,
    clientName: person.standing.name,
    phone,
    serviceId: service.serviceId,
    serviceTitle: service.title,
    daysSince,
    visits,
    spendMinor,
    loyalty,
    score: classicScore(facts),
    expectedVisits: null,
    lastVisitOn: person.lastVisitOn,
    attemptsBefore: service.attemptsDelivered,
    reasons: [due, ...parts],
  };
}

/** `days` is the same number under the name that sentences about any service use. */
export function dueReason({ title, daysSince, interval }: DueService): Reason {
  return {
    code: 'due',
    service: title,
    daysSince,
    days: daysSince,
    interval: interval.days,
    intervalSource: interval.source,
  };
}
