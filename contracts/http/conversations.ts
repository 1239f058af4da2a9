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
  /** not_text, unmatched_sender, not_understood, asked_for_person, orders_model, autoresponder, opted_out, too_many_answers, ambiguous_opt_out, no_good_answer */
  needsPersonReason: z.string().nullable(),
  /** Who has taken it over; the product does not answer meanwhile. */
  handedTo: z.string().nullable(),
  handedAt: instant.nullable(),
  /** Words that may be a "no": no marketing until it is decided. */
  marketingHold: z.boolean(),
  /** A stranger whom somebody has decided to leave alone; it ends when they write again. */
  ignoredAt: instant.nullable(),
  ignoredBy: z.string().nullable(),
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
  /** Senders that are nobody's in the books. */
  unmatched: z.enum(['true', 'false']).optional(),
  /** Those that are left alone; without it they are not listed. */
  ignored: z.enum(['true', 'false']).default('false'),
});

export const conversationDetail = z
  .object({
    ...conversationFields,
    /** The last 200 each, oldest first: ours to this phone, and theirs. */
    messages: z.array(message),
    replies: z.array(reply),
    /** Whether a person may write into it now, and why not: window_closed, unmatched_sender, opted_out, no_valid_phone … */
    optOut: z.object({ source: z.string(), at: instant, confirmedAt: instant.nullable() }).nullable(),
    answering: z.object({ possible: z.boolean(), reason: z.string().nullable() }),
  })
  .meta({ id: 'ConversationDetail' });
export type ConversationDetail = z.infer<typeof conversationDetail>;

/** Goes out as it is: a person wrote it, so nobody else has to approve it. */
export const answerRequest = z.strictObject({ text: z.string().trim().min(1).max(4000) }).meta({ id: 'AnswerRequest' });
export const linkRequest = z.strictObject({ clientId: id }).meta({ id: 'LinkConversationRequest' });
export const holdRequest = z.strictObject({ optsOut: z.boolean() }).meta({ id: 'DecideHoldRequest' });
export type AnswerRequest = z.infer<typeof answerRequest>;
