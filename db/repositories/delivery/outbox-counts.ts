/** How much of a company's outbox is in which state, and what waits for what. */

import type { OutboxCounts } from '../../../contracts/http/outbox.ts';
import { OUTBOX_STATUSES } from '../../../contracts/http/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { NEEDS_PERSON } from '../views/outbox.ts';

interface Row {
  status: (typeof OUTBOX_STATUSES)[number];
  waitReason: string | null;
  count: number;
  needsPerson: number;
}

export async function outboxCounts(database: Database, scope: Scope, at: Date): Promise<OutboxCounts> {
  const { rows } = await database.raw<{ rows: Row[] }>(
    `select o.status, case when o.status in ('queued', 'failed') then o.wait_reason end as "waitReason", count(*)::int as count,
            (count(*) filter (where ${NEEDS_PERSON}))::int as "needsPerson"
       from outbox_messages o where o.company_id = :companyId and not o.is_test group by 1, 2`,
    { companyId: scope.companyId, at },
  );
  const states = Object.fromEntries(OUTBOX_STATUSES.map((status) => [status, 0])) as OutboxCounts['states'];
  const waiting: Record<string, number> = {};
  let needsPerson = 0;
  for (const row of rows) {
    states[row.status] += row.count;
    needsPerson += row.needsPerson;
    if (row.waitReason !== null) waiting[row.waitReason] = (waiting[row.waitReason] ?? 0) + row.count;
  }
  return { states, needsPerson, waiting };
}
