/** The outbox: what is on its way, what waits and why, what nobody knows, and what did not work; settled here by a person. */

import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import { Button } from '../../../components/button.tsx';
import { MessageStatusChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty, Notice } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useAccountHealth, useOutbox } from '../api/delivery.ts';
import { useAskToSettle } from '../components/settling.ts';

const STATES = ['queued', 'sending', 'failed', 'unknown', 'dead', 'sent', 'delivered', 'read', 'cancelled'];

export function OutboxPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-createdAt', filters: ['status', 'needsPerson'] });
  const result = useOutbox(state.query);
  const health = useAccountHealth();
  const status = state.filter('status');
  const counts: Record<string, number | undefined> = { ...health.data?.outbox };
  return (
    <Page title={t('nav.outbox')} lead={t('outbox.lead')}>
      {(status === 'unknown' || status === 'dead') && (
        <Notice className="mb-4" tone={status === 'unknown' ? 'waiting' : 'info'}>
          {t(`outbox.about.${status}`)}
        </Notice>
      )}
      <DataTable
        label={t('nav.outbox')}
        testId="outbox"
        rowTestId="outbox-row"
        columns={useColumns()}
        rowKey={(item) => item.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('outbox.search')} />
            <FilterChips
              state={state}
              name="needsPerson"
              label={t('outbox.needsPerson')}
              options={[{ value: 'true', label: t('outbox.needsPerson') }]}
            />
            <FilterChips
              state={state}
              name="status"
              label={t('table.status')}
              options={STATES.map((value) => ({
                value,
                label: t(`messageStatus.${value}`),
                ...(counts[value] ? { count: counts[value] } : {}),
              }))}
            />
            <ExportAction file="/outbox.csv" state={state} needs="see_company" />
          </>
        }
        empty={
          <Empty icon="outbox" title={t(state.isFiltered ? 'outbox.noneTitle' : 'outbox.emptyTitle')}>
            {t(state.isFiltered ? 'outbox.noneBody' : 'outbox.emptyBody')}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<OutboxItem>[] {
  const { t } = useTranslation();
  const { brief, moment } = useFormats();
  const maySettle = useMay('settle_outbox');
  const why = useWhy();
  return [
    {
      key: 'client',
      title: t('table.client'),
      sort: 'clientName',
      card: 'title',
      cell: (item) => (
        <div className="min-w-36">
          <Go to={`/messages/${String(item.messageId)}`} className="font-medium text-ink hover:underline">
            {item.clientName}
          </Go>
          <p className="truncate text-sm font-normal text-ink-3">
            {t(`scenario.${item.scenario}`, { defaultValue: item.scenario })}
            {item.isAnswer ? ` · ${t('outbox.answer')}` : ''}
          </p>
        </div>
      ),
    },
    {
      key: 'status',
      title: t('table.status'),
      sort: 'status',
      card: 'status',
      cell: (item) => <MessageStatusChip status={item.status} testId="outbox-status" />,
    },
    {
      key: 'why',
      title: t('table.why'),
      card: 'fact',
      className: 'max-w-80 py-1.5 text-sm text-pretty text-ink-2',
      cell: why,
    },
    { key: 'attempts', title: t('outbox.attempts'), align: 'end', card: 'none', cell: (item) => item.attempts },
    {
      key: 'created',
      title: t('table.begun'),
      sort: 'createdAt',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (item) => (
        <time dateTime={item.createdAt} title={moment(item.createdAt)}>
          {brief(item.createdAt)}
        </time>
      ),
    },
    {
      key: 'act',
      title: t('table.action'),
      align: 'end',
      card: 'line',
      className: 'whitespace-nowrap',
      cell: (item) => (maySettle && item.needsPerson && !item.closedBy ? <Settle item={item} /> : null),
    },
  ];
}

/** Why the row is where it is; a hook, so that a row with nothing to say leaves its place empty. */
function useWhy(): (item: OutboxItem) => string | null {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const wait = useReasonWords('wait');
  return (item) => {
    if (item.closedBy) return t('outbox.closedBy', { by: item.closedBy, reason: item.closeReason ?? '' });
    if (item.status === 'unknown') return t('outbox.unknownSince', { at: moment(item.unknownAt ?? item.createdAt) });
    if (item.status === 'dead')
      return t('outbox.deadBecause', { code: item.lastErrorCode ? wait(item.lastErrorCode) : t('outbox.noCode') });
    if (item.status === 'failed')
      return t('outbox.retryAt', { at: moment(item.nextAttemptAt), code: item.lastErrorCode ?? '' });
    if (item.waitReason) {
      const until = item.waitUntil ? ` ${t('messages.until', { at: moment(item.waitUntil) })}` : '';
      return `${wait(item.waitReason)}${until}`;
    }
    const at = item.readAt ?? item.deliveredAt ?? item.sentAt;
    return at ? moment(at) : null;
  };
}

function Settle({ item }: { item: OutboxItem }) {
  const { t } = useTranslation();
  const { retry, close, isBusy } = useAskToSettle();
  return (
    <span className="relative inline-flex gap-1.5">
      <Button size="sm" disabled={isBusy} onClick={() => void retry(item)} data-testid="outbox-retry">
        {t('outbox.retry')}
      </Button>
      <Button size="sm" look="quiet" disabled={isBusy} onClick={() => void close(item)} data-testid="outbox-close">
        {t('outbox.close')}
      </Button>
    </span>
  );
}
