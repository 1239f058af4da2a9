/** When we may write, in the club's own time, and how much. */

import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/card.tsx';
import { Choice, SelectField, TextField } from '../../../components/field.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { asCount, type SettingsFormProps } from './form.ts';

const hours = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const asHour = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
/** 2024-01-01 was a Monday. */
const weekday = (day: number): string => `2024-01-0${String(day)}`;

export function SendingCard({ value, change, disabled }: SettingsFormProps) {
  const { t, i18n } = useTranslation();
  const { timeZone } = useFormats();
  const { start, end } = value.sendingHours;
  const name = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' });
  const long = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  return (
    <Card
      title={t('settings.sending.title')}
      hint={t('settings.sending.zone', { zone: timeZone.replaceAll('_', ' ') })}
    >
      <div className="space-y-5">
        <div className="grid grid-cols-2 gap-4">
          <SelectField
            label={t('settings.sending.from')}
            disabled={disabled}
            value={start}
            onChange={(event) =>
              change({
                sendingHours: { start: Number(event.target.value), end: Math.max(end, Number(event.target.value) + 1) },
              })
            }
          >
            {hours(0, 23).map((hour) => (
              <option key={hour} value={hour}>
                {asHour(hour)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t('settings.sending.to')}
            disabled={disabled}
            value={end}
            onChange={(event) => change({ sendingHours: { start, end: Number(event.target.value) } })}
          >
            {hours(start + 1, 24).map((hour) => (
              <option key={hour} value={hour}>
                {asHour(hour)}
              </option>
            ))}
          </SelectField>
        </div>
        <fieldset disabled={disabled}>
          <legend className="mb-1.5 text-sm font-medium">{t('settings.sending.days')}</legend>
          <div className="flex flex-wrap gap-1.5">
            {hours(1, 7).map((day) => {
              const isOn = value.sendingDays.includes(day);
              return (
                <button
                  key={day}
                  type="button"
                  aria-pressed={isOn}
                  aria-label={long.format(new Date(weekday(day)))}
                  onClick={() =>
                    change({
                      sendingDays: isOn
                        ? value.sendingDays.filter((one) => one !== day)
                        : [...value.sendingDays, day].toSorted((a, b) => a - b),
                    })
                  }
                  className="h-9 min-w-11 rounded-md border border-line-strong bg-surface px-2 text-sm font-medium text-ink-2 capitalize hover:bg-hover disabled:opacity-60 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text max-md:h-11"
                >
                  {name.format(new Date(weekday(day)))}
                </button>
              );
            })}
          </div>
          {value.sendingDays.length === 0 && (
            <p role="alert" className="mt-1.5 text-sm text-red">
              {t('settings.sending.noDays')}
            </p>
          )}
        </fieldset>
      </div>
    </Card>
  );
}

export function LimitsCard({ value, change, disabled }: SettingsFormProps) {
  const { t } = useTranslation();
  const isManual = value.dailyLimitMode === 'manual';
  const field = (key: 'manualDailyLimit' | 'manualHourlyLimit' | 'manualConcurrentLimit', label: string) => (
    <TextField
      label={t(label)}
      type="number"
      min={key === 'manualConcurrentLimit' ? 1 : 0}
      disabled={disabled}
      value={value[key] ?? ''}
      onChange={(event) => change({ [key]: asCount(event.target.value) })}
    />
  );
  return (
    <Card title={t('settings.limits.title')}>
      <div className="space-y-4">
        <Choice
          label={t('settings.limits.mode')}
          hideLabel
          value={value.dailyLimitMode}
          disabled={disabled}
          onChange={(dailyLimitMode) => change({ dailyLimitMode })}
          options={(['auto', 'manual'] as const).map((mode) => ({ value: mode, label: t(`settings.limits.${mode}`) }))}
        />
        <p className="text-sm text-pretty text-ink-2">
          {t(isManual ? 'settings.limits.manualHelp' : 'settings.limits.autoHelp')}
        </p>
        {isManual && (
          <div className="grid grid-cols-3 gap-3">
            {field('manualDailyLimit', 'settings.limits.daily')}
            {field('manualHourlyLimit', 'settings.limits.hourly')}
            {field('manualConcurrentLimit', 'settings.limits.concurrent')}
          </div>
        )}
      </div>
    </Card>
  );
}
