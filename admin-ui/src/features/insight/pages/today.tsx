/** Today: what needs me, what is working, what just happened. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Today } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { GoButton } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page } from '../../../components/page.tsx';
import { ProblemNote, Skeleton, SkeletonLines, StaleNote } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { ask } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';
import { JustNow } from '../components/just-now.tsx';
import { NeedsYou } from '../components/needs-you.tsx';
import { People } from '../components/people.tsx';
import { WonBack } from '../components/won-back.tsx';

export function TodayPage() {
  const { t } = useTranslation();
  const { api, user } = useSession();
  const formats = useFormats();
  const mayRun = useMay('run_campaigns');
  const { data, error, isPending, refetch, dataUpdatedAt } = useQuery(
    ask<Today>(api, '/today', ['messages', 'replies', 'sync', 'campaigns', 'settings']),
  );
  const isFirstDay = data !== undefined && data.run === null && data.funnel.drafted === 0 && data.wonBack.clients === 0;
  const day = formats.day(data?.date ?? new Date());
  return (
    <Page
      title={t('nav.today')}
      heading={t('today.hello', { name: user.name.split(' ')[0] })}
      lead={<span className="capitalize-first">{day}</span>}
      action={
        data && !isFirstDay && mayRun ? (
          <GoButton to="/campaigns" icon="campaigns" testId="today-run">
            {t(data.run ? 'today.openRun' : 'today.seeRun')}
          </GoButton>
        ) : undefined
      }
    >
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {error && data && (
        <div className="mb-4">
          <StaleNote since={formats.ago(new Date(dataUpdatedAt))} retry={() => void refetch()} />
        </div>
      )}
      {isPending && !error && <TodaySkeleton />}
      {data && (
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
          <div className="min-w-0 space-y-4">
            {isFirstDay && <FirstDay mayRun={mayRun} />}
            <NeedsYou items={data.needsYou.filter(({ code }) => !(isFirstDay && code === 'dry_run'))} />
            <JustNow items={data.justNow} />
          </div>
          <div className="min-w-0 space-y-4">
            <WonBack wonBack={data.wonBack} funnel={data.funnel} />
            {data.people && <People people={data.people} date={data.date} />}
          </div>
        </div>
      )}
    </Page>
  );
}

/** An empty installation says the one thing to do. */
function FirstDay({ mayRun }: { mayRun: boolean }) {
  const { t } = useTranslation();
  return (
    <section
      data-testid="first-day"
      className="relative overflow-hidden rounded-md border border-accent/30 bg-accent-soft p-6"
    >
      <Icon name="spark" size={24} className="text-accent-text" />
      <h2 className="mt-3 text-xl font-semibold text-balance">{t('today.first.title')}</h2>
      <p className="mt-1 max-w-lg text-pretty text-ink-2">{t('today.first.body')}</p>
      <ol className="mt-4 space-y-1.5 text-ink-2">
        {['one', 'two', 'three'].map((step, index) => (
          <li key={step} className="flex gap-2.5">
            <span
              aria-hidden="true"
              className="tabular mt-px flex size-5 shrink-0 items-center justify-center rounded-full bg-surface text-xs font-semibold text-accent-text"
            >
              {index + 1}
            </span>
            {t(`today.first.${step}`)}
          </li>
        ))}
      </ol>
      {mayRun && (
        <GoButton to="/campaigns" look="primary" size="lg" className="mt-5" testId="see-candidates">
          {t('today.first.action')}
          <Icon name="arrowRight" />
        </GoButton>
      )}
    </section>
  );
}

/** A heading must say something, also while its words are on their way. */
function TitleSkeleton({ className }: { className: string }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="sr-only">{t('state.loading')}</span>
      <Skeleton className={className} />
    </>
  );
}

function TodaySkeleton() {
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
      <div className="space-y-4">
        <Card title={<TitleSkeleton className="h-4 w-24" />}>
          <SkeletonLines lines={3} />
        </Card>
        <Card title={<TitleSkeleton className="h-4 w-24" />}>
          <SkeletonLines lines={7} />
        </Card>
      </div>
      <Card title={<TitleSkeleton className="h-4 w-32" />} className="h-[360px]">
        <SkeletonLines lines={5} />
      </Card>
    </div>
  );
}
