/** Companies as processes without a user know them: by webhook key, or as the first of the installation. */

import type { Actor, Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';

export interface CompanyRow {
  id: number;
  externalId: string | null;
  name: string;
  timeZone: string;
  country: string;
  currency: string;
  language: string;
  isTryOut: boolean;
  booksShiftDays: number | null;
  webhookKey: string;
}

const SELECT = `select id, external_id as "externalId", name, time_zone as "timeZone", country, currency, language,
  is_try_out as "isTryOut", books_shift_days as "booksShiftDays", webhook_key as "webhookKey" from companies`;

export function createCompaniesRepository(database: Database) {
  return {
    async all(_actor: Actor): Promise<CompanyRow[]> {
      const { rows } = await database.raw<{ rows: CompanyRow[] }>(`${SELECT} order by id`);
      return rows;
    },

    /** Webhooks without a key are the first company's. */
    async first(_actor: Actor): Promise<CompanyRow | null> {
      const { rows } = await database.raw<{ rows: CompanyRow[] }>(`${SELECT} order by id limit 1`);
      return rows[0] ?? null;
    },

    async byId({ companyId }: Scope): Promise<CompanyRow> {
      const { rows } = await database.raw<{ rows: CompanyRow[] }>(`${SELECT} where id = :companyId`, { companyId });
      if (!rows[0]) throw new RuleBroken('company_not_found', 'not_found');
      return rows[0];
    },

    async byWebhookKey(_actor: Actor, key: string): Promise<CompanyRow | null> {
      const { rows } = await database.raw<{ rows: CompanyRow[] }>(`${SELECT} where webhook_key = :key`, { key });
      return rows[0] ?? null;
    },
  };
}
