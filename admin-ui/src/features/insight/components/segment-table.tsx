/** Each segment with who they are, how many, their share, how that changed and its trend; a row opens its people. */

import { useTranslation } from 'react-i18next';
import type { Segments } from '../../../../../contracts/http/insight.ts';
import type { MetricHistory } from '../../../../../contracts/http/metrics.ts';
import { ChartCard } from '../../../components/chart/chart-card.tsx';
import { Sparkline } from '../../../components/chart/sparkline.tsx';
import { SegmentChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import type { Asked } from '../../../components/states.tsx';
import { addDays, dayNumber } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { COMPARED_DAYS, type AsOf } from '../api/numbers.ts';
import { ChangeWords } from './change-words.tsx';
import { natureOf } from './metric-groups.ts';
import { useNumberWords } from './number-words.ts';
import { BY_PRIORITY } from './segment-names.ts';
import { changeOf, valueOn, type Point } from './trend.ts';

interface Row {
  segment: (typeof BY_PRIORITY)[number];
  count: number;
  share: number;
  points: Point[];
  since: string;
}

export function SegmentTable({
  data,
  trends,
  asOf,
  asked,
}: {
  data: Segments | undefined;
  trends: MetricHistory['series'] | undefined;
  asOf: AsOf;
  asked: Asked;
}) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  const words = useNumberWords();
  const total = data ? Object.values(data.segments).reduce((sum, count) => sum + count, 0) : 0;
  const rows: Row[] = data
    ? BY_PRIORITY.map((segment) => ({
        segment,
        count: data.segments[segment],
        share: total === 0 ? 0 : data.segments[segment] / total,
        points: trends?.find(({ key }) => key === `segment_${segment}`)?.points ?? [],
        since: addDays(data.asOf, -COMPARED_DAYS),
      }))
    : [];
  const changeIn = ({ count, points, since }: Row) => changeOf('count', count, valueOn(points, since));
  return (
    <ChartCard
      title={t('segments.title')}
      definition={t('segments.definition')}
      file="segments"
      height={500}
      isTall
      asked={asked}
      testId="segment-table"
      table={
        data && {
          columns: [t('segments.segment'), t('segments.clients'), t('segments.share'), t('segments.change')],
          rows: rows.map((row) => {
            const change = changeIn(row);
            return {
              key: row.segment,
              cells: [
                { words: t(`segment.${row.segment}`) },
                { words: number(row.count), raw: row.count },
                { words: percent(row.share, 1), raw: row.share },
                { words: change ? words.change(change) : '–', raw: change?.by ?? null },
              ],
            };
          }),
        }
      }
    >
      <ol className="-mx-4 -my-4 divide-y divide-line">
        {rows.map((row, index) => (
          <Line key={row.segment} row={row} place={index + 1} asOf={asOf} />
        ))}
      </ol>
    </ChartCard>
  );
}

function Line({ row, place, asOf }: { row: Row; place: number; asOf: AsOf }) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  const key = `segment_${row.segment}`;
  const nature = natureOf(key);
  const name = t(`segment.${row.segment}`);
  const when = asOf === undefined ? {} : { asOf };
  return (
    <li
      data-testid={`segment-${row.segment}`}
      className="relative grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2.5 hover:bg-hover lg:grid-cols-[1.5rem_minmax(0,1fr)_9rem_6.5rem_7rem]"
    >
      <span className="tabular self-start pt-0.5 text-sm text-ink-3" title={t('segments.priority', { place })}>
        {place}
      </span>
      <div className="min-w-0">
        <Go
          to="/clients"
          search={{ segment: row.segment, ...when }}
          label={t('insight.openPeople', { name, value: number(row.count) })}
          className="after:absolute after:inset-0"
        >
          <SegmentChip segment={row.segment} />
        </Go>
        <p className="mt-1 text-sm text-pretty text-ink-2">{t(`segmentAbout.${row.segment}`)}</p>
      </div>
      <div className="flex items-center gap-2 max-lg:col-start-2 max-lg:col-end-4 max-lg:mt-1.5">
        <span aria-hidden="true" className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
          <span className="block h-full rounded-full bg-accent" style={{ width: `${String(row.share * 100)}%` }} />
        </span>
        <span className="tabular w-10 text-right text-sm text-ink-3">{percent(row.share)}</span>
      </div>
      <div className="text-right max-lg:col-start-3 max-lg:row-start-1 max-lg:self-start">
        <p className="tabular text-xl font-semibold text-ink">{number(row.count)}</p>
        {nature && (
          <ChangeWords nature={nature} now={row.count} before={valueOn(row.points, row.since)} since={row.since} />
        )}
      </div>
      <Go
        to={`/insight/metrics/${key}`}
        search={when}
        label={t('insight.openChart', { name })}
        className="relative z-10 block rounded-sm p-1 hover:bg-sunken max-lg:hidden"
      >
        <Sparkline points={row.points.map((point) => ({ x: dayNumber(point.on), value: point.value }))} />
      </Go>
    </li>
  );
}
