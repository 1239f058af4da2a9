/** Lists as CSV files: the same filters and order as the page that shows them, every row, no paging. */

import { z } from 'zod';
import type { Permission } from '../../domain/access/permissions.ts';
import { auditQuery } from './access.ts';
import { decisionsQuery } from './campaigns.ts';
import { asOf, inOrder, pageQuery } from './common.ts';
import { messagesQuery, outboxQuery } from './delivery.ts';
import { clientsQuery } from './insight.ts';
import { segmentMovesFields } from './metrics.ts';
import { company } from './routes/route-contract.ts';

export const RECORD_STATUSES = ['waiting', 'confirmed', 'arrived', 'no_show', 'cancelled'] as const;

const PAGING = { page: true, pageSize: true } as const;
/** Records are many and have no page of their own: without a span those of the last 90 days and all later ones. */
const visitsQuery = inOrder(
  pageQuery(['startsAt'])
    .omit(PAGING)
    .extend({
      from: asOf.optional(),
      to: asOf.optional(),
      clientId: z.coerce.number().int().positive().optional(),
      status: z.enum(RECORD_STATUSES).optional(),
    }),
);

interface ExportContract {
  path: string;
  /** Of the file, before its date. */
  file: string;
  summary: string;
  permission: Permission;
  query: z.ZodObject;
}

export const exportRoutes = {
  clients: {
    path: `${company}/clients.csv`,
    file: 'clients',
    summary: 'Clients with their facts, as CSV',
    permission: 'see_people',
    query: clientsQuery.omit(PAGING),
  },
  messages: {
    path: `${company}/messages.csv`,
    file: 'messages',
    summary: 'Messages, as CSV',
    permission: 'see_people',
    query: messagesQuery.omit(PAGING),
  },
  visits: {
    path: `${company}/visits.csv`,
    file: 'records',
    summary: 'Records of a span of days, whatever became of them, as CSV',
    permission: 'see_people',
    query: visitsQuery,
  },
  decisions: {
    path: `${company}/decisions.csv`,
    file: 'decisions',
    summary: 'Why this client got this, or not, as CSV',
    permission: 'see_company',
    query: decisionsQuery.omit(PAGING),
  },
  segmentMoves: {
    path: `${company}/segments/moves.csv`,
    file: 'segment-moves',
    summary: 'Who went from which segment to which, as CSV',
    permission: 'see_people',
    query: inOrder(segmentMovesFields.omit(PAGING)),
  },
  candidates: {
    path: `${company}/reactivation/candidates.csv`,
    file: 'candidates',
    summary: 'The dry run: who would be written to and why, then who not and why, as CSV',
    permission: 'see_company',
    query: z.object({ asOf: asOf.optional(), sort: z.enum(['-score']).optional() }),
  },
  audit: {
    path: `${company}/audit.csv`,
    file: 'audit-log',
    summary: 'Every change and decision, as CSV',
    permission: 'see_audit',
    query: auditQuery.omit(PAGING),
  },
  outbox: {
    path: `${company}/outbox.csv`,
    file: 'outbox',
    summary: 'What is on its way, and what got stuck, as CSV',
    permission: 'see_company',
    query: outboxQuery.omit(PAGING),
  },
} as const satisfies Record<string, ExportContract>;

export type ExportName = keyof typeof exportRoutes;
export type ExportQuery<Name extends ExportName> = z.output<(typeof exportRoutes)[Name]['query']>;
