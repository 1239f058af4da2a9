/** The tabs of the campaigns. */

import { useTranslation } from 'react-i18next';
import { Tabs } from '../../../components/page.tsx';

export function CampaignTabs() {
  const { t } = useTranslation();
  return (
    <Tabs
      label={t('nav.campaigns')}
      items={[
        { to: '/campaigns', label: t('campaigns.tab.run'), exact: true, testId: 'tab-run' },
        { to: '/campaigns/scenarios', label: t('scenarios.tab'), testId: 'tab-scenarios' },
        { to: '/campaigns/people', label: t('campaigns.tab.people'), testId: 'tab-people' },
        { to: '/campaigns/runs', label: t('campaigns.tab.runs'), testId: 'tab-runs' },
      ]}
    />
  );
}
