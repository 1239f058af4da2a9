/** Approvals: what waits for a person, and what a person may do with it. */

import { z } from 'zod';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import { instant, LANGUAGES, pageOf, pageQuery } from './common.ts';
import { messageDetail } from './delivery.ts';

/** What the approvals page needs beside the message: who this is, at a glance. */
export const approval = messageDetail
  .omit({ events: true })
  .extend({
    client: z.object({
      language: z.string().nullable(),
      visits: z.number().int(),
      lastVisitOn: z.string().nullable(),
      spendMinor: z.number().int(),
      segment: z.enum(SEGMENTS).nullable(),
    }),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof approval>;
/** The domain's names; this page must not pull its calendar arithmetic into the browser. */
export const SNOOZES = ['hour', 'evening', 'tomorrow'] as const;
export type Snooze = (typeof SNOOZES)[number];

/** `snoozed`: those that were put off, instead of those that wait. */
export const approvalsQuery = pageQuery(['awaitingSince', 'clientName']).extend({
  snoozed: z.enum(['true', 'false']).optional(),
});
export const approvalPage = pageOf(approval, 'ApprovalItems')
  .extend({
    oldestSince: instant.nullable(),
    /** How many are put off just now. */
    snoozed: z.number().int(),
    /** Until when a message may be put off at this moment, on the company's clock; never past its expiry. */
    snoozeTimes: z.array(z.object({ snooze: z.enum(SNOOZES), until: instant })),
  })
  .meta({ id: 'ApprovalPage' });

/** `version` is that of the message the person was looking at; a newer text answers 409 `changed_meanwhile`. */
const seen = { version: z.number().int().positive().optional() };
export const approveRequest = z.strictObject(seen).meta({ id: 'ApproveRequest' });
export type ApproveRequest = z.infer<typeof approveRequest>;
export const rejectRequest = z
  .strictObject({ reason: z.string().trim().min(1).max(500), ...seen })
  .meta({ id: 'RejectRequest' });
export type RejectRequest = z.infer<typeof rejectRequest>;
/** `text` is the whole text inside the 24-hour window, else the personal part; `variables` replaces all of them in order. */
export const editRequest = z
  .strictObject({
    text: z.string().trim().min(1).max(4000).optional(),
    variables: z.array(z.string().trim().min(1).max(1000)).min(1).max(10).optional(),
    ...seen,
  })
  .refine((body) => (body.text === undefined) !== (body.variables === undefined), {
    message: 'Give either text or variables',
    path: ['text'],
  })
  .meta({ id: 'EditRequest' });
export type EditRequest = z.infer<typeof editRequest>;
export const rewriteRequest = z
  .strictObject({ instruction: z.string().trim().max(500).optional(), ...seen })
  .meta({ id: 'RewriteRequest' });
export type RewriteRequest = z.infer<typeof rewriteRequest>;
export const snoozeRequest = z.strictObject({ snooze: z.enum(SNOOZES) }).meta({ id: 'SnoozeRequest' });
export type SnoozeRequest = z.infer<typeof snoozeRequest>;
/** Into the company's language, unless another is named. */
export const translateRequest = z
  .strictObject({ language: z.enum(LANGUAGES).optional() })
  .meta({ id: 'TranslateRequest' });
export type TranslateRequest = z.infer<typeof translateRequest>;
