/** Reads what Meta's webhooks say about the number and its business account: quality, tier, restrictions, bans. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { tierOf } from '../../domain/delivery/account-trouble.ts';
import type { AccountTold } from '../../domain/delivery/webhook.ts';

const quality = z.object({
  display_phone_number: z.string().optional(),
  event: z.string(),
  current_limit: z.unknown().optional(),
  max_daily_conversations_per_business: z.unknown().optional(),
});
const capability = z.object({
  max_daily_conversations_per_business: z.unknown().optional(),
  max_daily_conversation_per_phone: z.unknown().optional(),
});
/** Seconds, or a date in words. */
const instant = z.union([z.number(), z.string()]).transform((told) => {
  const seconds = Number(told);
  const date = new Date(Number.isFinite(seconds) ? seconds * 1_000 : told);
  return Number.isNaN(date.getTime()) ? null : date;
});
const update = z.object({
  event: z.string(),
  violation_info: z.object({ violation_type: z.string().optional() }).optional(),
  restriction_info: z.array(z.object({ restriction_type: z.string(), expiration: instant.nullish() })).optional(),
  ban_info: z
    .object({
      waba_ban_state: z.union([z.string(), z.array(z.string())]).optional(),
      waba_ban_date: z.string().optional(),
    })
    .optional(),
});

/** null: it cannot be read, and is kept as it came. */
export function readAccountChange(field: string, value: Record<string, unknown>, at: Date): AccountTold | null {
  // The same words on another day are another fact, so the day of the telling belongs to it.
  const id = createHash('sha256')
    .update(JSON.stringify([field, value, at.getTime()]))
    .digest('hex');
  const told = toldBy(field, value);
  return told === null ? null : { ...told, id, at };
}

type Bare = AccountTold extends infer Told ? (Told extends AccountTold ? Omit<Told, 'id' | 'at'> : never) : never;

function toldBy(field: string, value: Record<string, unknown>): Bare | null {
  if (field === 'phone_number_quality_update') {
    const parsed = quality.safeParse(value);
    if (!parsed.success) return null;
    const { event, display_phone_number: phone, ...limits } = parsed.data;
    const tier = tierOf(limits.max_daily_conversations_per_business) ?? tierOf(limits.current_limit);
    return { kind: 'quality', event, displayPhone: phone?.replace(/\D/g, '') ?? null, tier };
  }
  if (field === 'business_capability_update') {
    const parsed = capability.safeParse(value);
    const tier = parsed.success
      ? (tierOf(parsed.data.max_daily_conversations_per_business) ??
        tierOf(parsed.data.max_daily_conversation_per_phone))
      : null;
    return tier === null ? null : { kind: 'tier', tier };
  }
  const parsed = update.safeParse(value);
  return parsed.success ? updated(parsed.data) : null;
}

function updated(told: z.infer<typeof update>): Bare | null {
  switch (told.event) {
    case 'ACCOUNT_RESTRICTION':
      return told.restriction_info
        ? {
            kind: 'restricted',
            restrictions: told.restriction_info.map(({ restriction_type: type, expiration }) => ({
              type,
              until: expiration ?? null,
            })),
          }
        : null;
    case 'ACCOUNT_VIOLATION':
      return { kind: 'violation', violation: told.violation_info?.violation_type ?? null };
    case 'DISABLED_UPDATE': {
      const state = told.ban_info?.waba_ban_state;
      return {
        kind: 'disabled',
        state: (Array.isArray(state) ? state[0] : state) ?? 'UNKNOWN',
        on: told.ban_info?.waba_ban_date ?? null,
      };
    }
    default:
      return { kind: 'other', event: told.event };
  }
}
