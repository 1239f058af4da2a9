/** The last twelve months of one person, visit by visit, asked for when somebody opens their row. */

import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../../../contracts/http/insight.ts';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useTimeline } from '../api/clients.ts';
import { dotsOf, localDay, type Dot } from './year-strip.ts';
import { MonthScale } from './year-line.tsx';

export function YearStory({ id, today }: { id: number; today: string }) {
  const { t } = useTranslation();
  const { timeZone } = useFormats();
  const { data, error, refetch, hasNextPage } = useTimeline(String(id));
  if (error && !data) return <ProblemNote failure={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} />;
  const items = data.pages.flatMap((page) => page.items);
  const dots = dotsOf(items, today, timeZone);
  const oldest = items.at(-1);
  // More than one page of entries in a year: the line says that it is not all of it.
  const isCut = hasNextPage && oldest !== undefined && (dots[0]?.on ?? today) >= localDay(oldest.at, timeZone);
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
