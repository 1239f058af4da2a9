/** Names that every process must agree on: task queues and search attributes. Permanent: running workflows carry them. */

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export const TASK_QUEUES = {
  /** All workflows, and activities that only touch the database. */
  core: 'core',
  /** Copying the booking platform. */
  booking: 'booking',
  /** Calls to the booking platform that a client waits for. */
  bookingNow: 'booking-now',
  /** Calls to Claude. */
  model: 'model',
  /** The long sender activity, one per WhatsApp number. */
  sending: 'sending',
} as const;

/** Never personal data: search attributes are stored and shown in the clear. */
export const SEARCH_ATTRIBUTES = {
  companyId: defineSearchAttributeKey('CompanyId', SearchAttributeType.INT),
  context: defineSearchAttributeKey('Context', SearchAttributeType.KEYWORD),
  scenario: defineSearchAttributeKey('Scenario', SearchAttributeType.KEYWORD),
  segment: defineSearchAttributeKey('Segment', SearchAttributeType.KEYWORD),
  status: defineSearchAttributeKey('Status', SearchAttributeType.KEYWORD),
} as const;

/** A fact that the database tells a workflow. Receivers ignore a `noticeId` they have seen. */
export interface Notice {
  noticeId: number;
  /** The id of our row the signal is about. */
  subjectId: number;
}
