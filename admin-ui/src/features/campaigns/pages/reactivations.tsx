/** Everybody who is being won back or was, filtered by how it stands. */

import { useTranslation } from 'react-i18next';
import type { Reactivation } from '../../../../../contracts/http/campaigns.ts';
import { MessageStatusChip, ReactivationChip } from '../../../components/chip.tsx';
import { Go, GoButton } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportButton, FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useSession } from '../../../platform/session.ts';
import { allReactivations, useReactivations } from '../api/campaigns.ts';
import { CampaignTabs } from '../components/campaign-tabs.tsx';

const ENDS = ['converted', 'max_attempts', 'declined', 'opted_out', 'cancelled', 'expired'];

export function ReactivationsPage() {
  const { t } = useTranslation();
  const { api } = useSession();
  const state = useListState({ sort: '-startedAt', filters: ['status', 'endsAs', 'runId'] });
  const result = useReactivations(state.query);
  return (
    <Page title={t('nav.campaigns')} lead={t('campaigns.lead')}>
      <CampaignTabs />
      <DataTable
        label={t('campaigns.tab.people')}
        testId="reactivations"
        rowTestId="reactivation"
        columns={useColumns()}
        rowKey={(row) => row.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('campaigns.searchPeople')} />
            <FilterChips
              state={state}
              name="status"
              label={t('table.status')}
              options={['running', 'paused'].map((value) => ({ value, label: t(`reactivationStatus.${value}`) }))}
            />
            <FilterChips
              state={state}
              name="endsAs"
              label={t('table.ended')}
              options={ENDS.map((value) => ({ value, label: t(`reactivationEnd.${value}`) }))}
            />
            <ExportButton
              name="reactivations"
              rows={async () => [
                ['client', 'phone', 'service', 'status', 'ended as', 'attempt', 'started', 'revenue'],
                ...(await allReactivations(api, state.query)).items.map((row) => [
                  row.clientName,
                  row.phone,
                  row.serviceTitle,
                  row.status,
                  row.endsAs,
                  row.attempt,
                  row.startedAt,
                  row.revenueMinor === null ? null : row.revenueMinor / 100,
                ]),
              ]}
            />
          </>
        }
        empty={
          <Empty
            icon="clients"
            title={t(state.isFiltered ? 'table.nothingFits' : 'campaigns.nobodyBegunTitle')}
            action={!state.isFiltered && <GoButton to="/campaigns">{t('campaigns.seeRun')}</GoButton>}
          >
            {t(state.isFiltered ? 'table.nothingFitsBody' : 'campaigns.nobodyBegunBody')}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<Reactivation>[] {
  const { t } = useTranslation();
  const { money, brief, moment } = useFormats();
  return [
    {
      key: 'client',
      title: t('table.client'),
      sort: 'clientName',
      card: 'title',
      cell: (row) => (
        <div className="min-w-36">
          <Go
            to={`/reactivations/${String(row.id)}`}
            className="font-medium text-ink after:absolute after:inset-0 hover:underline"
          >
            {row.clientName}
          </Go>
          <p className="truncate text-sm font-normal text-ink-3">{row.serviceTitle}</p>
        </div>
      ),
    },
    {
      key: 'status',
      title: t('table.status'),
      card: 'status',
      cell: (row) => <ReactivationChip status={row.status} endsAs={row.endsAs} />,
    },
    { key: 'attempt', title: t('campaigns.attempt'), align: 'end', card: 'fact', cell: (row) => row.attempt },
    {
      key: 'message',
      title: t('campaigns.lastMessage'),
      card: 'none',
      cell: (row) =>
        row.messageStatus ? <MessageStatusChip status={row.messageStatus} testId="last-message-status" /> : null,
    },
    {
      key: 'reply',
      title: t('campaigns.reply'),
      card: 'none',
      className: 'text-ink-2',
      cell: (row) =>
        row.lastResponse ? t(`replyClass.${row.lastResponse}`, { defaultValue: row.lastResponse }) : null,
    },
    {
      key: 'started',
      title: t('campaigns.begun'),
      sort: 'startedAt',
      card: 'fact',
      className: 'whitespace-nowrap text-ink-2',
      cell: (row) => (
        <time dateTime={row.startedAt} title={moment(row.startedAt)}>
          {brief(row.startedAt)}
        </time>
      ),
    },
    {
      key: 'revenue',
      title: t('campaigns.revenue'),
      align: 'end',
      card: 'fact',
      className: 'font-medium',
      cell: (row) =>
        row.revenueMinor !== null ? (
          <span className="text-green">{money(row.revenueMinor)}</span>
        ) : row.bookedMinor !== null ? (
          <span className="font-normal text-ink-2" title={t('campaigns.bookedHint')}>
            {money(row.bookedMinor)}
          </span>
        ) : null,
    },
  ];
}
