/** Conversations that a person reads, takes over and answers. */

import { z } from 'zod';
import { reply } from './campaigns.ts';
import { id, instant, pageOf, pageQuery, workflowLink } from './common.ts';
import { message } from './delivery.ts';

const conversationFields = {
  id,
  /** Null: nobody in the books has this number. */
  clientId: id.nullable(),
  clientName: z.string().nullable(),
  phone: z.string(),
  needsPersonSince: instant.nullable(),
  /** not_text, unmatched_sender, not_understood, asked_for_person, opted_out, too_many_answers, ambiguous_opt_out, no_good_answer */
  needsPersonReason: z.string().nullable(),
  /** Who has taken it over; the product does not answer meanwhile. */
  handedTo: z.string().nullable(),
  handedAt: instant.nullable(),
  /** Free text may be written until then. */
  windowUntil: instant.nullable(),
  lastInboundAt: instant.nullable(),
  /** The words of the last thing they sent; null when it had none. */
  lastText: z.string().nullable(),
  /** What it was: text, audio, image … */
  lastKind: z.string().nullable(),
  ...workflowLink,
};
export const conversation = z.object(conversationFields).meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof conversation>;
export const conversationPage = pageOf(conversation, 'ConversationPage');
export const conversationsQuery = pageQuery(['lastInboundAt', 'needsPersonSince']).extend({
  needsPerson: z.enum(['true', 'false']).optional(),
  handedOver: z.enum(['true', 'false']).optional(),
});

export const conversationDetail = z
  .object({
    ...conversationFields,
    /** The last 200 each, oldest first: ours to this phone, and theirs. */
    messages: z.array(message),
    replies: z.array(reply),
    /** Whether a person may write into it now, and why not: window_closed, unmatched_sender, opted_out, no_valid_phone … */
    answering: z.object({ possible: z.boolean(), reason: z.string().nullable() }),
  })
  .meta({ id: 'ConversationDetail' });
export type ConversationDetail = z.infer<typeof conversationDetail>;

/** Goes out as it is: a person wrote it, so nobody else has to approve it. */
export const answerRequest = z.strictObject({ text: z.string().trim().min(1).max(4000) }).meta({ id: 'AnswerRequest' });
export type AnswerRequest = z.infer<typeof answerRequest>;
