/** Who is due but left out today, and the rule that says so; chips narrow it to one reason. */

import { useTranslation } from 'react-i18next';
import type { Candidates } from '../../../../../contracts/http/campaigns.ts';
import { Go } from '../../../components/go.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable } from '../../../components/table/data-table.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import type { ListState } from '../../../platform/list-state.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import type { Asked } from './asked.ts';
import { useSteps } from './use-steps.tsx';

/** `total`: the answer is a page, and was searched and narrowed where it came from. */
export function SkippedTable({
  result,
  list,
  total,
}: {
  result: Asked<Pick<Candidates, 'skipped'>>;
  list: ListState;
  total?: Candidates['total'];
}) {
  const { t } = useTranslation();
  const words = useReasonWords('skip');
  const all = result.data?.skipped ?? [];
  const counts = new Map<string, number>(Object.entries(total?.reasons ?? {}));
  if (!total) for (const { reason } of all) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const wanted = list.filter('reason');
  const rows = all.filter(({ reason }) => wanted === '' || reason === wanted);
  const { shown, more } = useSteps(rows);
  const isLong = total !== undefined && (total.skipped > list.pageSize || list.page > 1);
  return (
    <>
      <DataTable
        label={t('campaigns.skipped')}
        testId="skipped"
        columns={[
          {
            key: 'client',
            title: t('table.client'),
            card: 'title',
            cell: (row) => (
              <Go to={`/clients/${String(row.clientId)}`} className="font-medium text-ink hover:underline">
                {row.clientName || t('clients.nameless')}
              </Go>
            ),
          },
          {
            key: 'reason',
            title: t('table.reason'),
            card: 'fact',
            className: 'text-ink-2',
            cell: (row) => words(row.reason),
          },
          {
            key: 'phone',
            title: t('client.phone'),
            className: 'tabular text-ink-2',
            card: 'none',
            cell: (row) => row.phone,
          },
        ]}
        rowKey={(row) => row.clientId}
        result={{
          ...result,
          data: result.data && { items: isLong ? rows : shown, total: total?.skipped ?? rows.length },
        }}
        {...(isLong ? { state: list } : {})}
        toolbar={
          <>
            {total && <SearchBox state={list} label={t('clients.search')} />}
            <FilterChips
              state={list}
              name="reason"
              label={t('table.reason')}
              options={[...counts]
                .toSorted(([, a], [, b]) => b - a)
                .map(([reason, count]) => ({ value: reason, label: words(reason), count }))}
            />
          </>
        }
        empty={<Empty icon="check" title={t('campaigns.nobodyLeftOut')} />}
      />
      {!isLong && more}
    </>
  );
}
