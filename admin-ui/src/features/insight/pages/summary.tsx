/** What the business looks like at a glance: who is where, and every metric in its group. */

import { useTranslation } from 'react-i18next';
import type { Segments } from '../../../../../contracts/http/insight.ts';
import { GoButton } from '../../../components/go.tsx';
import { Dimmed, Empty, FailureNote, Notice, Skeleton } from '../../../components/states.tsx';
import { addDays } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { COMPARED_DAYS, useMetrics, useSegments, useTrends, type AsOf } from '../api/numbers.ts';
import { Everybody } from '../components/everybody.tsx';
import { FillingNote } from '../components/filling-note.tsx';
import { useAsOf } from '../../../components/as-of.tsx';
import { InsightPage } from '../components/insight-page.tsx';
import { MetricCard, type MetricCardProps } from '../components/metric-card.tsx';
import { GROUPS, MILESTONES, type MetricKey } from '../components/metric-groups.ts';
import { MilestoneCard } from '../components/milestone-card.tsx';
import { valueOn } from '../components/trend.ts';

export function SummaryPage() {
  const { t } = useTranslation();
  const { ago, shortDay } = useFormats();
  const asOf = useAsOf();
  const metrics = useMetrics(asOf);
  const segments = useSegments(asOf);
  const trends = useTrends(asOf);
  const { data } = metrics;
  const since = data ? addDays(data.asOf, -COMPARED_DAYS) : '';
  const computed = data?.computedAt ? t('insight.computed', { ago: ago(data.computedAt) }) : t('insight.computedNow');
  const pointsOf = (key: MetricKey) => trends.data?.series.find((one) => one.key === key)?.points ?? [];
  const isCompared = GROUPS.some(({ keys }) => keys.some((key) => typeof valueOn(pointsOf(key), since) === 'number'));
  const comparison = isCompared
    ? 'insight.compared'
    : trends.data?.backfill
      ? 'insight.notComparedYet'
      : 'insight.notCompared';
  const isEmpty =
    data !== undefined && isNothing(data.metrics) && segments.data !== undefined && isNothing(segments.data.segments);
  const cardOf = (key: MetricKey): MetricCardProps => ({
    metric: key,
    value: data?.metrics[key] ?? null,
    points: pointsOf(key),
    since,
    asOf,
    computed,
  });
  return (
    <InsightPage
      tab={t('insight.tab.summary')}
      lead={
        isEmpty || metrics.error ? undefined : data && (trends.data || trends.error) ? (
          <span className="text-sm text-ink-3">
            {computed} {trends.data && t(comparison, { day: shortDay(since) })}
          </span>
        ) : (
          <Skeleton className="my-1 h-3.5 w-72" />
        )
      }
    >
      {metrics.error && (
        <div className="mb-4">
          <FailureNote asked={metrics} has={data !== undefined} />
        </div>
      )}
      <FillingNote backfill={trends.data?.backfill} />
      {trends.error && !trends.data && data && (
        <Notice className="mb-4" tone="waiting">
          {t('insight.trendFailed')}
        </Notice>
      )}
      {metrics.isPending && !metrics.error && <SummarySkeleton />}
      {isEmpty ? (
        <Nothing />
      ) : (
        data && (
          <Content
            segments={segments.data?.segments}
            asOf={asOf}
            isOld={metrics.isPlaceholderData || segments.isPlaceholderData}
            cardOf={cardOf}
          />
        )
      )}
    </InsightPage>
  );
}

function Content({
  segments,
  asOf,
  isOld,
  cardOf,
}: {
  segments: Segments['segments'] | undefined;
  asOf: AsOf;
  /** Another day's numbers, until those of the chosen day are there. */
  isOld: boolean;
  cardOf: (key: MetricKey) => MetricCardProps;
}) {
  return (
    <Dimmed isOld={isOld} className="space-y-7">
      {segments ? <Everybody segments={segments} asOf={asOf} /> : <Skeleton className="h-44 rounded-md" />}
      {GROUPS.map(({ group, keys }) => (
        <Group key={group} group={group} cards={keys.map(cardOf)} />
      ))}
      <MilestoneCard cards={MILESTONES.map(cardOf)} />
    </Dimmed>
  );
}

const isNothing = (numbers: Record<string, number | null>): boolean =>
  Object.values(numbers).every((value) => value === null || value === 0);

function Group({ group, cards }: { group: string; cards: MetricCardProps[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby={`group-${group}`}>
      <div className="mb-2.5 flex flex-wrap items-baseline gap-x-3">
        <h2 id={`group-${group}`} className="text-lg font-semibold text-ink">
          {t(`insight.group.${group}`)}
        </h2>
        <p className="text-sm text-ink-3">{t(`insight.groupLead.${group}`)}</p>
      </div>
      <div className={`grid grid-cols-2 gap-3 ${cards.length === 4 ? 'lg:grid-cols-4' : 'lg:grid-cols-3'}`}>
        {cards.map((card) => (
          <MetricCard key={card.metric} {...card} />
        ))}
      </div>
    </section>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <div className="rounded-md border border-line bg-surface">
      <Empty
        icon="insight"
        title={t('insight.emptyTitle')}
        action={<GoButton to="/system">{t('insight.toSync')}</GoButton>}
      >
        {t('insight.emptyBody')}
      </Empty>
    </div>
  );
}

function SummarySkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('state.loading')} className="space-y-7">
      <Skeleton className="h-44 rounded-md" />
      {[4, 3, 3].map((cards, group) => (
        <div key={group}>
          <Skeleton className="mb-2.5 h-6 w-40" />
          <div className={`grid grid-cols-2 gap-3 ${cards === 4 ? 'lg:grid-cols-4' : 'lg:grid-cols-3'}`}>
            {Array.from({ length: cards }, (_, card) => (
              <Skeleton key={card} className="h-[132px] rounded-md" />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
