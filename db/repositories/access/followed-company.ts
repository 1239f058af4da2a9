/** What a company's booking platform says of it, taken over as a change by the platform; and what then has to be read again. */

import type { Knex } from 'knex';
import { type Scope, systemScope } from '../../../domain/access/scope.ts';
import type { PlatformCompany } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { addAudit } from './audit.ts';

/** What the platform's word counts for. The language is chosen by the company's own people. */
const FOLLOWED = { name: 'name', timeZone: 'time_zone', country: 'country', currency: 'currency' } as const;
type Followed = keyof typeof FOLLOWED;
const NAMES = Object.keys(FOLLOWED) as Followed[];

/** Under another zone instants are others, under another country phones, under another currency amounts. */
const READ_UNDER: readonly Followed[] = ['timeZone', 'country', 'currency'];

type Row = Record<Followed, string> & { version: number };

export function createFollowedCompany(database: Database) {
  return {
    /**
     * Twice is harmless: what is the same already changes nothing. What the platform does not tell, or tells in a way that is
     * not understood, stays as it is; and so does a company that is fed by nothing or by books.
     */
    async followCompany(scope: Scope, told: PlatformCompany, at: string): Promise<Followed[]> {
      const { companyId } = scope;
      return database.transaction(async (trx) => {
        const { rows } = await trx.raw<{ rows: Row[] }>(
          `select name, time_zone as "timeZone", country, currency, version from companies
           where id = :companyId and external_id = :externalId and booking_platform <> 'books' for update`,
          { companyId, externalId: told.externalId },
        );
        const [before] = rows;
        if (!before) return [];
        const after = await understood(trx, told, before);
        const changed = NAMES.filter((each) => before[each] !== after[each]);
        if (changed.length === 0) return [];
        await trx('companies')
          .where({ id: companyId })
          .update({
            ...Object.fromEntries(changed.map((each) => [FOLLOWED[each], after[each]])),
            version: before.version + 1,
            updated_at: at,
            ...(changed.includes('timeZone') ? { zone_changed_at: at } : {}),
            ...(changed.some((each) => READ_UNDER.includes(each)) ? { reread_wanted_at: at } : {}),
          });
        await addAudit(trx, {
          companyId,
          actor: systemScope(companyId, 'booking platform').actor,
          action: 'company.changed',
          subjectKind: 'company',
          subjectId: companyId,
          via: 'workflow',
          details: Object.fromEntries(changed.map((each) => [each, { from: before[each], to: after[each] }])),
        });
        return changed;
      });
    },

    /** Companies to be read again, unless their platform refuses them: then there is nothing to read yet. */
    async companiesToReread(): Promise<number[]> {
      const { rows } = await database.raw<{ rows: { id: number }[] }>(
        `select c.id from companies c where c.reread_wanted_at is not null
           and not exists (select 1 from sync_states s where s.company_id = c.id and s.refused_at is not null) order by c.id`,
      );
      return rows.map(({ id }) => id);
    },
  };
}

async function understood(trx: Knex, told: PlatformCompany, before: Row): Promise<Record<Followed, string>> {
  const { rows } = await trx.raw<{ rows: unknown[] }>('select 1 from pg_timezone_names where name = :timeZone', {
    timeZone: told.timeZone ?? '',
  });
  return {
    name: told.title.trim() === '' ? before.name : told.title,
    timeZone: told.timeZone !== null && rows.length > 0 ? told.timeZone : before.timeZone,
    country: told.country ?? before.country,
    currency: told.currency ?? before.currency,
  };
}
