/** The dry run's ranked list: each person with the score and the reasons in words. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Candidate, Candidates } from '../../../../../contracts/http/campaigns.ts';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { ListState } from '../../../platform/list-state.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { type Ranked, ranked, useRankedColumns } from './ranked-columns.tsx';
import { useSteps } from './use-steps.tsx';

export function CandidatesTable({
  result,
  list,
  asOf,
}: {
  result: UseQueryResult<Candidates>;
  list: ListState;
  asOf: string | undefined;
}) {
  const { t } = useTranslation();
  const columns = useColumns();
  const { data } = result;
  const people = ranked(data?.candidates ?? []).map((row, index) => ({
    ...row,
    rank: data?.candidates[index]?.rank ?? row.rank,
  }));
  const total = data?.total?.candidates ?? people.length;
  const isLong = total > list.pageSize || list.page > 1;
  const { shown, more } = useSteps(people);
  return (
    <>
      <DataTable
        label={t('campaigns.candidates')}
        testId="candidates"
        rowTestId="candidate"
        columns={columns}
        rowKey={(row) => row.clientId}
        result={{ ...result, data: data && { items: isLong ? people : shown, total } }}
        {...(isLong ? { state: list } : {})}
        toolbar={
          (total > 0 || list.q !== '') && (
            <>
              <SearchBox state={list} label={t('clients.search')} />
              <p className="flex-1 text-sm text-ink-2">{t('campaigns.dryRunHint')}</p>
              <ExportAction file="/reactivation/candidates.csv" state={{ query: { asOf } }} needs="see_company" />
            </>
          )
        }
        empty={
          <Empty icon="campaigns" title={t('campaigns.nobodyTitle')}>
            {list.q === '' && t('campaigns.nobodyBody')}
          </Empty>
        }
      />
      {!isLong && more}
    </>
  );
}

function useColumns(): Column<Ranked<Candidate>>[] {
  const { t } = useTranslation();
  const { number } = useFormats();
  const words = useReasonWords();
  const shared = useRankedColumns<Ranked<Candidate>>({
    beneath: (row) => row.serviceTitle,
    why: (row) => row.reasons.map((reason) => words(reason)).join(' · '),
  });
  return [
    shared.rank,
    shared.client,
    shared.why,
    shared.loyalty,
    { key: 'days', title: t('campaigns.daysSince'), align: 'end', cell: (row) => number(row.daysSince), card: 'fact' },
    shared.visits,
    shared.spend,
    shared.score,
  ];
}
