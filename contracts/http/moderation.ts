/** Approvals: what waits for a person, and what a person may do with it. */

import { z } from 'zod';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import { instant, pageOf, pageQuery } from './common.ts';
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
export const approvalsQuery = pageQuery(['awaitingSince', 'clientName']);
export const approvalPage = pageOf(approval, 'ApprovalItems')
  .extend({ oldestSince: instant.nullable() })
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
