/** The order in which parts stand on each other, and how long each may take to stop. Stopping goes from the top down. */

export const TIERS = {
  postgres: { tier: 0, stopWithinMs: 20_000 },
  temporal: { tier: 1, stopWithinMs: 10_000 },
  temporalUi: { tier: 2, stopWithinMs: 3_000 },
  sandbox: { tier: 3, stopWithinMs: 5_000 },
  /** They finish what they have begun (workers/worker-options.ts gives that 8 s), with everything below still there. */
  workers: { tier: 4, stopWithinMs: 12_000 },
  /** A press under way may wait for Temporal (workers/moderation-bot.ts: 12 s). */
  bot: { tier: 5, stopWithinMs: 14_000 },
  api: { tier: 6, stopWithinMs: 8_000 },
} as const;
