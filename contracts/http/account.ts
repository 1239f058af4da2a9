/** The number's history and its pauses, the stop button of the whole installation, and test sends. */

import { z } from 'zod';
import { id, instant, LANGUAGES, pageOf, pageQuery } from './common.ts';
import { sendingState } from './delivery.ts';

/** One change of the number, newest first: who or what made it, and with which facts. */
export const accountEvent = z
  .object({
    id,
    /** `paused`, `resumed`, `warmup`, `spam_score`, `tier`, `quality`, `restricted`, `violation`, `disabled`, `trouble`, `error_burst`, `account_update`. */
    kind: z.string(),
    at: instant,
    by: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AccountEvent' });
export type AccountEvent = z.infer<typeof accountEvent>;
export const accountEventPage = pageOf(accountEvent, 'AccountEventPage');
export const accountEventsQuery = pageQuery(['at']);

/** Until `until`, or, without it, until somebody resumes. */
export const pauseRequest = z
  .strictObject({ reason: z.string().trim().min(1).max(500), until: instant.nullable().optional() })
  .meta({ id: 'PauseNumberRequest' });
export type PauseNumber = z.infer<typeof pauseRequest>;

/** The stop button over all companies, and whether the asking user may press it. */
export const installationSending = sendingState
  .omit({ scope: true })
  .extend({ mayChange: z.boolean() })
  .meta({ id: 'InstallationSending' });
export type InstallationSending = z.infer<typeof installationSending>;

const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'A number with plus and country code');

/** Numbers that test messages may go to: only somebody's own, and somebody has said so. */
export const testNumber = z
  .object({ phone: z.string(), name: z.string(), addedBy: z.string(), addedAt: instant })
  .meta({ id: 'TestNumber' });
export const testNumbers = z.object({ numbers: z.array(testNumber) }).meta({ id: 'TestNumbers' });
export type TestNumbers = z.infer<typeof testNumbers>;
/** `isOwn` is the person's word that the number is theirs, or a colleague's who has agreed. */
export const addTestNumber = z
  .strictObject({ phone, name: z.string().trim().min(1).max(100), isOwn: z.literal(true) })
  .meta({ id: 'AddTestNumber' });
export type AddTestNumber = z.infer<typeof addTestNumber>;

/** Without a phone it goes to the one number that is listed; with several, one must be named. */
export const testSendRequest = z
  .strictObject({ phone: phone.optional(), template: z.string().min(1).max(512), language: z.enum(LANGUAGES) })
  .meta({ id: 'TestSendRequest' });
export type TestSendRequest = z.infer<typeof testSendRequest>;
export const testSend = z
  .object({
    id,
    phone: z.string(),
    template: z.string(),
    language: z.string(),
    text: z.string().nullable(),
    status: z.string(),
    /** Why it waits or has ended. */
    reason: z.string().nullable(),
    by: z.string(),
    createdAt: instant,
    sentAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    readAt: instant.nullable(),
  })
  .meta({ id: 'TestSend' });
export type TestSend = z.infer<typeof testSend>;
/** The newest twenty. */
export const testSends = z.object({ items: z.array(testSend) }).meta({ id: 'TestSends' });
export type TestSends = z.infer<typeof testSends>;
