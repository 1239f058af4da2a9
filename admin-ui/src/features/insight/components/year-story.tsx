/** The last twelve months of one person, visit by visit, asked for when somebody opens their row. */

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../../../contracts/http/insight.ts';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useTimeline } from '../api/clients.ts';
import { dotsOf, localDay, reachesBack, type Dot } from './year-strip.ts';
import { MonthScale } from './year-line.tsx';

/** Nobody's year is longer; whose is, is told that it is cut. */
const MOST_PAGES = 10;

export function YearStory({ id, today }: { id: number; today: string }) {
  const { t } = useTranslation();
  const { timeZone } = useFormats();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useTimeline(String(id));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  // Without the oldest of the year the line is not all of it.
  const isCut = hasNextPage && !reachesBack(items.at(-1)?.at, today, timeZone);
  const wantsMore = isCut && !isFetching && error === null && (data?.pages.length ?? 0) < MOST_PAGES;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);
  if (error && !data) return <ProblemNote failure={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} />;
  const dots = dotsOf(items, today, timeZone);
  const last = items.find(({ kind, at }) => kind === 'visit' && localDay(at, timeZone) <= today);
  return (
    <div data-testid="year-story">
      <Dots dots={dots} />
      <MonthScale today={today} />
      <p className="mt-2 text-sm text-ink-2">
        <Tally dots={dots} /> {last && <LastTime visit={last} />}{' '}
        {isCut && <span className="text-ink-3">{t('strip.atLeast', { count: items.length })}</span>}
      </p>
    </div>
  );
}

function Dots({ dots }: { dots: Dot[] }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <div aria-hidden="true" className="relative h-7">
      <span className="absolute inset-x-0 top-1/2 h-px bg-line" />
      {dots.map(({ key, at, on, isMissed }) => (
        <span
          key={key}
          style={{ left: `${String(at * 100)}%` }}
          title={isMissed ? `${date(on)}: ${t('strip.missed')}` : date(on)}
          className={`absolute top-1/2 size-2.5 -translate-1/2 rounded-full border-2 ${isMissed ? 'border-red bg-surface' : 'border-surface bg-accent'}`}
        />
      ))}
    </div>
  );
}

function Tally({ dots }: { dots: Dot[] }) {
  const { t } = useTranslation();
  const missed = dots.filter(({ isMissed }) => isMissed).length;
  const came = dots.length - missed;
  const parts = [came === 0 ? t('strip.noDots') : t('strip.dots', { count: came })];
  if (missed > 0) parts.push(t('strip.andMissed', { count: missed }));
  return <>{parts.join(', ')}.</>;
}

function LastTime({ visit }: { visit: TimelineItem }) {
  const { t } = useTranslation();
  const { date, money } = useFormats();
  const what = [
    visit.title,
    visit.by === null ? null : t('timeline.by', { by: visit.by }),
    visit.amountMinor ? money(visit.amountMinor) : null,
  ];
  return <>{t('strip.last', { date: date(visit.at), what: what.filter(Boolean).join(' · ') })}.</>;
}
