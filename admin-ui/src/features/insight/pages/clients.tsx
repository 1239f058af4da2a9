/** Everybody in the books: searched, sorted, narrowed to whom one came to see; the title says who they are and how many. */

import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { Page } from '../../../components/page.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Rows } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useIsNarrow } from '../../../platform/media.ts';
import { useClients } from '../api/clients.ts';
import { useClientColumns } from '../components/client-columns.tsx';
import { MetricSelect } from '../components/metric-select.tsx';
import { SEGMENTS } from '../components/segment-names.ts';
import { SortSelect } from '../components/sort-select.tsx';
import { WhomChips } from '../components/whom-chips.tsx';
import { useWhomTitle } from '../components/whom-words.ts';
import { narrowedBy, WHOM, whomQuery, type Narrowed } from '../components/whom.ts';

const SORTS = ['-lastVisitOn', '-daysSince', '-spendMinor', '-visits', 'name'];
const PT_SORTS = ['-lastPtOn', '-ptVisits', ...SORTS];

export function ClientsPage() {
  const { t } = useTranslation();
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const isNarrow = useIsNarrow();
  const narrowed = narrowedBy(search);
  const isTraining = narrowed.some(({ value }) => value.startsWith('pt_'));
  const state = useListState({ sort: isTraining ? '-lastPtOn' : '-lastVisitOn', filters: WHOM });
  const { page, pageSize, sort, q } = state;
  const asked = { ...state, query: { page, pageSize, sort, q, ...whomQuery(narrowed) } };
  const result = useClients(asked.query);
  const rows = result.isPlaceholderData ? undefined : result.data;
  return (
    <Page title={useWhomTitle()(narrowed, q, rows)} lead={<Lead narrowed={narrowed} rows={rows} q={q} />}>
      <WhomChips narrowed={narrowed} state={state} />
      <DataTable<Client>
        label={t('nav.clients')}
        testId="clients"
        rowTestId="client-row"
        columns={useClientColumns(isTraining)}
        rowKey={(client) => client.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('clients.search')} />
            <div className="grid gap-2 max-md:w-full max-md:grid-cols-2">
              <MetricSelect state={state} />
              {isNarrow && <SortSelect state={state} sorts={isTraining ? PT_SORTS : SORTS} />}
            </div>
            <ExportAction file="/clients.csv" state={asked} />
            <FilterChips
              state={state}
              name="segment"
              label={t('clients.segment')}
              options={SEGMENTS.map((value) => ({ value, label: t(`segment.${value}`) }))}
            />
          </>
        }
        empty={<Nobody isNarrowed={narrowed.length > 0 || q !== ''} />}
      />
    </Page>
  );
}

/** Who exactly they are: the definition of the number or the segment, else how many there are at all. */
function Lead({ narrowed, rows, q }: { narrowed: Narrowed[]; rows: Rows<Client> | undefined; q: string }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const known = narrowed.find(({ key }) => key !== 'asOf' && key !== 'cohort');
  // A line of its height from the start: the list beneath does not move once the number is there.
  if (!known && (narrowed.length > 0 || q !== '' || !rows || rows.total === 0)) return '\u00A0';
  if (!known) {
    const count = rows?.total ?? 0;
    return t(rows?.totalIsAtLeast ? 'whom.everybodyAtLeast' : 'whom.everybody', { shown: number(count), count });
  }
  const about = known.key === 'segment' ? 'segmentAbout' : known.key === 'metric' ? 'metricAbout' : 'trialStepAbout';
  return t(`${about}.${known.value}`);
}

function Nobody({ isNarrowed }: { isNarrowed: boolean }) {
  const { t } = useTranslation();
  return (
    <Empty icon="clients" title={t(isNarrowed ? 'table.nothingFits' : 'clients.emptyTitle')}>
      {t(isNarrowed ? 'table.nothingFitsBody' : 'clients.emptyBody')}
    </Empty>
  );
}
