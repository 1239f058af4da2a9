/** Who does not want to be written to: since when, how they said so, and who took it back. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OptOutItem } from '../../../../../contracts/http/opt-outs.ts';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useMay } from '../../../platform/session.ts';
import { useOptOuts } from '../api/opt-outs.ts';
import { ImportOptOuts } from '../components/import-opt-outs.tsx';

export function OptOutsPage() {
  const { t } = useTranslation();
  const mayImport = useMay('write_messages');
  const [isImporting, setImporting] = useState(false);
  const state = useListState({ sort: '-at', filters: ['show'] });
  const result = useOptOuts({ ...state.query, show: state.filter('show') || 'active' });
  return (
    <Page
      title={t('nav.settings')}
      lead={t('optOuts.lead')}
      action={
        mayImport && (
          <Button icon="outbox" onClick={() => setImporting(true)} data-testid="import-opt-outs">
            {t('optOuts.import.open')}
          </Button>
        )
      }
    >
      <SettingsTabs />
      <DataTable
        label={t('optOuts.tab')}
        testId="opt-outs"
        rowTestId="opt-out-row"
        columns={useColumns()}
        rowKey={(item) => item.phone}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('conversations.search')} />
            <FilterChips
              state={state}
              name="show"
              label={t('conversations.show')}
              options={[
                { value: 'lifted', label: t('optOuts.lifted') },
                { value: 'all', label: t('optOuts.all') },
              ]}
            />
          </>
        }
        empty={
          <Empty icon="check" title={t(state.isFiltered ? 'table.nothingFits' : 'optOuts.emptyTitle')}>
            {t(state.isFiltered ? 'table.nothingFitsBody' : 'optOuts.emptyBody')}
          </Empty>
        }
      />
      {isImporting && <ImportOptOuts close={() => setImporting(false)} />}
    </Page>
  );
}

function useColumns(): Column<OptOutItem>[] {
  const { t } = useTranslation();
  const { moment } = useFormats();
  return [
    {
      key: 'client',
      title: t('table.client'),
      card: 'title',
      className: 'w-56',
      cell: ({ clientId, clientName, phone }) => (
        <div className="min-w-36">
          {clientId === null ? (
            <span className="font-medium text-ink">{t('conversations.stranger')}</span>
          ) : (
            <Go
              to={`/clients/${String(clientId)}`}
              className="font-medium text-ink after:absolute after:inset-0 hover:underline"
            >
              {clientName || t('clients.nameless')}
            </Go>
          )}
          <p className="tabular text-sm font-normal text-ink-2">{phone}</p>
        </div>
      ),
    },
    {
      key: 'source',
      title: t('optOuts.how'),
      card: 'fact',
      cell: ({ source, reason, recordedBy }) => (
        <>
          <span>{t(`optOutSource.${source}`, { defaultValue: source })}</span>
          {(reason ?? recordedBy) && (
            <span className="block text-sm text-ink-2">{[recordedBy, reason].filter(Boolean).join(': ')}</span>
          )}
        </>
      ),
    },
    {
      key: 'at',
      title: t('optOuts.since'),
      sort: 'at',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: ({ at }) => <time dateTime={at}>{moment(at)}</time>,
    },
    {
      key: 'state',
      title: t('table.status'),
      card: 'status',
      className: 'whitespace-nowrap',
      cell: ({ liftedAt, liftedBy, confirmedAt }) =>
        liftedAt ? (
          <Chip tone="good" icon="check">
            {t('optOuts.liftedBy', { by: liftedBy ?? t('optOuts.themselves'), at: moment(liftedAt) })}
          </Chip>
        ) : (
          <Chip tone="quiet" icon="cross">
            {t(confirmedAt ? 'optOuts.confirmed' : 'optOuts.active')}
          </Chip>
        ),
    },
  ];
}
