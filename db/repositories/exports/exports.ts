/** Opens an export for reading, and keeps in the audit log who took what with them. */

import { Temporal as dates } from 'temporal-polyfill';
import { type ExportName, type ExportQuery } from '../../../contracts/http/exports.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { minorDigits } from '../../../domain/sync/money.ts';
import type { Database } from '../../database.ts';
import { actorId } from '../access/audit.ts';
import { orderBy } from '../views/page.ts';
import { CANDIDATE_COLUMNS, candidatesExport } from './candidates.ts';
import { clientExport } from './client-list.ts';
import type { Column } from './columns.ts';
import { type Asked, type ExportList, LISTS } from './lists.ts';
import { openReading, type Reading } from './reading.ts';

export interface OpenExport extends Reading {
  columns: Pick<Column, 'key' | 'isText'>[];
  /** The company's local day, for the name of the file. */
  today: string;
}

export function createExportsRepository(database: Database) {
  return {
    async open<Name extends ExportName>(
      scope: Scope,
      name: Name,
      query: ExportQuery<Name>,
      at: Date,
    ): Promise<OpenExport> {
      const company = await database<{ id: number; time_zone: string; currency: string }>('companies')
        .where({ id: scope.companyId })
        .first('time_zone', 'currency');
      if (!company) throw new RuleBroken('company_not_found', 'not_found');
      const { time_zone: zone, currency } = company;
      const today = dates.Instant.from(at.toISOString()).toZonedDateTimeISO(zone).toPlainDate().toString();
      const digits = minorDigits(currency);
      if (name === 'candidates') {
        const asked = query as ExportQuery<'candidates'>;
        const made = await candidatesExport(database, scope, asked, { today, currency, digits });
        return { ...made, columns: CANDIDATE_COLUMNS, today };
      }
      const { columns, list, relations } = await listOf(scope, name, query, { at, today });
      const reading = await openReading(
        database,
        `${relations ? 'with :relations ' : ''}select ${columns.map((column) => column.sql).join(',\n')} ${list.from} order by ${orderBy(list, query.sort)}`,
        { ...list.bindings, zone, currency, digits, minorPerMajor: 10 ** digits, ...(relations ? { relations } : {}) },
      );
      return { ...reading, columns, today };
    },

    /** Written before the first row leaves, so that nothing leaves unseen. The search itself may be a name and is left out. */
    async noteBegun(scope: Scope, name: ExportName, query: Record<string, unknown>): Promise<number> {
      const { q, ...asked } = query;
      const [entry] = await database('audit_log')
        .insert({
          company_id: scope.companyId,
          actor_kind: scope.actor.kind,
          actor_id: actorId(scope.actor),
          actor_label: scope.actor.name,
          action: 'export.made',
          subject_kind: 'export',
          subject_id: name,
          details: JSON.stringify({ ...asked, ...(q ? { searched: true } : {}) }),
        })
        .returning<{ id: number }[]>('id');
      return entry?.id ?? 0;
    },

    async noteEnded(scope: Scope, entryId: number, end: { rows: number; complete: boolean }): Promise<void> {
      await database('audit_log')
        .where({ company_id: scope.companyId, id: entryId })
        .update({ details: database.raw('details || cast(? as jsonb)', [JSON.stringify(end)]) });
    },
  };

  async function listOf<Name extends ExportName>(
    scope: Scope,
    name: Name,
    query: ExportQuery<Name>,
    asked: Asked,
  ): Promise<ExportList> {
    if (name === 'clients') return clientExport(database, scope, query as ExportQuery<'clients'>, asked);
    const other = name as keyof typeof LISTS;
    const list = LISTS[other] as (scope: Scope, query: ExportQuery<Name>, asked: Asked) => ExportList;
    return list(scope, query, asked);
  }
}
