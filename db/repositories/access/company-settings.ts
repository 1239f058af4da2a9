/** What a company is, as its own people may set it: unless a booking platform says so, which then knows better. */

import type { Knex } from 'knex';
import type { CompanySettings, CompanyUpdate } from '../../../contracts/http/company-settings.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { localDateIn } from '../insight/local-date.ts';
import { addAudit } from './audit.ts';

interface Row extends Omit<CompanySettings, 'today' | 'confirmedAt' | 'updatedAt'> {
  confirmedAt: Date | null;
  updatedAt: Date;
}

/** Its platform is connected and is no folder of books: what the company is comes from there. */
const FED_BY = `case when booking_platform = 'books' then 'books' when external_id is null then 'nothing' else 'platform' end`;
const SELECT = `select name, time_zone as "timeZone", country, currency, language, ${FED_BY} as "fedBy",
  confirmed_at as "confirmedAt", confirmed_by as "confirmedBy", version, updated_at as "updatedAt" from companies`;

const COLUMNS = {
  name: 'name',
  timeZone: 'time_zone',
  country: 'country',
  currency: 'currency',
  language: 'language',
} as const satisfies Record<keyof Omit<CompanyUpdate, 'version'>, string>;
type Editable = keyof typeof COLUMNS;
const EDITABLE = Object.keys(COLUMNS) as Editable[];

export type CompanyChange =
  | { outcome: 'changed'; company: CompanySettings; changed: Editable[] }
  | { outcome: 'conflict'; current: CompanySettings };

/** Inside the change's own transaction, with the company's row locked. */
export type AlongWith = (trx: Knex, changed: readonly Editable[]) => Promise<void>;

export function createCompanySettingsRepository(database: Database) {
  async function read(from: Knex, { companyId }: Scope, at: Date, lock = ''): Promise<CompanySettings> {
    const { rows } = await from.raw<{ rows: Row[] }>(`${SELECT} where id = :companyId ${lock}`, { companyId });
    const [row] = rows;
    if (!row) throw new RuleBroken('company_not_found', 'not_found');
    return {
      ...row,
      today: localDateIn(row.timeZone, at),
      confirmedAt: row.confirmedAt?.toISOString() ?? null,
      updatedAt: row.updatedAt.toISOString(),
    };
  }

  return {
    company: (scope: Scope, at: Date): Promise<CompanySettings> => read(database, scope, at),

    /** All or nothing, and only from the version the person was looking at. Saving it unchanged says that it is right. */
    async change(scope: Scope, update: CompanyUpdate, at: Date, alongWith: AlongWith): Promise<CompanyChange> {
      const { companyId, actor } = scope;
      return database.transaction(async (trx) => {
        const before = await read(trx, scope, at, 'for update');
        if (before.version !== update.version) return { outcome: 'conflict', current: before };
        const changed = EDITABLE.filter((key) => before[key] !== update[key]);
        if (before.fedBy === 'platform' && changed.some((key) => key !== 'language'))
          throw new RuleBroken('company_kept_by_platform');
        if (changed.includes('timeZone')) await requireZone(trx, update.timeZone);
        const isConfirmed = before.fedBy !== 'platform';
        if (changed.length === 0 && (before.confirmedAt !== null || !isConfirmed))
          return { outcome: 'changed', company: before, changed };
        await trx('companies')
          .where({ id: companyId })
          .update({
            ...Object.fromEntries(changed.map((key) => [COLUMNS[key], update[key]])),
            version: before.version + 1,
            updated_at: at,
            ...(isConfirmed ? { confirmed_at: at, confirmed_by: actor.name } : {}),
            ...(changed.includes('timeZone') ? { zone_changed_at: at } : {}),
          });
        await alongWith(trx, changed);
        await addAudit(trx, {
          companyId,
          actor,
          action: changed.length === 0 ? 'company.confirmed' : 'company.changed',
          subjectKind: 'company',
          subjectId: companyId,
          details: Object.fromEntries(changed.map((key) => [key, { from: before[key], to: update[key] }])),
        });
        return { outcome: 'changed', company: await read(trx, scope, at), changed };
      });
    },

    /** Companies whose clock changed and whose schedules and numbers may not know it yet. */
    async zonesToTell(): Promise<{ companyId: number; timeZone: string; changedAt: string }[]> {
      const rows = await database('companies')
        .whereNotNull('zone_changed_at')
        .orderBy('id')
        .select<{ companyId: number; timeZone: string; changedAt: Date }[]>(
          'id as companyId',
          'time_zone as timeZone',
          'zone_changed_at as changedAt',
        );
      return rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
    },

    /** Twice is harmless. A zone that was changed again meanwhile is still to be told. */
    async zoneTold({ companyId }: Scope, changedAt: string): Promise<void> {
      await database('companies')
        .where({ id: companyId, zone_changed_at: new Date(changedAt) })
        .update({ zone_changed_at: null });
    },
  };
}

/** Days are counted by the database too, whose list of zones is its own. */
async function requireZone(trx: Knex, timeZone: string): Promise<void> {
  const { rows } = await trx.raw<{ rows: unknown[] }>('select 1 from pg_timezone_names where name = :timeZone', {
    timeZone,
  });
  if (rows.length === 0) throw new RuleBroken('time_zone_unknown', 'invalid', { timeZone });
}

export type CompanySettingsRepository = ReturnType<typeof createCompanySettingsRepository>;
