/** Records that were set aside: which, why in words, and reading them again one by one or all together. */

import { useTranslation } from 'react-i18next';
import type { Quarantined, SyncState } from '../../../../../contracts/http/sync.ts';
import { Button } from '../../../components/button.tsx';
import { Count } from '../../../components/page.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useKeptFocus } from '../../../components/kept-focus.ts';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { FilterChips } from '../../../components/table/toolbar.tsx';
import { useOpened } from '../../../components/table/use-opened.ts';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { humanised } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useQuarantine, useRetryAll } from '../api/sync.ts';
import { QuarantineDialog } from './quarantine-dialog.tsx';
import { useQuarantineWords } from './quarantine-words.ts';
import { RetryButton } from './retry-button.tsx';

export function QuarantineSection({ quarantined }: { quarantined: SyncState['quarantined'] }) {
  const { t } = useTranslation();
  const may = useMay('start_sync');
  const state = useListState({ sort: '-lastSeenAt', filters: ['collection', 'state'] });
  const result = useQuarantine(state.query);
  const { row, open, close } = useOpened(result.data?.items, ({ id }) => id);
  const columns = useColumns(open, may);
  const isShowingOpen = state.filter('state') === '';
  return (
    <section aria-labelledby="set-aside" data-testid="quarantine">
      <div className="mb-3 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="set-aside" className="flex items-center gap-2 font-semibold text-ink">
            {t('sync.quarantine.title')}
            {quarantined.total > 0 && <Count value={quarantined.total} exact />}
          </h2>
          <p className="text-sm text-ink-3">{t('sync.quarantine.hint')}</p>
        </div>
        {may && quarantined.total > 0 && <RetryAllButton />}
      </div>
      <DataTable
        label={t('sync.quarantine.title')}
        testId="quarantine-table"
        rowTestId="quarantined"
        columns={columns}
        rowKey={({ id }) => id}
        result={result}
        state={state}
        toolbar={<Filters quarantined={quarantined} state={state} />}
        empty={
          isShowingOpen && quarantined.total === 0 ? (
            <p className="flex items-center gap-2 px-4 py-5 text-ink-2" data-testid="quarantine-none">
              <Icon name="check" className="text-green" />
              {t('sync.quarantine.none')}
            </p>
          ) : (
            <Empty icon="inbox" title={t('sync.quarantine.noneResolved')} />
          )
        }
      />
      {row && <QuarantineDialog row={row} close={close} />}
    </section>
  );
}

function Filters({
  quarantined,
  state,
}: {
  quarantined: SyncState['quarantined'];
  state: ReturnType<typeof useListState>;
}) {
  const { t } = useTranslation();
  const counts = new Map<string, number>();
  for (const { collection, count } of quarantined.byReason)
    counts.set(collection, (counts.get(collection) ?? 0) + count);
  return (
    <>
      {counts.size > 1 && (
        <FilterChips
          state={state}
          name="collection"
          label={t('sync.quarantine.collection')}
          options={[...counts].map(([collection, count]) => ({
            value: collection,
            label: t(`sync.rows.${collection}`, { defaultValue: humanised(collection) }),
            count,
          }))}
        />
      )}
      <FilterChips
        state={state}
        name="state"
        label={t('table.status')}
        options={[{ value: 'resolved', label: t('sync.quarantine.resolved') }]}
      />
    </>
  );
}

function RetryAllButton() {
  const { t } = useTranslation();
  const retrying = useRetryAll((counts) => {
    const still = counts.stillUnreadable + counts.nextReading;
    const told = t('sync.quarantine.retriedAllIs', { resolved: counts.resolved, gone: counts.gone, still });
    const left = counts.left > 0 ? ` ${t('sync.quarantine.leftOver', { count: counts.left })}` : '';
    toast(t('sync.quarantine.retriedAll'), { tone: still > 0 ? 'info' : 'good', detail: told + left });
  });
  const button = useKeptFocus(retrying.isPending);
  return (
    <Button
      ref={button}
      size="sm"
      icon="rewrite"
      busy={retrying.isPending}
      onClick={() => retrying.mutate(undefined)}
      data-testid="retry-all"
    >
      {t('sync.quarantine.retryAll')}
    </Button>
  );
}

function useColumns(open: (row: Quarantined) => void, may: boolean): Column<Quarantined>[] {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useQuarantineWords();
  return [
    {
      key: 'what',
      title: t('sync.quarantine.what'),
      sort: 'collection',
      card: 'title',
      cell: (row) => (
        <button
          type="button"
          className="text-left font-medium whitespace-nowrap text-ink after:absolute after:inset-0 hover:underline"
          onClick={() => open(row)}
        >
          {words.name(row)}
        </button>
      ),
    },
    {
      key: 'why',
      title: t('sync.quarantine.why'),
      card: 'line',
      className: 'py-2 min-w-48 text-sm text-pretty text-ink-2',
      cell: (row) => words.why(row.reason),
    },
    {
      key: 'seen',
      title: t('sync.quarantine.lastSeen'),
      sort: 'lastSeenAt',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-sm text-ink-2',
      cell: (row) => moment(row.lastSeenAt),
    },
    ...(may
      ? [
          {
            key: 'retry',
            title: t('sync.quarantine.retry'),
            align: 'end' as const,
            card: 'status' as const,
            cell: (row: Quarantined) =>
              row.resolvedAt === null ? (
                // Above the button that spreads over the whole row.
                <span className="relative z-10">
                  <RetryButton id={row.id} name={words.name(row)} />
                </span>
              ) : null,
          },
        ]
      : []),
  ];
}
