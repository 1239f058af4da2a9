/** When, with whom and for what people like to come: read for many cards at once, and kept with them for people to see. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { PartOfDay, Preference, Preferences } from '../../../domain/insight/preferences.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { withRoom } from './candidates.ts';

interface PreferencesRow {
  clientId: number;
  partOfDay: PartOfDay | null;
  partOfDayConfidence: number | null;
  weekday: number | null;
  weekdayConfidence: number | null;
  staffId: number | null;
  staffConfidence: number | null;
  serviceId: number | null;
  serviceConfidence: number | null;
  rhythmDays: number | null;
}

/** Cards that share a phone are answered together with those that are asked for. */
type Which = readonly number[] | 'all';

const found = (database: Knex, scope: Scope, asked: { which: Which; asOf: string; onlyKept: boolean }): Knex.Raw =>
  database.raw(query('preferences'), {
    companyId: scope.companyId,
    asOf: asked.asOf,
    clientIds: asked.which === 'all' ? null : [...asked.which],
    onlyKept: asked.onlyKept,
  } as Record<string, Knex.Value>);

/** Some cards among many: their visits are read by index, in memory mostly, and not by reading the whole table. */
async function nearBy(trx: Knex, which: Which): Promise<void> {
  if (which !== 'all') await trx.raw('set local random_page_cost = 1.1');
}

export function createPreferencesRepository(database: Database) {
  return {
    async preferencesOf(scope: Scope, which: Which, asOf: string): Promise<Map<number, Preferences>> {
      return withRoom(database, async (trx) => {
        await nearBy(trx, which);
        const { rows } = (await found(trx, scope, { which, asOf, onlyKept: false })) as unknown as {
          rows: PreferencesRow[];
        };
        return new Map(rows.map((row) => [row.clientId, preferencesFrom(row)]));
      });
    },

    /**
     * For whoever reads the tables themselves, a company's own reports first: pages and messages ask the visits anew.
     * Twice is harmless: cards that do not differ are not written. Answers how many did.
     */
    async refreshPreferences(scope: Scope, which: Which, asOf: string): Promise<number> {
      return withRoom(database, async (trx) => {
        await nearBy(trx, which);
        const { rowCount } = await trx.raw<{ rowCount: number }>(
          `update clients c
           set preferred_time_period = f."partOfDay", preferred_days = f.days, preference_confidence = f.confidence
           from (
             select "clientId", "partOfDay", case when weekday is not null then array[weekday] end as days,
                    "partOfDayConfidence"::numeric(3, 2) as confidence
             from (?) found
           ) f
           where c.id = f."clientId" and c.company_id = ?
             and (c.preferred_time_period, c.preferred_days, c.preference_confidence) is distinct from (f."partOfDay", f.days, f.confidence)`,
          [found(trx, scope, { which, asOf, onlyKept: true }), scope.companyId],
        );
        return rowCount;
      });
    },
  };
}

function preferencesFrom(row: PreferencesRow): Preferences {
  const preference = <Value>(value: Value | null, confidence: number | null): Preference<Value> | null =>
    value === null || confidence === null ? null : { value, confidence };
  return {
    partOfDay: preference(row.partOfDay, row.partOfDayConfidence),
    weekday: preference(row.weekday, row.weekdayConfidence),
    staffId: preference(row.staffId, row.staffConfidence),
    serviceId: preference(row.serviceId, row.serviceConfidence),
    rhythmDays: row.rhythmDays,
  };
}
