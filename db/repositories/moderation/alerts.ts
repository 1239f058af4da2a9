/** What people must hear outside the pages, until they have: written with its fact, told by the bot. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export interface OpenAlert {
  id: number;
  companyId: number;
  companyName: string;
  language: string;
  timeZone: string;
  kind: string;
  details: Record<string, unknown>;
}

/** About a day: yesterday's news helps nobody in a chat, and the page's history has it. */
const MOST_TRIES = 300;
const LONGEST_WAIT_SECONDS = 300;

export function createAlertsRepository(database: Database) {
  return {
    /** Those whose turn it is, oldest first. Installation-wide: one bot serves them all. */
    async open(atMost: number): Promise<OpenAlert[]> {
      const { rows } = await database.raw<{ rows: OpenAlert[] }>(
        `select a.id, a.company_id as "companyId", c.name as "companyName", c.language, c.time_zone as "timeZone", a.kind, a.details
           from admin_alerts a join companies c on c.id = a.company_id
          where a.told_at is null and a.next_attempt_at <= now() and a.attempts < :most
          order by a.next_attempt_at, a.id limit :atMost`,
        { atMost, most: MOST_TRIES },
      );
      return rows;
    },

    /** Twice is harmless: the first time stays. */
    async told(scope: Scope, id: number, at: Date): Promise<void> {
      await database('admin_alerts')
        .where({ company_id: scope.companyId, id })
        .whereNull('told_at')
        .update({ told_at: at });
    },

    /** No chat took it: again later, less and less often. */
    async notTold(scope: Scope, id: number): Promise<void> {
      await database.raw(
        `update admin_alerts set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => least(?::float, 5 * power(2, least(attempts, 10))))
          where company_id = ? and id = ?`,
        [LONGEST_WAIT_SECONDS, scope.companyId, id],
      );
    },
  };
}

export type AlertsRepository = ReturnType<typeof createAlertsRepository>;
