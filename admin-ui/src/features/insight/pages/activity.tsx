/** What happened in a span of days: visits, clients, newcomers, no-shows, cancellations, revenue, against the time before. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../../../../../contracts/http/metrics.ts';
import { Dimmed, FailureNote, Skeleton } from '../../../components/states.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import type { DaySpan } from '../../../components/day-picker-props.ts';
import { SpanPicker } from '../../../components/span-picker.tsx';
import { Choice } from '../../../components/field.tsx';
import { addDays, addMonths, asDay, firstOfMonth, firstOfYear, mondayOf } from '../../../platform/days.ts';
import { useActivity, useToday } from '../api/numbers.ts';
import { ActivityChart } from '../components/activity-chart.tsx';
import { ActivityTiles, SERIES, type Series } from '../components/activity-tiles.tsx';
import { InsightPage } from '../components/insight-page.tsx';

type By = Activity['by'];
const BYS: By[] = ['day', 'week', 'month'];

export function ActivityPage() {
  const { t } = useTranslation();
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const navigate = useNavigate();
  const by = BYS.find((known) => known === search['by']) ?? 'week';
  const series: Series = SERIES.find((known) => known === search['series']) ?? 'visits';
  const activity = useActivity(asDay(search['from']), asDay(search['to']), by);
  const change = (patch: Record<string, string | undefined>): void =>
    void navigate({
      to: '.',
      resetScroll: false,
      replace: true,
      search: (before: Record<string, unknown>) => ({ ...before, ...patch }),
    });
  const { data, error } = activity;
  const byChoice = (
    <Choice
      label={t('activity.by')}
      hideLabel
      value={by}
      options={BYS.map((value) => ({ value, label: t(`activity.${value}`) }))}
      onChange={(next) => change({ by: next })}
    />
  );
  return (
    <InsightPage
      tab={t('insight.tab.activity')}
      lead={t('activity.lead')}
      action={
        <>
          <Span asked={search} answered={data} onChange={({ from, to }) => change({ from, to })} />
          {data && (
            <ExportAction
              file="/visits.csv"
              state={{ query: { from: data.from, to: data.to } }}
              label={t('activity.exportVisits')}
              testId="export-visits"
            />
          )}
        </>
      }
    >
      {error && (
        <div className="mb-4 space-y-4">
          <FailureNote asked={activity} has={data !== undefined} />
          {/* What was refused can be asked otherwise: in longer steps, or over fewer days. */}
          {!data && byChoice}
        </div>
      )}
      {!data && !error && <ActivitySkeleton />}
      {data && (
        <Dimmed isOld={activity.isPlaceholderData} className="space-y-4">
          <ActivityTiles data={data} series={series} choose={(next) => change({ series: next })} />
          <ActivityChart data={data} series={series} by={byChoice} />
        </Dimmed>
      )}
    </InsightPage>
  );
}

/** The days of the address come first: those that were refused have no answer, and must be changed all the same. */
function Span({
  asked,
  answered,
  onChange,
}: {
  asked: Record<string, string | undefined>;
  answered: DaySpan | undefined;
  onChange: (next: DaySpan) => void;
}) {
  const { t } = useTranslation();
  const today = useToday();
  const to = asDay(asked['to']) ?? answered?.to ?? today;
  const from = asDay(asked['from']) ?? answered?.from ?? to;
  if (from === undefined || to === undefined || today === undefined)
    return <Skeleton className="h-9 w-60 rounded-md" />;
  const span = { from, to };
  return (
    <SpanPicker
      span={span}
      today={today}
      // Whole weeks and months, with the one that is not over: a first bar cut in the middle would look like a bad start.
      firsts={[
        [t('days.weeks4'), addDays(mondayOf(today), -3 * 7)],
        [t('days.weeks12'), addDays(mondayOf(today), -11 * 7)],
        [t('days.months6'), addMonths(firstOfMonth(today), -5)],
        [t('days.months12'), addMonths(firstOfMonth(today), -11)],
        [t('days.thisMonth'), firstOfMonth(today)],
        [t('days.thisYear'), firstOfYear(today)],
      ]}
      onChange={onChange}
    />
  );
}

function ActivitySkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('state.loading')} className="space-y-4">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-6">
        {SERIES.map((one) => (
          <Skeleton key={one} className="h-[104px] rounded-md" />
        ))}
      </div>
      <Skeleton className="h-[424px] rounded-md" />
    </div>
  );
}
