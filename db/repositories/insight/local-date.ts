/** Which calendar day it is for a company: never asked of the database's own clock or zone. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';

export async function localDate(database: Database, scope: Scope, at: Date): Promise<string> {
  const company = await database<{ id: number; time_zone: string }>('companies')
    .where({ id: scope.companyId })
    .first('time_zone');
  if (!company) throw new RuleBroken('company_not_found', 'not_found');
  return localDateIn(company.time_zone, at);
}

export const localDateIn = (timeZone: string, at: Date): string =>
  dates.Instant.from(at.toISOString()).toZonedDateTimeISO(timeZone).toPlainDate().toString();
