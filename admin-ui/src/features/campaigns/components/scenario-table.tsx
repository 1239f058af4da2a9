/** Whom one occasion would be about today: ranked, each with the reason and the score. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import type { Asked } from './asked.ts';
import type { ScenarioList } from './scenario-picker.tsx';
import { ScoreButton } from './score-button.tsx';

const STEP = 50;
type Ranked = ScenarioList['candidates'][number] & { rank: number };

export function ScenarioTable({ result, seeSkipped }: { result: Asked<ScenarioList>; seeSkipped: () => void }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(STEP);
  const columns = useColumns();
  const ranked = (result.data?.candidates ?? []).map((candidate, index) => ({ ...candidate, rank: index + 1 }));
  const hasSkipped = (result.data?.skipped.length ?? 0) > 0;
  return (
    <>
      <DataTable
        label={t('campaigns.candidates')}
        testId="scenario-candidates"
        rowTestId="scenario-candidate"
        columns={columns}
        rowKey={(row) => row.clientId}
        result={{ ...result, data: result.data && { items: ranked.slice(0, limit), total: ranked.length } }}
        toolbar={<p className="flex-1 text-sm text-ink-3">{t('scenarios.considered')}</p>}
        empty={
          <Empty
            icon="campaigns"
            title={t('scenarios.nobodyTitle')}
            action={hasSkipped && <Button onClick={seeSkipped}>{t('scenarios.nobodySeeSkipped')}</Button>}
          >
            {t('scenarios.nobodyBody')}
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

function useColumns(): Column<Ranked>[] {
  const { t } = useTranslation();
  const { money, number, shortDay } = useFormats();
  const words = useReasonWords();
  return [
    { key: 'rank', title: '#', className: 'tabular w-10 text-ink-3', cell: (row) => row.rank, card: 'none' },
    {
      key: 'client',
      title: t('table.client'),
      card: 'title',
      cell: (row) => (
        <div className="min-w-36">
          <Go to={`/clients/${String(row.clientId)}`} className="font-medium text-ink hover:underline">
            {row.clientName}
          </Go>
          <p className="tabular text-sm font-normal text-ink-3">{row.phone}</p>
        </div>
      ),
    },
    {
      key: 'why',
      title: t('campaigns.why'),
      className: 'py-2 min-w-56 text-sm text-pretty text-ink-2',
      card: 'line',
      cell: (row) =>
        row.reasons
          .filter((reason) => !('part' in reason))
          .map((reason) => words(reason))
          .join(' · '),
    },
    {
      key: 'loyalty',
      title: t('campaigns.loyalty'),
      card: 'status',
      cell: (row) => (
        <Chip tone={/vip/i.test(row.loyalty) ? 'accent' : 'quiet'}>
          {t(`loyalty.${row.loyalty.toLowerCase()}`, { defaultValue: row.loyalty })}
        </Chip>
      ),
    },
    { key: 'visits', title: t('client.visits'), align: 'end', cell: (row) => number(row.visits), card: 'fact' },
    { key: 'spend', title: t('client.spend'), align: 'end', cell: (row) => money(row.spendMinor), card: 'fact' },
    {
      key: 'until',
      title: t('scenarios.goodUntil'),
      className: 'whitespace-nowrap text-ink-2',
      card: 'fact',
      cell: (row) => shortDay(row.goodUntil),
    },
    {
      key: 'score',
      title: t('campaigns.score'),
      align: 'end',
      card: 'fact',
      cell: (row) => <ScoreButton name={row.clientName} score={row.score} reasons={row.reasons} />,
    },
  ];
}
