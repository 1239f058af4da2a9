/** Retention by month of first visit: a heat map whose rows and cells open the people of that month. */

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cohorts } from '../../../../../contracts/http/metrics.ts';
import { Button } from '../../../components/button.tsx';
import { ChartCard } from '../../../components/chart/chart-card.tsx';
import type { ChartTable } from '../../../components/chart/chart-table.ts';
import { HeatMap, shade } from '../../../components/chart/heat-map.tsx';
import { Go } from '../../../components/go.tsx';
import { addMonths } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { useCompanyPath } from '../../../platform/paths.ts';
import { useCohorts, type AsOf } from '../api/numbers.ts';
import { useAsOf } from '../../../components/as-of.tsx';
import { InsightPage } from '../components/insight-page.tsx';

const SHOWN = 12;
/** The first month and the twelve after it. */
const COLUMNS = 13;
const monthAfter = (month: string, k: number): string => addMonths(`${month}-01`, k).slice(0, 7);

export function CohortsPage() {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const cohorts = useCohorts(asOf);
  const [isWhole, setWhole] = useState(false);
  const all = cohorts.data?.cohorts ?? [];
  const shown = isWhole ? all : all.slice(-SHOWN);
  const table = useTable(cohorts.data);
  return (
    <InsightPage tab={t('insight.tab.cohorts')} lead={t('cohorts.lead')}>
      <ChartCard
        title={t('cohorts.title')}
        definition={t('cohorts.definition')}
        file="cohorts"
        height={470}
        isTall
        asked={cohorts}
        table={table}
        testId="cohorts"
        empty={
          <>
            <p className="font-semibold text-ink">{t('cohorts.emptyTitle')}</p>
            <p className="mt-1 max-w-md">{t('cohorts.emptyBody')}</p>
          </>
        }
      >
        {cohorts.data && <Map data={cohorts.data} shown={shown} asOf={asOf} />}
        <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
          <Legend hasOpen={(cohorts.data?.unfinishedMonth ?? null) !== null} />
          {all.length > SHOWN && (
            <Button size="sm" look="quiet" onClick={() => setWhole(!isWhole)}>
              {isWhole ? t('cohorts.newer') : t('cohorts.older', { count: all.length - SHOWN })}
            </Button>
          )}
        </div>
      </ChartCard>
    </InsightPage>
  );
}

function Map({ data, shown, asOf }: { data: Cohorts; shown: Cohorts['cohorts']; asOf: AsOf }) {
  const { t } = useTranslation();
  const { number, percent, month: monthWords } = useFormats();
  const path = useCompanyPath();
  const navigate = useNavigate();
  const when = asOf === undefined ? {} : { asOf };
  const count = Math.min(COLUMNS, Math.max(0, ...shown.map(({ retention }) => retention.length)));
  return (
    <HeatMap
      label={`${t('cohorts.title')}. ${t('cohorts.keys')}`}
      corner={t('cohorts.month')}
      sizeTitle={t('cohorts.size')}
      columns={Array.from({ length: count }, (_, k) => (k === 0 ? '0' : t('cohorts.shareShort', { count: k })))}
      onOpen={(cohort) => void navigate({ to: path('/clients'), search: { cohort, ...when } })}
      rows={shown.toReversed().map(({ month, size, retention }) => {
        const name = monthWords(`${month}-01`);
        return {
          key: month,
          size: number(size),
          head: (
            <Go to="/clients" search={{ cohort: month, ...when }} label={t('cohorts.people', { month: name })}>
              {name}
            </Go>
          ),
          cells: Array.from({ length: count }, (_, k) => {
            const share = retention[k];
            if (share === undefined) return null;
            const people = number(Math.round(share * size));
            const facts = { month: name, k, share: percent(share), people, size: number(size) };
            const isOpen = monthAfter(month, k) === data.unfinishedMonth;
            return {
              share,
              words: percent(share),
              label: `${t('cohorts.cell', facts)}${isOpen ? `. ${t('cohorts.notOver')}` : ''}`,
              tip: [
                `${t('cohorts.tipMonth', { cohort: name, month: monthWords(`${monthAfter(month, k)}-01`) })}${isOpen ? ` (${t('insight.notOver')})` : ''}`,
                `${percent(share)} · ${t('cohorts.tip', facts)}`,
              ],
              isOpen,
            };
          }),
        };
      })}
    />
  );
}

function Legend({ hasOpen }: { hasOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-1 flex-wrap items-center gap-x-6 gap-y-2 text-sm text-ink-3">
      <span className="inline-flex items-center gap-2">
        {t('cohorts.less')}
        <span aria-hidden="true" className="flex gap-0.5">
          {[0, 0.25, 0.5, 0.75, 1].map((share) => (
            <span
              key={share}
              className="size-4 rounded-[3px] border border-line"
              style={{ background: shade(share) }}
            />
          ))}
        </span>
        {t('cohorts.more')}
      </span>
      {hasOpen && (
        <span className="inline-flex items-center gap-2">
          <span aria-hidden="true" className="size-4 rounded-[3px] border border-dashed border-ink-3" />
          {t('cohorts.notOver')}
        </span>
      )}
    </div>
  );
}

/** Everything, also what the picture leaves out: every month, and all months after it. */
function useTable(data: Cohorts | undefined): ChartTable | undefined {
  const { t } = useTranslation();
  const { number, percent, month } = useFormats();
  if (!data) return undefined;
  const most = Math.max(0, ...data.cohorts.map(({ retention }) => retention.length));
  const later = Array.from({ length: most }, (_, k) => k);
  return {
    columns: [
      t('cohorts.month'),
      t('cohorts.size'),
      ...later.map((k) => (k === 0 ? '0' : t('cohorts.shareShort', { count: k }))),
    ],
    rows: data.cohorts.toReversed().map((cohort) => ({
      key: cohort.month,
      cells: [
        { words: month(`${cohort.month}-01`), raw: cohort.month },
        { words: number(cohort.size), raw: cohort.size },
        ...later.map((k) => {
          const share = cohort.retention[k];
          return share === undefined ? { words: '', raw: null } : { words: percent(share, 1), raw: share };
        }),
      ],
    })),
  };
}
