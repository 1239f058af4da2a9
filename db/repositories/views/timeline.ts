/** One person's story in one list: visits, messages, replies, reactivations, decisions, money. */

import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { TimelineItem } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query as sql } from '../../sql.ts';
import { ownClients, readPage } from './page.ts';

type Item = WithoutLinks<TimelineItem>;

export function createTimelineView(database: Database) {
  return {
    async timeline(scope: Scope, clientId: number, query: QueryOf<'clientTimeline'>): Promise<Page<Item>> {
      const own = ownClients(scope, 'c.id');
      const bindings = { companyId: scope.companyId, clientId };
      const { rows } = await database.raw<{ rows: unknown[] }>(
        `select 1 from clients c where c.company_id = :companyId and c.id = :clientId${own.sql}`,
        { ...bindings, ...own.bindings },
      );
      if (rows.length === 0) throw new RuleBroken('client_not_found', 'not_found');
      return readPage<Item>(
        database,
        {
          select: '*',
          from: `from (${sql('client-timeline')}) story`,
          sorts: { at: 'at' },
          defaultSort: '-at',
          tieBreak: 'key desc',
          bindings,
        },
        query,
      );
    },
  };
}
