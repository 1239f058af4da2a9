/** Which occasions count and how long people are left alone after each; with how many people each is about today. */

import { useTranslation } from 'react-i18next';
import type { ScenarioSettings } from '../../../../../contracts/http/scenario-settings.ts';
import { Card } from '../../../components/card.tsx';
import { Switch } from '../../../components/field.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Notice, ProblemNote, Skeleton } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useMay } from '../../../platform/session.ts';
import { asUpdate } from '../../../platform/settings.ts';
import { useCampaignSettings } from '../api/campaigns.ts';
import { useSaveSwitch, useScenarioSettings } from '../api/scenario-settings.ts';
import { DueToday, ScenarioCard } from '../components/scenario-card.tsx';

export function ScenarioSettingsPage() {
  const { t } = useTranslation();
  const mayChange = useMay('change_rules');
  const { data, error, refetch } = useScenarioSettings();
  return (
    <Page title={t('nav.settings')}>
      <SettingsTabs />
      <p className="mb-4 max-w-3xl text-pretty text-ink-2">{t('occasions.lead')}</p>
      <div className="space-y-4">
        <div data-testid="occasions-only-show">
          <Notice>{t('occasions.onlyShows')}</Notice>
        </div>
        {!mayChange && <Notice>{t('occasions.readOnly')}</Notice>}
        {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
        {!error && !data && <Waiting />}
        {data && (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            {data.scenarios.map((setting) => (
              <ScenarioCard key={setting.scenario} setting={setting} />
            ))}
            <ServiceCard service={data.serviceReactivation} />
          </div>
        )}
      </div>
    </Page>
  );
}

/** The sixth: its switch is one of the settings, its numbers are the services' own. */
function ServiceCard({ service }: { service: ScenarioSettings['serviceReactivation'] }) {
  const { t } = useTranslation();
  const mayChange = useMay('change_settings');
  const settings = useCampaignSettings().data;
  const title = t('scenario.service_reactivation');
  const saving = useSaveSwitch(() => toast(t('occasions.saved', { title })));
  const isOn = settings?.enabled ?? service.isOn;
  const needsDryRun = settings?.dryRunSeenAt === null && !isOn;
  return (
    <Card title={title} hint={t('occasions.service')} testId="occasion-service_reactivation">
      <div className="space-y-5">
        <DueToday {...service} isOn={isOn} to="/campaigns" />
        <Switch
          label={t('settings.reactivation.enabled')}
          help={mayChange ? t('settings.reactivation.enabledHelp') : t('occasions.serviceReadOnly')}
          checked={isOn}
          disabled={!mayChange || settings === undefined || needsDryRun || saving.isPending}
          onChange={(enabled) => settings && saving.mutate({ ...asUpdate(settings), enabled })}
          testId="switch-service_reactivation"
        />
        {needsDryRun && (
          <Notice tone="waiting" action={<Go to="/campaigns">{t('today.first.action')}</Go>}>
            {t('settings.reactivation.dryRunFirst')}
          </Notice>
        )}
        <p>
          <Go to="/settings/services">{t('occasions.serviceNumbers')}</Go>
        </p>
      </div>
    </Card>
  );
}

/** Of the size of what is coming, so that nothing jumps. */
function Waiting() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {Array.from({ length: 6 }, (_, card) => (
        <Skeleton key={card} className="h-72 rounded-md" />
      ))}
    </div>
  );
}
