/** Reactivation: the dry run, its daily runs, one person's weeks, rules per service, and every decision with its reason. */

import { z } from 'zod';
import {
  asOfQuery,
  id,
  instant,
  listOf,
  localDate,
  MAX_PAGE_SIZE,
  minor,
  pageFields,
  pageOf,
  pageQuery,
  workflowLink,
} from './common.ts';
import { message, offeredSlot, reason } from './delivery.ts';

export const candidate = z
  .object({
    clientId: id,
    clientName: z.string(),
    phone: z.string(),
    serviceId: id,
    serviceTitle: z.string(),
    daysSince: z.number().int(),
    visits: z.number().int(),
    spendMinor: minor,
    loyalty: z.string(),
    /** Always the classic score, whichever ranks. */
    score: z.number(),
    expectedVisits: z.number().nullable(),
    reasons: z.array(reason),
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof candidate>;
export const skippedCandidate = z
  .object({ clientId: id, clientName: z.string(), phone: z.string().nullable(), reason: z.string() })
  .meta({ id: 'SkippedCandidate' });
/** Ranked, a dry run: nothing is written but that the owner has seen it. */
export const candidates = z
  .object({
    asOf: localDate,
    /** `rank`, the place in the whole line, is there where a page was asked for. */
    candidates: z.array(candidate.extend({ rank: z.number().int().optional() }).meta({ id: 'RankedCandidate' })),
    skipped: z.array(skippedCandidate),
    /** With a page: which one, and how many there are of both halves by the search, and of each reason. */
    page: z.number().int().optional(),
    pageSize: z.number().int().optional(),
    total: z
      .object({
        candidates: z.number().int(),
        skipped: z.number().int(),
        /** Whatever the reason that was asked for. */
        allSkipped: z.number().int(),
        reasons: z.record(z.string(), z.number().int()),
      })
      .optional(),
  })
  .meta({ id: 'Candidates' });
export type Candidates = z.infer<typeof candidates>;
/** Everybody at once; with any of the others a page of both halves. */
export const candidatesQuery = asOfQuery.extend({
  q: z.string().trim().max(100).optional(),
  reason: z.string().max(50).optional(),
  page: z.coerce.number().int().min(1).max(100_000).optional(),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
});

/** Who each scenario would write to on that day, in the order of definitions.md: the first that fits wins. */
export const scenarioCandidates = z
  .object({
    asOf: localDate,
    scenarios: z.array(
      z.object({
        scenario: z.enum(['birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation']),
        isOn: z.boolean(),
        cooldownDays: z.number().int(),
        /** Ranked. `goodUntil` is the last local day on which the message still makes sense. */
        candidates: z.array(
          z.object({
            clientId: id,
            clientName: z.string(),
            phone: z.string(),
            /** As in the candidates of a service; null where a scenario is about none. */
            serviceId: id.nullable(),
            serviceTitle: z.string().nullable(),
            daysSince: z.number().int().nullable(),
            visits: z.number().int(),
            spendMinor: minor,
            loyalty: z.string(),
            score: z.number(),
            expectedVisits: z.number().nullable(),
            goodUntil: localDate,
            reasons: z.array(reason),
          }),
        ),
        skipped: z.array(skippedCandidate),
      }),
    ),
  })
  .meta({ id: 'ScenarioCandidates' });
export type ScenarioCandidates = z.infer<typeof scenarioCandidates>;

/** Why this person is due for a message on that day, or why not. */
export const clientDue = z
  .object({
    asOf: localDate,
    service: z.object({
      /** `due`: would be written to · `skipped`: due, but something forbids it · `not_due` · `no_visits`. */
      outcome: z.enum(['due', 'skipped', 'not_due', 'no_visits']),
      /** The reason to skip, as in definitions.md. */
      reason: z.string().nullable(),
      /** Facts for the sentence: the service, days since, interval and its source, when it will be due. */
      reasons: z.array(reason),
      score: z.number().nullable(),
      /** The place among the day's candidates, 1 is first; null where it was not asked for. */
      rank: z.number().int().nullable(),
    }),
    scenarios: z.array(
      z.object({
        scenario: z.enum(['birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation']),
        outcome: z.enum(['due', 'skipped']),
        reason: z.string().nullable(),
        reasons: z.array(reason),
      }),
    ),
  })
  .meta({ id: 'ClientDue' });
export type ClientDue = z.infer<typeof clientDue>;
/** The place is asked for apart: only the whole list knows it, and the reasons need not wait for that. */
export const clientDueQuery = asOfQuery.extend({ rank: z.enum(['true', 'false']).optional() });

export const startedRun = z
  .object({
    /** Null when the run has not taken its row within five seconds: it will; ask the list. */
    runId: id.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'StartedRun' });
export type StartedRun = z.infer<typeof startedRun>;

export const run = z
  .object({
    id,
    localDate,
    status: z.enum(['running', 'done', 'failed']),
    startedBy: z.string(),
    considered: z.number().int(),
    started: z.number().int(),
    /** How many were left out, by reason. */
    skipped: z.record(z.string(), z.number().int()),
    startedAt: instant,
    endedAt: instant.nullable(),
    failureCode: z.string().nullable(),
    ...workflowLink,
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof run>;
export const runPage = pageOf(run, 'RunPage');
export const runsQuery = pageQuery(['localDate']);

export const REACTIVATION_STATUSES = ['running', 'paused', 'ended'] as const;
export const REACTIVATION_ENDS = [
  'converted',
  'max_attempts',
  'opted_out',
  'declined',
  'cancelled',
  'expired',
] as const;

const reactivationFields = {
  id,
  clientId: id,
  clientName: z.string(),
  phone: z.string(),
  serviceId: id,
  serviceTitle: z.string(),
  runId: id.nullable(),
  status: z.enum(REACTIVATION_STATUSES),
  endsAs: z.enum(REACTIVATION_ENDS).nullable(),
  pausedUntil: localDate.nullable(),
  score: z.number(),
  attempt: z.number().int(),
  /** Of the newest message. */
  messageStatus: z.string().nullable(),
  messageReason: z.string().nullable(),
  lastResponse: z.string().nullable(),
  nextAttemptAt: instant.nullable(),
  convertedAt: instant.nullable(),
  /** Null until the booked visit took place. */
  revenueMinor: minor.nullable(),
  bookedMinor: minor.nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  ...workflowLink,
};
export const reactivation = z.object(reactivationFields).meta({ id: 'Reactivation' });
export type Reactivation = z.infer<typeof reactivation>;
export const reactivationPage = pageOf(reactivation, 'ReactivationPage');
export const reactivationsQuery = pageQuery(['startedAt', 'score', 'clientName', 'convertedAt']).extend({
  status: listOf(REACTIVATION_STATUSES),
  endsAs: listOf(REACTIVATION_ENDS),
  runId: z.coerce.number().int().positive().optional(),
  clientId: z.coerce.number().int().positive().optional(),
  serviceId: z.coerce.number().int().positive().optional(),
});

export const attempt = z
  .object({
    number: z.number().int(),
    messageId: id.nullable(),
    sentAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    discountOffered: z.number().int().nullable(),
    slotsOffered: z.array(offeredSlot),
    responseType: z.string().nullable(),
    responseAt: instant.nullable(),
    nextAttemptAt: instant.nullable(),
    completionReason: z.string().nullable(),
  })
  .meta({ id: 'Attempt' });

export const reply = z
  .object({
    id,
    messageId: id.nullable(),
    kind: z.string(),
    text: z.string().nullable(),
    receivedAt: instant,
    understoodAs: z.string().nullable(),
    understood: z.record(z.string(), z.unknown()).nullable(),
    handledAt: instant.nullable(),
  })
  .meta({ id: 'Reply' });
export type Reply = z.infer<typeof reply>;

export const booking = z
  .object({
    visitId: id,
    startsAt: instant,
    serviceTitle: z.string().nullable(),
    staffName: z.string().nullable(),
    /** 2 confirmed, 1 arrived, 0 waiting, -1 did not come. */
    attendance: z.number().int(),
    isDeleted: z.boolean(),
    costMinor: minor,
    createdAt: instant.nullable(),
    /** Booked by Reprise itself, with the slot that the client accepted. */
    byReprise: z.boolean(),
  })
  .meta({ id: 'Booking' });
export type Booking = z.infer<typeof booking>;

export const reactivationDetail = z
  .object({
    ...reactivationFields,
    reasons: z.array(reason),
    facts: z.record(z.string(), z.unknown()),
    attempts: z.array(attempt),
    messages: z.array(message),
    replies: z.array(reply),
    booking: booking.nullable(),
    convertedMessageId: id.nullable(),
  })
  .meta({ id: 'ReactivationDetail' });
export type ReactivationDetail = z.infer<typeof reactivationDetail>;

/** Until a date, or until somebody resumes it. */
export const pauseRequest = z.strictObject({ until: localDate.nullable().default(null) }).meta({ id: 'PauseRequest' });
export type PauseRequest = z.infer<typeof pauseRequest>;

/** What was decided about a person, by a run, by a person, or about a message on its way. */
export const DECISIONS = [
  'chosen',
  'skipped',
  'held_out',
  'waits',
  'approved',
  'rejected',
  'taken_back',
  'retried',
  'unknown',
  'dead',
  'closed',
  'expired',
  'cancelled',
] as const;
export const decision = z
  .object({
    id,
    clientId: id.nullable(),
    clientName: z.string().nullable(),
    scenario: z.string(),
    decision: z.enum(DECISIONS),
    reason: z.string(),
    details: z.record(z.string(), z.unknown()),
    decidedOn: localDate,
    createdAt: instant,
    runId: id.nullable(),
    reactivationId: id.nullable(),
    messageId: id.nullable(),
    campaignId: id.nullable(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof decision>;
export const decisionPage = pageOf(decision, 'DecisionPage');
export const decisionsQuery = pageQuery(['createdAt']).extend({
  clientId: z.coerce.number().int().positive().optional(),
  campaignId: z.coerce.number().int().positive().optional(),
  runId: z.coerce.number().int().positive().optional(),
  messageId: z.coerce.number().int().positive().optional(),
  reason: z.string().max(50).optional(),
  decision: listOf(DECISIONS),
  scenario: z.string().max(50).optional(),
  /** Days of the company's calendar, both included. */
  from: localDate.optional(),
  to: localDate.optional(),
});

const ruleFields = {
  /** How many days after the last visit a client is due. Null: the first that exists of historical, accepted AI, default. */
  manualInterval: z.number().int().min(1).max(1000).nullable(),
  retryIntervalDays: z.number().int().min(1).max(365),
  maxAttempts: z.number().int().min(1).max(10),
  isActive: z.boolean(),
  /** Percent per attempt; the last one repeats. */
  discountProgression: z.array(z.number().int().min(0).max(90)).min(1).max(10),
};
export const ruleUpdate = z
  .strictObject({
    ...ruleFields,
    aiSuggestionAccepted: z.boolean().optional(),
    /** True: no to the suggestion that is there; false takes the no back. Left out: the answer stays as it is. */
    aiSuggestionDeclined: z.boolean().optional(),
    /** The company's own mark; null gives the decision back to the words of title and category. */
    isPersonalTraining: z.boolean().nullable().optional(),
    version: z.number().int().positive(),
  })
  .refine((rule) => !(rule.aiSuggestionAccepted === true && rule.aiSuggestionDeclined === true), {
    message: 'A suggestion is accepted or declined, not both',
    path: ['aiSuggestionDeclined'],
  })
  .meta({ id: 'RuleUpdate' });
export type RuleUpdate = z.infer<typeof ruleUpdate>;
export const serviceRule = z
  .object({
    serviceId: id,
    title: z.string(),
    categoryTitle: z.string().nullable(),
    priceMinMinor: minor.nullable(),
    isServiceActive: z.boolean(),
    ...ruleFields,
    /** The interval in force, and which of the sources below it comes from. */
    intervalDays: z.number().int(),
    intervalSource: z.enum(['manual', 'historical', 'ai', 'default']),
    calculatedAvgInterval: z.number().int().nullable(),
    aiSuggestedInterval: z.number().int().nullable(),
    aiSuggestionAccepted: z.boolean(),
    /** When somebody said no to this suggestion, and who; null: nobody has. Another suggestion asks anew. */
    aiSuggestionDeclinedAt: instant.nullable(),
    aiSuggestionDeclinedBy: z.string().nullable(),
    /** Why the model thinks so, in its own words, and when it said it. */
    aiReasoning: z.string().nullable(),
    aiSuggestedAt: instant.nullable(),
    /** How many gaps history knows, and what their median is; an interval needs 20 of them. */
    historicalGaps: z.object({ count: z.number().int(), medianDays: z.number().nullable() }),
    /** null: decided by the words of its title and category. */
    isPersonalTraining: z.boolean().nullable(),
    countsAsPersonalTraining: z.boolean(),
    defaultIntervalDays: z.number().int(),
    version: z.number().int(),
    updatedAt: instant,
  })
  .meta({ id: 'ServiceRule' });
export type ServiceRule = z.infer<typeof serviceRule>;
export const serviceRulePage = z
  .object({
    ...pageFields(serviceRule),
    /** Every category of the services, and how many each has, whatever is filtered. */
    categories: z.array(z.object({ title: z.string(), count: z.number().int() })),
  })
  .meta({ id: 'ServiceRulePage' });
export type ServiceRulePage = z.infer<typeof serviceRulePage>;
export const serviceRulesQuery = pageQuery(['title', 'intervalDays']).extend({
  isActive: z.enum(['true', 'false']).optional(),
  /** A category's title, exactly. */
  category: z.string().max(200).optional(),
});
