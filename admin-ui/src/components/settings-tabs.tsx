/** The tabs of the settings, whose pages belong to different parts. */

import { useTranslation } from 'react-i18next';
import { useMay } from '../platform/session.ts';
import { Tabs } from './page.tsx';

export function SettingsTabs() {
  const { t } = useTranslation();
  return (
    <Tabs
      label={t('nav.settings')}
      items={[
        { to: '/settings', label: t('settings.tab.club'), exact: true, testId: 'tab-club' },
        { to: '/settings/company', label: t('settings.tab.company'), testId: 'tab-company' },
        { to: '/settings/scenarios', label: t('settings.tab.occasions'), testId: 'tab-occasions' },
        { to: '/settings/services', label: t('settings.tab.services'), testId: 'tab-services' },
        { to: '/settings/opt-outs', label: t('optOuts.tab'), testId: 'tab-opt-outs' },
        { to: '/settings/templates', label: t('templates.tab'), testId: 'tab-templates' },
        { to: '/settings/spending', label: t('budget.tab'), testId: 'tab-spending' },
      ]}
    />
  );
}

export function SystemTabs() {
  const { t } = useTranslation();
  const mayImport = useMay('start_sync');
  return (
    <Tabs
      label={t('nav.system')}
      items={[
        { to: '/system', label: t('system.tab.sync'), exact: true, testId: 'tab-sync' },
        ...(mayImport ? [{ to: '/system/books', label: t('system.tab.books'), testId: 'tab-books' }] : []),
        { to: '/system/number', label: t('system.tab.number'), testId: 'tab-number' },
        { to: '/system/audit', label: t('system.tab.audit'), testId: 'tab-audit' },
      ]}
    />
  );
}
