/** Whether clients are won back at all, how we sound, and what is offered. */

import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../../contracts/http/access.ts';
import { Card } from '../../../components/card.tsx';
import { Choice, SelectField, Switch, TextField } from '../../../components/field.tsx';
import { Go } from '../../../components/go.tsx';
import { asCount, type SettingsFormProps } from './form.ts';

export function ReactivationCard({ value, change, disabled, settings }: SettingsFormProps & { settings: Settings }) {
  const { t } = useTranslation();
  const needsDryRun = settings.dryRunSeenAt === null && !value.enabled;
  return (
    <Card title={t('settings.reactivation.title')}>
      <div className="space-y-5">
        <Switch
          label={t('settings.reactivation.enabled')}
          help={t('settings.reactivation.enabledHelp')}
          checked={value.enabled}
          disabled={disabled || needsDryRun}
          onChange={(enabled) => change({ enabled })}
          testId="enabled"
        />
        {needsDryRun && (
          <p className="rounded-md bg-amber-soft px-3 py-2 text-sm text-ink">
            {t('settings.reactivation.dryRunFirst')} <Go to="/campaigns">{t('today.first.action')}</Go>
          </p>
        )}
        <Choice
          label={t('settings.tone')}
          value={value.tone}
          disabled={disabled}
          onChange={(tone) => change({ tone })}
          options={(['friendly', 'professional', 'casual'] as const).map((tone) => ({
            value: tone,
            label: t(`settings.toneIs.${tone}`),
          }))}
        />
        <TextField
          label={t('settings.holdOut')}
          help={t('settings.holdOutHelp')}
          type="number"
          min={0}
          max={50}
          suffix="%"
          disabled={disabled}
          value={value.holdOutPercent}
          onChange={(event) => change({ holdOutPercent: Math.min(50, asCount(event.target.value) ?? 0) })}
        />
        <Choice
          label={t('settings.ranking')}
          value={value.ranking}
          disabled={disabled}
          onChange={(ranking) => change({ ranking })}
          options={(['classic', 'expected_visits'] as const).map((ranking) => ({
            value: ranking,
            label: t(`settings.rankingIs.${ranking}`),
          }))}
        />
        <Switch
          label={t('settings.alert')}
          help={t('settings.alertHelp')}
          checked={value.notifyAdminOnLowConversion}
          disabled={disabled}
          onChange={(notifyAdminOnLowConversion) => change({ notifyAdminOnLowConversion })}
        />
        {value.notifyAdminOnLowConversion && (
          <TextField
            label={t('settings.threshold')}
            type="number"
            min={0}
            max={100}
            suffix="%"
            disabled={disabled}
            value={Math.round(value.conversionThreshold * 100)}
            onChange={(event) => change({ conversionThreshold: Math.min(100, asCount(event.target.value) ?? 0) / 100 })}
          />
        )}
      </div>
    </Card>
  );
}

export function OfferCard({ value, change, disabled }: SettingsFormProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('settings.offer.title')}>
      <div className="space-y-5">
        <Switch
          label={t('settings.offer.slots')}
          help={t('settings.offer.slotsHelp')}
          checked={value.includeSlotsInMessage}
          disabled={disabled}
          onChange={(includeSlotsInMessage) => change({ includeSlotsInMessage })}
        />
        {value.includeSlotsInMessage && (
          <>
            <SelectField
              label={t('settings.offer.count')}
              disabled={disabled}
              value={value.maxSlotsToOffer}
              onChange={(event) => change({ maxSlotsToOffer: Number(event.target.value) })}
            >
              {[0, 1, 2, 3, 4, 5].map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </SelectField>
            <Switch
              label={t('settings.offer.favourite')}
              help={t('settings.offer.favouriteHelp')}
              checked={value.preferFavoriteStaff}
              disabled={disabled}
              onChange={(preferFavoriteStaff) => change({ preferFavoriteStaff })}
            />
          </>
        )}
      </div>
    </Card>
  );
}
