/** Changing one service's rule; somebody else's change in between is shown and never overwritten. */

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceRule } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Choice, Switch, TextField } from '../../../components/field.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { Problem } from '../../../platform/http.ts';
import { useMay } from '../../../platform/session.ts';
import { useSaveRule } from '../api/rules.ts';
import { IntervalSources } from './interval-sources.tsx';
import { discountsOf, formOf, type RuleForm, sameChoices, updateOf } from './rule-form.ts';

interface RuleDialogProps {
  /** As it is now: a suggestion may arrive, and somebody may change it, while the dialog is open. */
  rule: ServiceRule;
  close: () => void;
  asking: { isBusy: boolean; ask: (serviceId: number) => void };
}

export function RuleDialog({ rule, close, asking }: RuleDialogProps) {
  const { t } = useTranslation();
  const mayChange = useMay('change_rules');
  const [seen, setSeen] = useState(rule);
  const [form, setForm] = useState(() => formOf(rule));
  const change = (patch: Partial<RuleForm>): void => setForm((before) => ({ ...before, ...patch }));
  const saving = useSaveRule(
    () => {
      toast(t('rules.saved', { title: rule.title }));
      close();
    },
    // The list is asked again, and what they changed is told above the form.
    (failure) => failure instanceof Problem && failure.code === 'version_conflict',
  );
  const discounts = discountsOf(form.discounts);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (discounts) saving.mutate({ serviceId: rule.serviceId, update: updateOf(form, discounts, { seen, now: rule }) });
  };
  const takeTheirs = (): void => {
    setSeen(rule);
    setForm(formOf(rule));
  };
  return (
    <Dialog open wide onClose={close} title={rule.title} testId="rule-dialog">
      <form onSubmit={submit} className="space-y-5">
        {!mayChange && <Notice>{t('rules.readOnly')}</Notice>}
        {!sameChoices(seen, rule) && !saving.isSuccess && (
          <div role="alert" data-testid="rule-conflict">
            <Notice
              tone="trouble"
              action={
                <Button size="sm" onClick={takeTheirs}>
                  {t('settings.takeTheirs')}
                </Button>
              }
            >
              {t('problem.code.version_conflict')}
            </Notice>
          </div>
        )}
        <Switch
          label={t('rules.active')}
          help={t('rules.activeHelp')}
          checked={form.isActive}
          onChange={(isActive) => change({ isActive })}
          disabled={!mayChange}
          testId="rule-active"
        />
        <IntervalSources
          rule={rule}
          form={form}
          change={change}
          mayChange={mayChange}
          asking={{ isBusy: asking.isBusy, ask: () => asking.ask(rule.serviceId) }}
        />
        <Asking form={form} change={change} mayChange={mayChange} hasDiscounts={discounts !== null} />
        <PersonalTraining rule={rule} form={form} change={change} mayChange={mayChange} />
        <div className="flex justify-end gap-2 max-md:flex-col-reverse">
          <Button onClick={close}>{t(mayChange ? 'action.cancel' : 'action.close')}</Button>
          {mayChange && (
            <Button
              type="submit"
              look="primary"
              busy={saving.isPending}
              disabled={discounts === null}
              data-testid="rule-save"
            >
              {t('action.save')}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  form: RuleForm;
  change: (patch: Partial<RuleForm>) => void;
  mayChange: boolean;
}

function Asking({ form, change, mayChange, hasDiscounts }: PartProps & { hasDiscounts: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="grid grid-cols-2 items-start gap-4 md:grid-cols-[1fr_1fr_2fr]">
      <TextField
        label={t('rules.retry')}
        type="number"
        min={1}
        max={365}
        suffix={t('rules.dayUnit')}
        value={form.retry}
        onChange={(event) => change({ retry: event.target.value })}
        disabled={!mayChange}
        required
      />
      <TextField
        label={t('rules.attempts')}
        type="number"
        min={1}
        max={10}
        value={form.attempts}
        onChange={(event) => change({ attempts: event.target.value })}
        disabled={!mayChange}
        required
      />
      <div className="max-md:col-span-2">
        <TextField
          label={t('rules.discounts')}
          help={t('rules.discountsHelp')}
          {...(hasDiscounts ? {} : { error: t('rules.discountsWrong') })}
          value={form.discounts}
          onChange={(event) => change({ discounts: event.target.value })}
          suffix="%"
          disabled={!mayChange}
          required
        />
      </div>
    </div>
  );
}

function PersonalTraining({ rule, form, change, mayChange }: PartProps & { rule: ServiceRule }) {
  const { t } = useTranslation();
  const { isPersonalTraining } = form;
  // What the words say is known only while they decide.
  const byWords = rule.isPersonalTraining === null ? (rule.countsAsPersonalTraining ? 'yes' : 'no') : null;
  return (
    <div>
      <Choice
        label={t('rules.pt')}
        value={isPersonalTraining === null ? 'auto' : isPersonalTraining ? 'yes' : 'no'}
        options={(['auto', 'yes', 'no'] as const).map((value) => ({ value, label: t(`rules.ptIs.${value}`) }))}
        onChange={(value) => change({ isPersonalTraining: value === 'auto' ? null : value === 'yes' })}
        disabled={!mayChange}
      />
      <p className="mt-1 text-sm text-ink-3">
        {isPersonalTraining === null && byWords !== null ? `${t(`rules.ptAuto.${byWords}`)} ` : ''}
        {t('rules.ptHelp')}
      </p>
    </div>
  );
}
