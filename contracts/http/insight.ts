/** Clients with their timeline, segments, and the Today page. */

import { z } from 'zod';
import { PEOPLE_METRIC_KEYS, TRIAL_STEPS } from '../../domain/insight/metric-keys.ts';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import { booking } from './campaigns.ts';
import { asOf, id, instant, localDate, minor, pageOf, pageQuery, workflowLink } from './common.ts';
import { sendingState } from './delivery.ts';

const clientFields = {
  id,
  name: z.string(),
  phone: z.string().nullable(),
  segment: z.enum(SEGMENTS).nullable(),
  firstVisitOn: localDate.nullable(),
  lastVisitOn: localDate.nullable(),
  visits: z.number().int(),
  spendMinor: minor,
  daysSince: z.number().int().nullable(),
  ptVisits: z.number().int(),
  lastPtOn: localDate.nullable(),
  visits30d: z.number().int(),
  hasFutureBooking: z.boolean(),
  optedOut: z.boolean(),
};
export const client = z.object(clientFields).meta({ id: 'Client' });
export type Client = z.infer<typeof client>;
export const clientPage = pageOf(client, 'ClientPage');
export const CLIENT_SORTS = [
  'name',
  'lastVisitOn',
  'firstVisitOn',
  'visits',
  'spendMinor',
  'daysSince',
  'ptVisits',
  'lastPtOn',
  'visits30d',
] as const;
export const clientsQuery = pageQuery(CLIENT_SORTS).extend({
  segment: z.enum(SEGMENTS).optional(),
  /** Only the people behind this number. */
  metric: z.enum(PEOPLE_METRIC_KEYS).optional(),
  /** Only those who reached this step of the trial funnel; with `dropped=true` those who went no further. */
  trialStep: z.enum(TRIAL_STEPS).optional(),
  dropped: z.enum(['true', 'false']).optional(),
  /** Only the cohort of this month of first visit: `2026-03`. */
  cohort: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
  asOf: asOf.optional(),
});

const preference = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, confidence: z.number().min(0).max(1) }).nullable();
export const clientDetail = z
  .object({
    ...clientFields,
    externalId: z.string(),
    email: z.string().nullable(),
    language: z.string().nullable(),
    birthDate: localDate.nullable(),
    newsletterAgreed: z.boolean().nullable(),
    /** Where the answer about the newsletter is from, and when it was found to be so; null when nobody was asked. */
    newsletterTold: z.object({ source: z.string(), at: instant }).nullable(),
    /** What the front desk wrote on the card at the booking platform; what is empty is left out. */
    card: z.object({
      comment: z.string(),
      categories: z.array(z.string()),
      discountPercent: z.number(),
      fields: z.array(z.object({ name: z.string(), value: z.string() })),
      /** By the platform's own names, those that were answered. */
      agreements: z.array(z.object({ name: z.string(), isAgreed: z.boolean() })),
    }),
    optOut: z.object({ source: z.string(), at: instant, reason: z.string().nullable() }).nullable(),
    platformSpentMinor: minor.nullable(),
    loyalty: z.string(),
    membership: z.object({ title: z.string(), soldOn: localDate, endsOn: localDate.nullable() }).nullable(),
    /** Read from the visits of the last year; null with fewer than three, or where nothing is known. */
    preferences: z
      .object({
        partOfDay: preference(z.enum(['morning', 'afternoon', 'evening'])),
        /** ISO weekday, 1 is Monday. */
        weekday: preference(z.number().int()),
        staff: preference(z.string()),
        service: preference(z.string()),
        /** Visits they are read from. */
        visits: z.number().int(),
      })
      .nullable(),
    /** Newest first, at most twenty. */
    segmentMoves: z.array(
      z.object({ from: z.enum(SEGMENTS).nullable(), to: z.enum(SEGMENTS).nullable(), on: localDate }),
    ),
    /** The usual days between visits of the last year; null with fewer than three visits. */
    rhythmDays: z.number().int().nullable(),
    favouriteService: z.string().nullable(),
    favouriteStaff: z.string().nullable(),
    nextBooking: booking.nullable(),
    reactivation: z
      .object({ id, status: z.string(), endsAs: z.string().nullable(), serviceTitle: z.string(), ...workflowLink })
      .nullable(),
    conversation: z
      .object({
        id,
        lastInboundAt: instant.nullable(),
        /** Free text may be written until then. */
        windowUntil: instant.nullable(),
        needsPersonSince: instant.nullable(),
        needsPersonReason: z.string().nullable(),
        handedTo: z.string().nullable(),
        marketingHold: z.boolean(),
        ...workflowLink,
      })
      .nullable(),
    /** How a message written by hand would go out now. */
    writing: z.object({
      possible: z.boolean(),
      /** Why not: opted_out, no_valid_phone, no_template, no_consent, no_number. */
      reason: z.string().nullable(),
      kind: z.enum(['template', 'text']),
      language: z.string().nullable(),
      template: z.string().nullable(),
      body: z.string().nullable(),
      variables: z.array(z.string()),
      firstName: z.string(),
    }),
  })
  .meta({ id: 'ClientDetail' });
