/** One kind of activity as bars by day, week or month; the table behind them holds all kinds. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../../../../../contracts/http/metrics.ts';
import { ChartCard } from '../../../components/chart/chart-card.tsx';
import { Plot } from '../../../components/chart/plot.tsx';
import { firstOfMonth } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { useToday } from '../api/numbers.ts';
import { SERIES, SERIES_NATURE, type Series } from './activity-tiles.tsx';
import { isCut } from './buckets.ts';
import { useNumberWords } from './number-words.ts';

type Bucket = Activity['buckets'][number];
const HEIGHT = 300;
const noted = (note: string | null) => (note === null ? {} : { note });

export function ActivityChart({ data, series, by }: { data: Activity; series: Series; by: ReactNode }) {
  const { t } = useTranslation();
  const { day, shortDay, month, date } = useFormats();
  const words = useNumberWords();
  const today = useToday();
  const nature = SERIES_NATURE[series];
  const name = (bucket: Bucket): string => {
    if (data.by === 'day') return day(bucket.from);
    return data.by === 'month' && bucket.from === firstOfMonth(bucket.from) && !isCut(bucket, data.by, today)
      ? month(bucket.from)
      : t('days.range', { from: shortDay(bucket.from), to: shortDay(bucket.to) });
  };
  const cut = (bucket: Bucket): string | null =>
    isCut(bucket, data.by, today) ? t(bucket.to === today ? 'activity.soFar' : 'activity.cut') : null;
  const isAnyCut = data.buckets.some((bucket) => cut(bucket) !== null);
  const cells = (numbers: Activity['total']) =>
    SERIES.map((one) => ({
      words: words.value(SERIES_NATURE[one].kind, numbers[one]),
      raw: words.raw(SERIES_NATURE[one].kind, numbers[one]),
    }));
  return (
    <ChartCard
      title={t(`activity.${series}`)}
      definition={t(`activity.about.${series}`)}
      file={`activity-${data.from}-${data.to}`}
      height={HEIGHT}
      isTall
      controls={by}
      testId="activity-chart"
      table={{
        columns: [t('activity.period'), ...SERIES.map((one) => t(`activity.${one}`))],
        rows: [
          { key: 'total', cells: [{ words: t('activity.total') }, ...cells(data.total)] },
          ...(data.comparedWith.isWhole
            ? [{ key: 'before', cells: [{ words: t('activity.previous') }, ...cells(data.before)] }]
            : []),
          ...data.buckets.toReversed().map((bucket) => ({
            key: bucket.from,
            cells: [{ words: name(bucket), raw: bucket.from, ...noted(cut(bucket)) }, ...cells(bucket)],
          })),
        ],
      }}
    >
      <Plot
        kind="bar"
        height={HEIGHT}
        label={`${t(`activity.${series}`)}, ${date(data.from)} – ${date(data.to)}`}
        isWhole={nature.kind === 'count'}
        tickOf={words.tick(nature.kind)}
        points={data.buckets.map((bucket, index) => ({
          key: bucket.from,
          x: index,
          value: bucket[series],
          tick: data.by === 'month' ? month(bucket.from) : shortDay(bucket.from),
          label: [name(bucket), cut(bucket)].filter(Boolean).join(', '),
          words: words.value(nature.kind, bucket[series]),
          isOpen: cut(bucket) !== null,
        }))}
      />
      {/* As high with it as without it: the page does not jump when the span changes. */}
      <p className="mt-2 flex h-5 items-center gap-2 text-sm text-ink-3" data-testid="activity-legend">
        {isAnyCut && (
          <>
            <span
              aria-hidden="true"
              className="h-3.5 w-5 rounded-[3px] border border-dashed border-accent bg-accent-soft"
            />
            {t(`activity.cutHint.${data.by}`)}
          </>
        )}
      </p>
    </ChartCard>
  );
}
