/** The frame of the insight pages: their tabs, and the day that all of them are asked about, kept in the address. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AsOfPicker, useAsOf } from '../../../components/as-of.tsx';
import { Page, Tabs } from '../../../components/page.tsx';
import { useToday } from '../api/numbers.ts';

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
    <Page title={`${t('nav.insight')}: ${tab}`} heading={t('nav.insight')} action={action ?? <InsightDay />}>
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

/** The company's own today is told with its numbers. */
function InsightDay() {
  return <AsOfPicker today={useToday()} />;
}
