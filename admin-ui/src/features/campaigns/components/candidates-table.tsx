/** The dry run's ranked list: each person with the score and the reasons in words. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate, Candidates } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportButton } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { ScoreButton } from './score-button.tsx';

const STEP = 50;

export function CandidatesTable({ result }: { result: UseQueryResult<Candidates> }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(STEP);
  const columns = useColumns();
  const words = useReasonWords();
  const all = result.data?.candidates ?? [];
  const ranked = all.map((candidate, index) => ({ ...candidate, rank: index + 1 }));
  return (
    <>
      <DataTable
        label={t('campaigns.candidates')}
        testId="candidates"
        rowTestId="candidate"
        columns={columns}
        rowKey={(row) => row.clientId}
        result={{ ...result, data: result.data && { items: ranked.slice(0, limit), total: ranked.length } }}
        toolbar={
          all.length > 0 && (
            <>
              <p className="flex-1 text-sm text-ink-2">{t('campaigns.dryRunHint')}</p>
              <ExportButton
                name="candidates"
                rows={async () => [
                  ['rank', 'client', 'phone', 'service', 'daysSince', 'visits', 'spend', 'loyalty', 'score', 'reasons'],
                  ...ranked.map((row) => [
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
      {ranked.length > limit && (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => setLimit(limit + STEP)}>
            {t('table.more', { count: Math.min(STEP, ranked.length - limit) })}
          </Button>
        </div>
      )}
    </>
  );
}

type Ranked = Candidate & { rank: number };

function useColumns(): Column<Ranked>[] {
  const { t } = useTranslation();
  const { money, number } = useFormats();
  const words = useReasonWords();
  return [
    { key: 'rank', title: '#', className: 'tabular w-10 text-ink-3', cell: (row) => row.rank, card: 'none' },
    {
      key: 'client',
      title: t('table.client'),
      card: 'title',
      cell: (row) => (
        <div className="min-w-40">
          <Go to={`/clients/${String(row.clientId)}`} className="font-medium text-ink hover:underline">
            {row.clientName}
          </Go>
          <p className="truncate text-sm font-normal text-ink-3">{row.serviceTitle}</p>
        </div>
      ),
    },
    {
      key: 'why',
      title: t('campaigns.why'),
      className: 'py-2 min-w-64 max-w-md text-sm text-pretty text-ink-2',
      card: 'line',
      cell: (row) => row.reasons.map((reason) => words(reason)).join(' · '),
    },
    {
      key: 'loyalty',
      title: t('campaigns.loyalty'),
      cell: (row) => (
        <Chip tone={/vip/i.test(row.loyalty) ? 'accent' : 'quiet'}>
          {t(`loyalty.${row.loyalty.toLowerCase()}`, { defaultValue: row.loyalty })}
        </Chip>
      ),
      card: 'status',
    },
    { key: 'days', title: t('campaigns.daysSince'), align: 'end', cell: (row) => number(row.daysSince), card: 'fact' },
    { key: 'visits', title: t('client.visits'), align: 'end', cell: (row) => number(row.visits), card: 'fact' },
    { key: 'spend', title: t('client.spend'), align: 'end', cell: (row) => money(row.spendMinor), card: 'fact' },
    {
      key: 'score',
      title: t('campaigns.score'),
      align: 'end',
      className: 'font-medium',
      cell: (row) => <ScoreButton name={row.clientName} score={row.score} reasons={row.reasons} />,
      card: 'fact',
    },
  ];
}
