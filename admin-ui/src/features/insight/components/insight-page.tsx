/** The frame of the insight pages: their tabs, and the day that all of them are asked about, kept in the address. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DayPicker } from '../../../components/day-picker.tsx';
import { Page, Tabs } from '../../../components/page.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { addDays, addMonths, asDay } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { useToday, type AsOf } from '../api/numbers.ts';

/** Undefined: today. */
export function useAsOf(): AsOf {
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  return asDay(search['asOf']);
}

export function InsightPage({
  tab,
  lead,
  action,
  children,
}: {
  tab: string;
  lead?: ReactNode;
  /** Instead of the day: a page with a span of days has its own. */
  action?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Page title={`${t('nav.insight')}: ${tab}`} heading={t('nav.insight')} action={action ?? <AsOfPicker />}>
      <InsightTabs />
      {lead !== undefined && <div className="-mt-1 mb-4 max-w-3xl text-pretty text-ink-2">{lead}</div>}
      {children}
    </Page>
  );
}

function InsightTabs() {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const search = { asOf };
  return (
    <Tabs
      label={t('nav.insight')}
      items={[
        { to: '/insight', label: t('insight.tab.summary'), exact: true, testId: 'tab-summary', search },
        { to: '/insight/segments', label: t('insight.tab.segments'), testId: 'tab-segments', search },
        { to: '/insight/cohorts', label: t('insight.tab.cohorts'), testId: 'tab-cohorts', search },
        { to: '/insight/trial-funnel', label: t('insight.tab.trial'), testId: 'tab-trial', search },
        { to: '/insight/activity', label: t('insight.tab.activity'), testId: 'tab-activity', search },
        { to: '/insight/churned', label: t('churned.tab'), testId: 'tab-churned', search },
        { to: '/insight/personal-training', label: t('pt.tab'), testId: 'tab-training', search },
      ]}
    />
  );
}

function AsOfPicker() {
  const { t } = useTranslation();
  const { date } = useFormats();
  const navigate = useNavigate();
  const asOf = useAsOf();
  const today = useToday();
  const shown = asOf ?? today;
  if (shown === undefined || today === undefined) return <Skeleton className="h-9 w-28 rounded-md max-md:h-11" />;
  const one = (day: string) => ({ from: day, to: day });
  return (
    <DayPicker
      mode="day"
      label={t('days.asOf')}
      words={shown === today ? t('days.today') : date(shown)}
      value={one(shown)}
      latest={today}
      testId="as-of"
      shortcuts={[
        { label: t('days.today'), value: one(today) },
        { label: t('days.yesterday'), value: one(addDays(today, -1)) },
        { label: t('days.weekAgo'), value: one(addDays(today, -7)) },
        { label: t('days.monthAgo'), value: one(addMonths(today, -1)) },
        { label: t('days.yearAgo'), value: one(addMonths(today, -12)) },
      ]}
      onChange={({ to }) =>
        void navigate({
          to: '.',
          resetScroll: false,
          // Today is no day of its own in the address: tomorrow the same link shows tomorrow.
          search: (before: Record<string, unknown>) => ({
            ...before,
            page: undefined,
            asOf: to === today ? undefined : to,
          }),
        })
      }
    />
  );
}