export type ClientDetail = z.infer<typeof clientDetail>;

export const TIMELINE_KINDS = [
  'visit',
  'booking',
  'no_show',
  'cancelled_booking',
  'membership',
  'goods',
  'message',
  'reply',
  'reactivation_started',
  'reactivation_ended',
  'decision',
  'opt_out',
  'segment_move',
] as const;
/** One line of a person's story, newest first. Which fields are filled depends on `kind`. */
export const timelineItem = z
  .object({
    /** Unique within the timeline: `visit-12`. */
    key: z.string(),
    kind: z.enum(TIMELINE_KINDS),
    at: instant,
    /** Service titles, a membership's title, a scenario, a decision. */
    title: z.string().nullable(),
    /** The words of a message or a reply. */
    text: z.string().nullable(),
    /** A message's status, how a reply was understood, how a reactivation ended, the segment somebody went to. */
    status: z.string().nullable(),
    /** Why; of a move, the segment somebody came from. */
    reason: z.string().nullable(),
    /** Staff member, moderator, or who else acted. */
    by: z.string().nullable(),
    amountMinor: minor.nullable(),
    /** Our id of the row: message, reply, reactivation, visit. */
    subjectId: id.nullable(),
    ...workflowLink,
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof timelineItem>;
export const timelinePage = pageOf(timelineItem, 'TimelinePage');
export const timelineQuery = pageQuery(['at']);

export const segments = z
  .object({ asOf: localDate, segments: z.record(z.enum(SEGMENTS), z.number().int()) })
  .meta({ id: 'Segments' });
export type Segments = z.infer<typeof segments>;

export const needsYou = z
  .object({
    /** approvals · unknown_sends · dead_sends · conversations · paused_number · stopped_sending · dry_run · quarantined · dead_chat · unconfirmed_company · budget_near · budget_used_up */
    code: z.string(),
    count: z.number().int(),
    oldestAt: instant.nullable(),
    /** Facts for the sentence: a reason, a name of a system. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'NeedsYou' });
export const feedItem = z
  .object({
    /** Unique: `event-12`. */
    key: z.string(),
    at: instant,
    /** reply · booking · converted · approved · rejected · edited · sent · delivered · read · dead · unknown · opt_out · sync · run · … */
    kind: z.string(),
    clientId: id.nullable(),
    clientName: z.string().nullable(),
    messageId: id.nullable(),
    reactivationId: id.nullable(),
    by: z.string().nullable(),
    text: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'FeedItem' });
export type FeedItem = z.infer<typeof feedItem>;
export const healthProblem = z
  .object({
    /** database · temporal · sync_stale · sync_failing · number_paused · sending_stopped · no_number · worker_missing */
    code: z.string(),
    /** attention: something waits; trouble: something is broken. */
    level: z.enum(['attention', 'trouble']),
    detail: z.string().nullable(),
    since: instant.nullable(),
  })
  .meta({ id: 'HealthProblem' });
/** The dot of the shell. */
export const health = z
  .object({
    state: z.enum(['ok', 'attention', 'trouble']),
    problems: z.array(healthProblem),
    lastSyncAt: instant.nullable(),
    sending: sendingState,
    counts: z.object({ approvals: z.number().int(), conversations: z.number().int(), outbox: z.number().int() }),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof health>;
export const today = z
  .object({
    date: localDate,
    needsYou: z.array(needsYou),
    /** From the first of the company's month. Booked: cost of the bookings won; visited: of those that took place. */
    wonBack: z.object({
      clients: z.number().int(),
      bookedMinor: minor,
      visitedMinor: minor,
      costMinor: minor,
      /** The last eight weeks, oldest first, by the date of the booking. */
      byWeek: z.array(z.object({ weekOf: localDate, clients: z.number().int(), bookedMinor: minor })),
    }),
    /** Of this month, for the campaign in numbers. */
    funnel: z.object({
      drafted: z.number().int(),
      approved: z.number().int(),
      sent: z.number().int(),
      delivered: z.number().int(),
      read: z.number().int(),
      replied: z.number().int(),
      booked: z.number().int(),
      visited: z.number().int(),
    }),
    justNow: z.array(feedItem),
    people: z.record(z.string(), z.number().int()).nullable(),
    health,
    run: z
      .object({ id, status: z.string(), considered: z.number().int(), started: z.number().int(), ...workflowLink })
      .nullable(),
  })
  .meta({ id: 'Today' });
export type Today = z.infer<typeof today>;

/** Server-sent events of `GET …/events`: `event: changed`, data `{ topics }`. Ask again for what these pages show. */
export const CHANGE_TOPICS = ['messages', 'replies', 'sync', 'campaigns', 'settings', 'insight'] as const;
export type ChangeTopic = (typeof CHANGE_TOPICS)[number];
export const changed = z.object({ topics: z.array(z.enum(CHANGE_TOPICS)) }).meta({ id: 'Changed' });
