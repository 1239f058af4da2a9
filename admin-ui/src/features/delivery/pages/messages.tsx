/** Every message that was ever begun, with where it stands and why. */

import { useTranslation } from 'react-i18next';
import type { Message } from '../../../../../contracts/http/delivery.ts';
import { MessageStatusChip } from '../../../components/chip.tsx';
import { Go, GoButton } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMessages } from '../api/delivery.ts';

const GROUPS: [name: string, statuses: string][] = [
  ['awaiting', 'awaiting_approval,drafting'],
  ['onTheWay', 'waiting,queued,sending'],
  ['arrived', 'sent,delivered,read'],
  ['trouble', 'failed,unknown,dead'],
  ['notSent', 'rejected,expired,skipped,cancelled'],
];

export function MessagesPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-createdAt', filters: ['status', 'clientId'] });
  const result = useMessages(state.query);
  return (
    <Page title={t('nav.messages')}>
      <DataTable
        label={t('nav.messages')}
        testId="messages"
        rowTestId="message-row"
        columns={useColumns()}
        rowKey={(message) => message.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('messages.search')} />
            <FilterChips
              state={state}
              name="status"
              label={t('table.status')}
              options={GROUPS.map(([name, value]) => ({ value, label: t(`messages.group.${name}`) }))}
            />
            <ExportAction file="/messages.csv" state={state} />
          </>
        }
        empty={
          <Empty
            icon="messages"
            title={t(state.isFiltered ? 'table.nothingFits' : 'messages.emptyTitle')}
            action={!state.isFiltered && <GoButton to="/campaigns">{t('campaigns.seeRun')}</GoButton>}
          >
            {t(state.isFiltered ? 'table.nothingFitsBody' : 'messages.emptyBody')}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<Message>[] {
  const { t } = useTranslation();
  const { brief, moment } = useFormats();
  const wait = useReasonWords('wait');
  return [
    {
      key: 'client',
      title: t('table.client'),
      sort: 'clientName',
      card: 'title',
      className: 'w-56',
      cell: (message) => (
        <div className="min-w-36">
          <Go
            to={`/messages/${String(message.id)}`}
            className="font-medium text-ink after:absolute after:inset-0 hover:underline"
          >
            {message.clientName}
          </Go>
          <p className="truncate text-sm font-normal text-ink-3">
            {t(`scenario.${message.scenario}`, { defaultValue: message.scenario })}
            {message.attempt > 1 ? ` · ${t('approvals.attempt', { count: message.attempt, ordinal: true })}` : ''}
          </p>
        </div>
      ),
    },
    {
      key: 'text',
      title: t('messages.text'),
      card: 'none',
      className: 'max-w-0 w-full truncate text-ink-2',
      cell: (message) => message.text,
    },
    {
      key: 'status',
      title: t('table.status'),
      sort: 'status',
      card: 'status',
      className: 'whitespace-nowrap',
      cell: (message) => <MessageStatusChip status={message.status} />,
    },
    {
      key: 'reason',
      title: t('table.reason'),
      card: 'fact',
      className: 'max-w-56 truncate text-sm text-ink-2',
      cell: (message) => (message.reason ? <span title={wait(message.reason)}>{wait(message.reason)}</span> : null),
    },
    {
      key: 'created',
      title: t('table.begun'),
      sort: 'createdAt',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (message) => (
        <time dateTime={message.createdAt} title={moment(message.createdAt)}>
          {brief(message.createdAt)}
        </time>
      ),
    },
    {
      key: 'sent',
      title: t('messages.sent'),
      sort: 'sentAt',
      card: 'none',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (message) =>
        message.sentAt ? (
          <time dateTime={message.sentAt} title={moment(message.sentAt)}>
            {brief(message.sentAt)}
          </time>
        ) : null,
    },
  ];
}
