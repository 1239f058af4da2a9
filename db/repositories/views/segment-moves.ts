/** The list of moves between segments, the same on its page and in its file. */

import type { ExportQuery } from '../../../contracts/http/exports.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { equal, type Bindings, type ListQuery, ownClients, searchClient, together } from './page.ts';

type Asked = ExportQuery<'segmentMoves'>;
const NOTHING = { sql: '', bindings: {} };

export function segmentMoveList(scope: Scope, query: Asked): Omit<ListQuery, 'select'> {
  const filter = together(
    equal('m.client_id', 'clientId', query.clientId),
    query.segment === undefined
      ? NOTHING
      : { sql: ' and :segment in (m.from_segment, m.to_segment)', bindings: { segment: query.segment } },
    side('m.from_segment', 'fromSegment', query.fromSegment),
    side('m.to_segment', 'toSegment', query.toSegment),
    query.from === undefined
      ? NOTHING
      : { sql: ' and m.moved_on >= cast(:from as date)', bindings: { from: query.from } },
    query.to === undefined ? NOTHING : { sql: ' and m.moved_on <= cast(:to as date)', bindings: { to: query.to } },
    searchClient(query.q),
    ownClients(scope, 'm.client_id'),
  );
  return {
    from: `from segment_moves m join clients c on c.id = m.client_id where m.company_id = :companyId${filter.sql}`,
    sorts: { at: 'm.at' },
    defaultSort: '-at',
    tieBreak: 'm.id desc',
    bindings: { companyId: scope.companyId, ...filter.bindings },
  };
}

/** Who comes from, or goes to, no segment is asked for as well. */
const side = (column: string, name: string, segment: Asked['fromSegment']): { sql: string; bindings: Bindings } =>
  segment === 'none' ? { sql: ` and ${column} is null`, bindings: {} } : equal(column, name, segment);
