/** The outbox: what is on its way, what waits and why, what nobody knows, and what did not work; settled here by a person. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OUTBOX_STATUSES, type OutboxItem } from '../../../../../contracts/http/delivery.ts';
import { Button } from '../../../components/button.tsx';
import { useBecause } from '../../../components/decision-words.ts';
import { Page } from '../../../components/page.tsx';
import { Empty, Notice } from '../../../components/states.tsx';
import { DataTable } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { type ListState, useListState } from '../../../platform/list-state.ts';
import { useMay } from '../../../platform/session.ts';
import { useOutbox } from '../api/delivery.ts';
import { useOutboxCounts } from '../api/outbox.ts';
import { BulkBar } from '../components/bulk-bar.tsx';
import { useOutboxColumns } from '../components/outbox-columns.tsx';
import { offered } from '../components/settlements.ts';
import { useAskToSettle } from '../components/settling.ts';

export function OutboxPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-createdAt', filters: ['status', 'needsPerson', 'waitReason'] });
  const result = useOutbox(state.query);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const { isBusy, progress, settle } = useAskToSettle(() => setChosen(new Set()));
  const shown = result.data?.items ?? [];
  // Whatever has left the page is no longer chosen: nobody settles what they do not see.
  const items = shown.filter(({ id }) => chosen.has(id));
  const choose = (id: number, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const status = state.filter('status');
  return (
    <Page title={t('nav.outbox')} lead={t('outbox.lead')}>
      {(status === 'unknown' || status === 'dead') && (
        <Notice className="mb-4" tone={status === 'unknown' ? 'waiting' : 'info'}>
          {t(`outbox.about.${status}`)}
        </Notice>
      )}
      <div className={items.length > 0 ? 'pb-20' : ''}>
        <DataTable
          label={t('nav.outbox')}
          testId="outbox"
          rowTestId="outbox-row"
          columns={useOutboxColumns({ chosen, choose }, { isBusy, settle })}
          rowKey={(item) => item.id}
          result={result}
          state={state}
          toolbar={
            <Toolbar state={state}>
              <ChooseAll items={shown} chosen={chosen} choose={(all) => setChosen(new Set(all.map(({ id }) => id)))} />
            </Toolbar>
          }
          empty={
            <Empty icon="outbox" title={t(state.isFiltered ? 'outbox.noneTitle' : 'outbox.emptyTitle')}>
              {t(state.isFiltered ? 'outbox.noneBody' : 'outbox.emptyBody')}
            </Empty>
          }
        />
      </div>
      {items.length > 0 && (
        <BulkBar
          items={items}
          isBusy={isBusy}
          progress={progress}
          settle={(settlement) => void settle(items, settlement)}
          clear={() => setChosen(new Set())}
        />
      )}
    </Page>
  );
}

function Toolbar({ state, children }: { state: ListState; children: React.ReactNode }) {
  const { t } = useTranslation();
  const because = useBecause();
  const counts = useOutboxCounts().data;
  const count = (value: number | undefined) => (value ? { count: value } : {});
  const waits = Object.entries(counts?.waiting ?? {}).toSorted(([, a], [, b]) => b - a);
  const wanted = state.filter('waitReason');
  // What is chosen stays there to be taken away, also once nothing waits for it any more.
  const reasons =
    waits.some(([reason]) => reason === wanted) || wanted === '' ? waits : [...waits, [wanted, 0] as const];
  return (
    <>
      <SearchBox state={state} label={t('outbox.search')} />
      <FilterChips
        state={state}
        name="needsPerson"
        label={t('outbox.needsPerson')}
        options={[{ value: 'true', label: t('outbox.needsPerson'), ...count(counts?.needsPerson) }]}
      />
      <FilterChips
        state={state}
        name="status"
        label={t('table.status')}
        options={OUTBOX_STATUSES.map((value) => ({
          value,
          label: t(`messageStatus.${value}`),
          ...count(counts?.states[value]),
        }))}
      />
      {reasons.length > 0 && (
        <FilterChips
          state={state}
          name="waitReason"
          label={t('outboxWork.waitsFor')}
          options={reasons.map(([reason, value]) => ({
            value: reason,
            label: because({ decision: 'waits', reason }),
            ...count(value),
          }))}
        />
      )}
      {children}
      <ExportAction file="/outbox.csv" state={state} needs="see_company" />
    </>
  );
}

function ChooseAll({
  items,
  chosen,
  choose,
}: {
  items: OutboxItem[];
  chosen: ReadonlySet<number>;
  choose: (all: OutboxItem[]) => void;
}) {
  const { t } = useTranslation();
  const maySettle = useMay('settle_outbox');
  const able = items.filter((item) => offered([item]).length > 0);
  if (!maySettle || able.length < 2) return null;
  const isAll = able.every(({ id }) => chosen.has(id));
  return (
    <Button size="sm" look="quiet" icon="check" onClick={() => choose(isAll ? [] : able)} data-testid="choose-all">
      {t(isAll ? 'outboxWork.clear' : 'outboxWork.chooseAll')}
    </Button>
  );
}
