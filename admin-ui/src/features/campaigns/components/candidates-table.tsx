/** The dry run's ranked list: each person with the score and the reasons in words. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Candidate, Candidates } from '../../../../../contracts/http/campaigns.ts';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportButton } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { type Ranked, ranked, useRankedColumns } from './ranked-columns.tsx';
import { useSteps } from './use-steps.tsx';

export function CandidatesTable({ result }: { result: UseQueryResult<Candidates> }) {
  const { t } = useTranslation();
  const columns = useColumns();
  const words = useReasonWords();
  const all = result.data?.candidates ?? [];
  const people = ranked(all);
  const { shown, more } = useSteps(people);
  return (
    <>
      <DataTable
        label={t('campaigns.candidates')}
        testId="candidates"
        rowTestId="candidate"
        columns={columns}
        rowKey={(row) => row.clientId}
        result={{ ...result, data: result.data && { items: shown, total: people.length } }}
        toolbar={
          all.length > 0 && (
            <>
              <p className="flex-1 text-sm text-ink-2">{t('campaigns.dryRunHint')}</p>
              <ExportButton
                name="candidates"
                rows={async () => [
                  ['rank', 'client', 'phone', 'service', 'daysSince', 'visits', 'spend', 'loyalty', 'score', 'reasons'],
                  ...people.map((row) => [
                    row.rank,
                    row.clientName,
                    row.phone,
                    row.serviceTitle,
                    row.daysSince,
                    row.visits,
                    row.spendMinor / 100,
                    row.loyalty,
                    row.score,
                    row.reasons.map((reason) => words(reason)).join('; '),
                  ]),
                ]}
              />
            </>
          )
        }
        empty={
          <Empty icon="campaigns" title={t('campaigns.nobodyTitle')}>
            {t('campaigns.nobodyBody')}
          </Empty>
        }
      />
      {more}
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
