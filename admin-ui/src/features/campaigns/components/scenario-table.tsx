/** Whom one occasion would be about today: ranked, each with the reason and the score. */

import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import type { Asked } from './asked.ts';
import { type Ranked, ranked, useRankedColumns } from './ranked-columns.tsx';
import type { ScenarioList } from './scenario-picker.tsx';
import { useSteps } from './use-steps.tsx';

type Person = ScenarioList['candidates'][number];

export function ScenarioTable({ result, seeSkipped }: { result: Asked<ScenarioList>; seeSkipped: () => void }) {
  const { t } = useTranslation();
  const columns = useColumns();
  const people = ranked(result.data?.candidates ?? []);
  const { shown, more } = useSteps(people);
  const hasSkipped = (result.data?.skipped.length ?? 0) > 0;
  return (
    <>
      <DataTable
        label={t('campaigns.candidates')}
        testId="scenario-candidates"
        rowTestId="scenario-candidate"
        columns={columns}
        rowKey={(row) => row.clientId}
        result={{ ...result, data: result.data && { items: shown, total: people.length } }}
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
      {more}
    </>
  );
}

function useColumns(): Column<Ranked<Person>>[] {
  const { t } = useTranslation();
  const { shortDay } = useFormats();
  const words = useReasonWords();
  const shared = useRankedColumns<Ranked<Person>>({
    beneath: (row) => row.phone,
    why: (row) =>
      row.reasons
        .filter((reason) => !('part' in reason))
        .map((reason) => words(reason))
        .join(' · '),
  });
  return [
    shared.rank,
    shared.client,
    shared.why,
    shared.loyalty,
    shared.visits,
    shared.spend,
    {
      key: 'until',
      title: t('scenarios.goodUntil'),
      className: 'whitespace-nowrap text-ink-2',
      card: 'fact',
      cell: (row) => shortDay(row.goodUntil),
    },
    shared.score,
  ];
}
