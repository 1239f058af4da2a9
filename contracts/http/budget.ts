/** What a month may cost, what it has cost, and at which prices that is counted. */

import { z } from 'zod';
import { instant, minor } from './common.ts';

const cap = z.number().int().min(0).max(1_000_000_000_000).nullable();
const tokenPrice = z.number().int().min(0).max(1_000_000_000).nullable();

/** The longest prefix that fits a phone counts; an empty one is everywhere. */
export const messagePrice = z
  .strictObject({
    prefix: z.string().regex(/^(\+[1-9]\d{0,6})?$/),
    category: z.enum(['marketing', 'utility', 'authentication']),
    minorPerThousand: z.number().int().min(0).max(1_000_000_000),
  })
  .meta({ id: 'MessagePrice' });
export type MessagePrice = z.infer<typeof messagePrice>;

const editable = {
  /** Minor units of the company's currency a month; null: no cap. */
  aiCapMinor: cap,
  messageCapMinor: cap,
  /** Per million tokens; null: the usual price. */
  aiInputPriceMinor: tokenPrice,
  aiOutputPriceMinor: tokenPrice,
  messagePrices: z.array(messagePrice).max(100),
};

export const budgetUpdate = z
  .strictObject({
    ...editable,
    messagePrices: editable.messagePrices.refine(
      (prices) => new Set(prices.map(({ prefix, category }) => `${prefix} ${category}`)).size === prices.length,
      'A price appears twice',
    ),
    version: z.number().int().positive(),
  })
  .meta({ id: 'BudgetUpdate' });
export type BudgetUpdate = z.infer<typeof budgetUpdate>;

const spending = z.object({
  /** Rounded to minor units; what is in doubt counts as sent. */
  spentMinor: minor,
  /** The whole month at the pace so far; null on its first day. */
  forecastMinor: minor.nullable(),
  /** `near` from 80 % on; `used_up`: drafts and messages wait. */
  level: z.enum(['no_cap', 'fine', 'near', 'used_up']),
});

export const budget = z
  .object({
    ...editable,
    monthStart: instant,
    monthEnd: instant,
    ai: spending,
    messages: spending,
    /** What waits because of a cap. */
    waiting: z.object({ drafts: z.number().int(), messages: z.number().int() }),
    /** What is counted with where nothing was entered: near the vendors' lists, an estimate. */
    usual: z.object({
      aiInputPriceMinor: minor,
      aiOutputPriceMinor: minor,
      messagePrices: z.array(
        z.object({ prefix: z.string(), marketingPerThousandMinor: minor, utilityPerThousandMinor: minor }),
      ),
    }),
    version: z.number().int(),
  })
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof budget>;
