/** Personal training: who begins, who goes on, who stopped, with their trends and their people. */

import { useTranslation } from 'react-i18next';
import { Go, GoButton } from '../../../components/go.tsx';
import { useMay } from '../../../platform/session.ts';
import { GroupPage } from '../components/group-page.tsx';
import { TRAINING } from '../components/people-groups.ts';

export function PersonalTrainingPage() {
  const { t } = useTranslation();
  const maySeeRules = useMay('see_settings');
  return (
    <GroupPage
      tab={t('pt.tab')}
      lead={
        <>
          {t('pt.lead')} {maySeeRules && <Go to="/settings/services">{t('pt.which')}</Go>}
        </>
      }
      groups={TRAINING}
      first="pt_churn"
      list={t('pt.list')}
      sorts={['-lastPtOn', 'lastPtOn', '-ptVisits', '-spendMinor', 'name']}
      isTraining
      noneEver={{
        words: t('pt.noneEver'),
        action: maySeeRules && <GoButton to="/settings/services">{t('pt.which')}</GoButton>,
      }}
    />
  );
}
