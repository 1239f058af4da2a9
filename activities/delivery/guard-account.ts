/** What the guard of a WhatsApp number does at each look: warm-up, spam score, pauses that have ended, bursts of errors. */

import type { GuardAccount } from '../../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';

/** `gone`: the company has no such number any more. Dates travel as ISO strings. */
export type AccountLook = { outcome: 'gone' } | { outcome: 'looked'; until: string | null };

export interface GuardDeps {
  accounts: {
    look(
      scope: Scope,
      phoneNumberId: string,
      at: Date,
    ): Promise<{ outcome: 'gone' } | { outcome: 'looked'; until: Date | null }>;
  };
}

export function createGuardActivities({ accounts }: GuardDeps) {
  return {
    /** Twice is harmless: a look writes only what has changed since the one before. */
    async lookAtAccount({ companyId, phoneNumberId, at }: GuardAccount & { at: string }): Promise<AccountLook> {
      const looked = await accounts.look(systemScope(companyId, 'guardAccount'), phoneNumberId, new Date(at));
      return looked.outcome === 'gone' ? looked : { outcome: 'looked', until: looked.until?.toISOString() ?? null };
    },
  };
}

export type GuardActivities = ReturnType<typeof createGuardActivities>;
