/** One number at a glance: its value opens the people, its trend opens the chart in large, its "i" says what is counted. */

import { useTranslation } from 'react-i18next';
import { Sparkline } from '../../../components/chart/sparkline.tsx';
import { Go } from '../../../components/go.tsx';
import { InfoTip } from '../../../components/info-tip.tsx';
import { dayNumber } from '../../../platform/days.ts';
import type { AsOf } from '../api/numbers.ts';
import { ChangeWords } from './change-words.tsx';
import { NATURES, type MetricKey } from './metric-groups.ts';
import { useNumberWords } from './number-words.ts';
import { valueOn, type Point } from './trend.ts';

export interface MetricCardProps {
  metric: MetricKey;
  value: number | null;
  points: Point[];
  /** The day that it is compared with. */
  since: string;
  asOf: AsOf;
  /** When it was computed, for the explanation. */
  computed: string;
}

export function MetricCard({ metric, value, points, since, asOf, computed }: MetricCardProps) {
  const { t } = useTranslation();
  const words = useNumberWords();
  const nature = NATURES[metric];
  const name = words.name(metric);
  const said = words.value(nature.kind, value);
  const chart = `/insight/metrics/${metric}`;
  const when = asOf === undefined ? {} : { asOf };
  const isPeople = nature.kind === 'count';
  return (
    <article
      data-testid={`metric-${metric}`}
      className="relative flex min-w-0 flex-col rounded-md border border-line bg-surface shadow-shade transition-colors hover:border-line-strong max-lg:[&:last-child:nth-child(odd)]:col-span-2"
    >
      <div className="relative flex-1 rounded-t-md px-4 pt-3 hover:bg-hover max-sm:px-3">
        <div className="flex min-h-6 items-start justify-between gap-1">
          <h3 className="min-w-0 pt-0.5 text-sm text-ink-2">{name}</h3>
          <InfoTip label={t('chart.about', { name })} className="-mr-1.5">
            {words.about(metric)} {computed}
          </InfoTip>
        </div>
        <div className="flex flex-wrap items-baseline gap-x-2.5 pb-1">
          <Go
            to={isPeople ? '/clients' : chart}
            search={isPeople ? { metric, ...when } : when}
            label={
              isPeople ? t('insight.openPeople', { name, value: said }) : `${said}. ${t('insight.openChart', { name })}`
            }
            testId={`open-${metric}`}
            className="tabular text-2xl font-semibold tracking-[-0.01em] text-ink after:absolute after:inset-0 after:rounded-t-md max-sm:text-xl"
          >
            {said}
          </Go>
          {value === null ? (
            <span className="text-sm text-ink-3">{t('insight.noValue')}</span>
          ) : (
            <ChangeWords nature={nature} now={value} before={valueOn(points, since)} since={since} />
          )}
        </div>
      </div>
      <Go
        to={chart}
        search={when}
        label={t('insight.openChart', { name })}
        testId={`chart-${metric}`}
        className="block rounded-b-md px-4 pt-1 pb-3 hover:bg-hover max-sm:px-3"
      >
        <Sparkline points={points.map((point) => ({ x: dayNumber(point.on), value: point.value }))} />
      </Go>
    </article>
  );
}
