/** One number in large: its past over any span of days, as a line, as a table and for a spreadsheet. */

import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChartCard } from '../../../components/chart/chart-card.tsx';
import { Plot } from '../../../components/chart/plot.tsx';
import type { DaySpan } from '../../../components/day-picker-props.ts';
import { SpanPicker } from '../../../components/span-picker.tsx';
import { GoButton } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { type Asked, Empty } from '../../../components/states.tsx';
import { addDays, addMonths, asDay, dayNumber, daysBetween } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { TREND_DAYS, useHistory, useToday } from '../api/numbers.ts';
import { FillingNote } from '../components/filling-note.tsx';
import { natureOf, segmentOf, type Nature } from '../components/metric-groups.ts';
import { useNumberWords } from '../components/number-words.ts';
import type { Point } from '../components/trend.ts';

const LONG_DAYS = 190;

export function MetricPage() {
  const { t } = useTranslation();
  const { key = '' }: { key?: string } = useParams({ strict: false });
  const nature = natureOf(key);
  if (!nature)
    return (
      <Page title={t('nav.insight')} back={{ to: '/insight', label: t('nav.insight') }}>
        <Empty icon="insight" title={t('insight.unknownMetric')} />
      </Page>
    );
  return <Known metric={key} nature={nature} />;
}

function Known({ metric, nature }: { metric: string; nature: Nature }) {
  const { t } = useTranslation();
  const words = useNumberWords();
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const today = useToday();
  const to = asDay(search['to']) ?? asDay(search['asOf']) ?? today;
  const from = asDay(search['from']) ?? (to === undefined ? undefined : addDays(to, 1 - TREND_DAYS));
  const history = useHistory(metric, from, to);
  // Until the answer is there, the one before may be about another number.
  const points = history.data?.series.find((one) => one.key === metric)?.points;
  const segment = segmentOf(metric);
  return (
    <Page
      title={words.name(metric)}
      lead={words.about(metric)}
      back={
        segment === null
          ? { to: '/insight', label: t('nav.insight') }
          : { to: '/insight/segments', label: t('insight.tab.segments') }
      }
      action={
        <>
          {from !== undefined && to !== undefined && today !== undefined && <Span span={{ from, to }} today={today} />}
          {nature.kind === 'count' && (
            <GoButton
              to="/clients"
              search={{
                ...(segment === null ? { metric } : { segment }),
                ...(to === today || to === undefined ? {} : { asOf: to }),
              }}
              look="primary"
              testId="metric-people"
            >
              {t('insight.seePeople')}
            </GoButton>
          )}
        </>
      }
    >
      <FillingNote backfill={history.data?.backfill} />
      <Trend metric={metric} nature={nature} points={points} asked={history} />
    </Page>
  );
}

function Trend({
  metric,
  nature,
  points,
  asked,
}: {
  metric: string;
  nature: Nature;
  points: Point[] | undefined;
  asked: Asked;
}) {
  const { t } = useTranslation();
  const { day, date, shortDay, month } = useFormats();
  const words = useNumberWords();
  const span = daysBetween(points?.[0]?.on ?? '2000-01-01', points?.at(-1)?.on ?? '2000-01-01');
  // Over many months a weekday says nothing, and a day without its year could be either year's.
  const full = span > LONG_DAYS ? date : day;
  const name = words.name(metric);
  return (
    <ChartCard
      title={t('insight.trend')}
      definition={words.about(metric)}
      file={metric}
      height={340}
      asked={asked}
      testId="metric-chart"
      table={
        points && {
          columns: [t('insight.day'), name],
          // Newest first: that is what one looks for in a table.
          rows: points.toReversed().map((point) => ({
            key: point.on,
            cells: [
              { words: full(point.on), raw: point.on, ...(point.isFinal ? {} : { note: t('insight.notOver') }) },
              { words: words.value(nature.kind, point.value), raw: words.raw(nature.kind, point.value) },
            ],
          })),
        }
      }
    >
      <Plot
        kind="line"
        height={340}
        label={name}
        isWhole={nature.kind === 'count'}
        tickOf={words.tick(nature.kind)}
        points={(points ?? []).map((point) => ({
          key: point.on,
          x: dayNumber(point.on),
          value: point.value,
          tick: span > LONG_DAYS ? month(point.on) : shortDay(point.on),
          label: point.isFinal ? full(point.on) : `${full(point.on)}, ${t('insight.notOver')}`,
          words: words.value(nature.kind, point.value),
          isOpen: !point.isFinal,
        }))}
      />
    </ChartCard>
  );
}

function Span({ span, today }: { span: DaySpan; today: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <SpanPicker
      span={span}
      today={today}
      firsts={[
        [t('days.last30'), addDays(today, -29)],
        [t('days.last90'), addDays(today, -89)],
        [t('days.months6'), addDays(addMonths(today, -6), 1)],
        [t('days.months12'), addDays(addMonths(today, -12), 1)],
      ]}
      onChange={(next) =>
        void navigate({
          to: '.',
          resetScroll: false,
          search: (before: Record<string, unknown>) => ({ ...before, asOf: undefined, ...next }),
        })
      }
    />
  );
}
