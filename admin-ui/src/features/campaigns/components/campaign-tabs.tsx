/** The tabs of the campaigns. */

import { useTranslation } from 'react-i18next';
import { Tabs } from '../../../components/page.tsx';
import { useMay } from '../../../platform/session.ts';

export function CampaignTabs() {
  const { t } = useTranslation();
  const maySeeCompany = useMay('see_company');
  return (
    <Tabs
      label={t('nav.campaigns')}
      items={[
        { to: '/campaigns', label: t('campaigns.tab.run'), exact: true, testId: 'tab-run' },
        { to: '/campaigns/scenarios', label: t('scenarios.tab'), testId: 'tab-scenarios' },
        { to: '/campaigns/people', label: t('campaigns.tab.people'), testId: 'tab-people' },
        { to: '/campaigns/runs', label: t('campaigns.tab.runs'), testId: 'tab-runs' },
        ...(maySeeCompany ? [{ to: '/campaigns/decisions', label: t('decisions.tab'), testId: 'tab-decisions' }] : []),
      ]}
    />
  );
}
