/** Who has stopped coming: left early, silent for months, gone for long; each with their last year, and a way to write. */

import { useTranslation } from 'react-i18next';
import { GroupPage } from '../components/group-page.tsx';
import { CHURNED } from '../components/people-groups.ts';

export function ChurnedPage() {
  const { t } = useTranslation();
  return (
    <GroupPage
      tab={t('churned.tab')}
      lead={t('churned.lead')}
      groups={CHURNED}
      first="inactive_60"
      list={t('churned.list')}
      sorts={['-spendMinor', 'daysSince', '-daysSince', '-visits', 'name']}
    />
  );
}
