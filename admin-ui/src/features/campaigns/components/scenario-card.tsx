/** One occasion: its switch, how many people it is about today, and how long a person is left alone after it. */

import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScenarioSettings } from '../../../../../contracts/http/scenario-settings.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Switch } from '../../../components/field.tsx';
import { Go } from '../../../components/go.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { Problem } from '../../../platform/http.ts';
import { useMay } from '../../../platform/session.ts';
import { useSaveScenario } from '../api/scenario-settings.ts';
import { Cooldowns } from './scenario-cooldowns.tsx';
import { formOf, type ScenarioForm, updateOf, wrongIn } from './scenario-form.ts';

type Scenario = ScenarioSettings['scenarios'][number];

export function ScenarioCard({ setting }: { setting: Scenario }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const mayChange = useMay('change_rules');
  const [typed, setTyped] = useState<{ form: ScenarioForm; version: number } | null>(null);
  const [hasConflict, setConflict] = useState(false);
  // While nothing is typed the form follows the database; afterwards it keeps the version it began from.
  const form = typed?.form ?? formOf(setting);
  const wrong = wrongIn(form);
  const title = t(`scenario.${setting.scenario}`);
  const begin = (next: typeof typed): void => {
    setTyped(next);
    setConflict(false);
  };
  const change = (patch: Partial<ScenarioForm>): void =>
    begin({ form: { ...form, ...patch }, version: typed?.version ?? setting.version });
  const saving = useSaveScenario(setting.scenario, {
    done: () => {
      begin(null);
      toast(t('occasions.saved', { title }));
    },
    refused: (failure) => {
      const isConflict = failure instanceof Problem && failure.code === 'version_conflict';
      setConflict(isConflict);
      return isConflict;
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed && wrong.length === 0) saving.mutate(updateOf(typed.form, typed.version));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Card title={title} hint={t(`scenarios.about.${setting.scenario}`)} testId={`occasion-${setting.scenario}`}>
        <div className="space-y-5">
          <DueToday {...setting} to="/campaigns/scenarios" scenario={setting.scenario} />
          {hasConflict && (
            <div role="alert">
              <Notice
                tone="trouble"
                action={
                  <Button size="sm" onClick={() => begin(null)}>
                    {t('settings.takeTheirs')}
                  </Button>
                }
              >
                {t('problem.code.version_conflict')}
              </Notice>
            </div>
          )}
          <Switch
            label={t('occasions.on')}
            help={form.isOn ? goodForWords(t, setting.goodForDays) : t('occasions.offHint')}
            checked={form.isOn}
            disabled={!mayChange}
            onChange={(isOn) => change({ isOn })}
            testId={`switch-${setting.scenario}`}
          />
          <Cooldowns
            usualDays={setting.usualCooldownDays}
            form={form}
            wrong={wrong}
            change={change}
            mayChange={mayChange}
          />
          {typed ? (
            <div className="flex justify-end gap-2 max-md:flex-col-reverse">
              <Button onClick={() => begin(null)}>{t('settings.discard')}</Button>
              <Button
                type="submit"
                look="primary"
                busy={saving.isPending}
                disabled={wrong.length > 0}
                data-testid={`save-${setting.scenario}`}
              >
                {t('action.save')}
              </Button>
            </div>
          ) : (
            setting.updatedAt && (
              <p className="text-sm text-ink-3">{t('occasions.changedOn', { date: date(setting.updatedAt) })}</p>
            )
          )}
        </div>
      </Card>
    </form>
  );
}

const goodForWords = (t: ReturnType<typeof useTranslation>['t'], days: number): string =>
  days === 0 ? t('occasions.goodToday') : t('occasions.goodFor', { count: days });

/** The number opens the list behind it. */
export function DueToday({
  isOn,
  due,
  leftOut,
  to,
  scenario,
}: {
  isOn: boolean;
  due: number;
  leftOut: number;
  to: string;
  scenario?: string;
}): ReactNode {
  const { t } = useTranslation();
  const search = { ...(scenario ? { scenario } : {}), ...(isOn ? {} : { show: 'skipped' }) };
  return (
    <p className="text-sm text-ink-3" data-testid="due-today">
      <Go to={to} search={search}>
        {isOn ? t('occasions.due', { count: due }) : t('occasions.fits', { count: due + leftOut })}
      </Go>
      {isOn && leftOut > 0 && <span> · {t('occasions.leftOut', { count: leftOut })}</span>}
    </p>
  );
}
