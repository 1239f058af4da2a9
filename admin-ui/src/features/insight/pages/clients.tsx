/** Everybody in the books: searched, sorted, narrowed to a segment. */

import { useTranslation } from 'react-i18next';
import { SEGMENTS } from '../components/segment-names.ts';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { SegmentChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useClients } from '../api/clients.ts';

export function ClientsPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-lastVisitOn', filters: ['segment'] });
  const result = useClients(state.query);
  return (
    <Page title={t('nav.clients')}>
      <DataTable
        label={t('nav.clients')}
        testId="clients"
        rowTestId="client-row"
        columns={useColumns()}
        rowKey={(client) => client.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('clients.search')} />
            <FilterChips
              state={state}
              name="segment"
              label={t('clients.segment')}
              options={SEGMENTS.map((value) => ({ value, label: t(`segment.${value}`) }))}
            />
            <ExportAction file="/clients.csv" state={state} />
          </>
        }
        empty={
          <Empty icon="clients" title={t(state.isFiltered ? 'table.nothingFits' : 'clients.emptyTitle')}>
            {t(state.isFiltered ? 'table.nothingFitsBody' : 'clients.emptyBody')}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<Client>[] {
  const { t } = useTranslation();
  const { money, number, date } = useFormats();
  return [
    {
      key: 'name',
      title: t('table.client'),
      sort: 'name',
      card: 'title',
      cell: (client) => (
        <div className="min-w-40">
          <Go
            to={`/clients/${String(client.id)}`}
            className="font-medium text-ink after:absolute after:inset-0 hover:underline"
          >
            {client.name || t('clients.nameless')}
          </Go>
          {client.optedOut && (
            <span className="ml-2 inline-flex items-center gap-1 text-xs font-medium text-red">
              <Icon name="stop" size={13} />
              {t('clients.optedOut')}
            </span>
          )}
        </div>
      ),
    },
    {
      key: 'phone',
      title: t('client.phone'),
      card: 'none',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (client) => client.phone ?? <span className="text-ink-3">{t('clients.noPhone')}</span>,
    },
    {
      key: 'segment',
      title: t('clients.segment'),
      card: 'status',
      cell: (client) => <SegmentChip segment={client.segment} />,
    },
    {
      key: 'last',
      title: t('client.lastVisit'),
      sort: 'lastVisitOn',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (client) => (client.lastVisitOn ? date(client.lastVisitOn) : null),
    },
    {
      key: 'since',
      title: t('clients.daysSince'),
      sort: 'daysSince',
      align: 'end',
      card: 'none',
      cell: (client) => (client.daysSince === null ? null : number(client.daysSince)),
    },
    {
      key: 'visits',
      title: t('client.visits'),
      sort: 'visits',
      align: 'end',
      card: 'fact',
      cell: (client) => number(client.visits),
    },
    {
      key: 'spend',
      title: t('client.spend'),
      sort: 'spendMinor',
      align: 'end',
      card: 'fact',
      className: 'font-medium',
      cell: (client) => money(client.spendMinor),
    },
  ];
}
