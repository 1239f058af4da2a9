/** Sign-in, companies, settings, the audit log and the installation's links. */

import { z } from 'zod';
import { id, instant, LANGUAGES, pageOf, pageQuery } from './common.ts';

export const ROLES = ['owner', 'manager', 'moderator', 'specialist', 'viewer'] as const;

export const signInRequest = z
  .strictObject({ email: z.string().trim().min(3).max(320), password: z.string().min(1).max(500) })
  .meta({ id: 'SignInRequest' });
export type SignInRequest = z.infer<typeof signInRequest>;

export const sessionCompany = z
  .object({
    id,
    name: z.string(),
    role: z.enum(ROLES),
    timeZone: z.string(),
    currency: z.string(),
    booksShiftDays: z.number().int().nullable(),
    country: z.string(),
    language: z.string(),
    /** Invented people: sends at any hour, and the pages say so. */
    isTryOut: z.boolean(),
    /** What this role may do here; the API checks again on every request. */
    permissions: z.array(z.string()),
  })
  .meta({ id: 'SessionCompany' });
export type SessionCompany = z.infer<typeof sessionCompany>;

export const session = z
  .object({
    user: z.object({ id, email: z.string(), name: z.string(), language: z.string() }),
    companies: z.array(sessionCompany),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

/** Where the other pages of this installation are. Null: not known here. */
export const systemLinks = z
  .object({
    version: z.string(),
    temporalUiUrl: z.string().nullable(),
    temporalNamespace: z.string(),
    sandboxUrl: z.string().nullable(),
  })
  .meta({ id: 'SystemLinks' });
export type SystemLinks = z.infer<typeof systemLinks>;

/** `end` is exclusive; 24 is midnight. */
export const sendingHours = z
  .strictObject({ start: z.number().int().min(0).max(23), end: z.number().int().min(1).max(24) })
  .refine((hours) => hours.start < hours.end, { message: 'The end must be after the start', path: ['end'] })
  .meta({ id: 'SendingHours' });

const editable = {
  enabled: z.boolean(),
  tone: z.enum(['friendly', 'professional', 'casual']),
  dailyLimitMode: z.enum(['auto', 'manual']),
  manualDailyLimit: z.number().int().min(0).max(100_000).nullable(),
  manualHourlyLimit: z.number().int().min(0).max(100_000).nullable(),
  manualConcurrentLimit: z.number().int().min(1).max(100).nullable(),
  sendingHours,
  /** ISO weekdays: 1 is Monday. */
  sendingDays: z.array(z.number().int().min(1).max(7)).max(7),
  includeSlotsInMessage: z.boolean(),
  maxSlotsToOffer: z.number().int().min(0).max(5),
  preferFavoriteStaff: z.boolean(),
  holdOutPercent: z.number().int().min(0).max(50),
  ranking: z.enum(['classic', 'expected_visits']),
  notifyAdminOnLowConversion: z.boolean(),
  conversionThreshold: z.number().min(0).max(1),
  adminNotificationChatId: z.string().max(50).nullable(),
};

/** Delivery mode and the stop button have routes of their own, because they act on messages that already exist. */
export const settingsUpdate = z
  .strictObject({
    ...editable,
    sendingDays: editable.sendingDays.refine((days) => new Set(days).size === days.length, 'A weekday appears twice'),
    /** The version these changes were made from; a newer one in the database answers 409 with the current settings. */
    version: z.number().int().positive(),
  })
  .meta({ id: 'SettingsUpdate' });
export type SettingsUpdate = z.infer<typeof settingsUpdate>;

export const settings = z
  .object({
    ...editable,
    deliveryMode: z.enum(['moderation', 'notification']),
    /** Until an owner has seen a dry run, `enabled` cannot be switched on. */
    dryRunSeenAt: instant.nullable(),
    isTryOut: z.boolean(),
    moderators: z.array(z.object({ telegramUserId: z.number(), name: z.string() })),
    moderationChat: z.object({ isSet: z.boolean(), deadReason: z.string().nullable() }),
    version: z.number().int(),
    updatedAt: instant,
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settings>;

export const auditQuery = pageQuery(['at']).extend({
  action: z.string().max(100).optional(),
  /** Beside `q`, in the reader's language: actions whose words hold it are found as well. Comma-separated codes. */
  actions: z
    .string()
    .max(4000)
    .transform((codes) => codes.split(',').filter(Boolean).slice(0, 100))
    .optional(),
  subjectKind: z.string().max(50).optional(),
  subjectId: z.string().max(100).optional(),
});
export const auditEntry = z
  .object({
    id,
    at: instant,
    actorKind: z.enum(['user', 'telegram', 'system']),
    actorLabel: z.string(),
    action: z.string(),
    subjectKind: z.string(),
    subjectId: z.string().nullable(),
    via: z.enum(['api', 'telegram', 'workflow', 'start']),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditPage = pageOf(auditEntry, 'AuditPage');

export const languageRequest = z.strictObject({ language: z.enum(LANGUAGES) }).meta({ id: 'LanguageRequest' });
