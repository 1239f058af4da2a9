/** Changing one service's rule; every source of the interval is shown, and which one is in force. */

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleUpdate, ServiceRule } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Switch, TextField } from '../../../components/field.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { Problem } from '../../../platform/http.ts';
import { useMay } from '../../../platform/session.ts';
import { useSaveRule } from '../api/rules.ts';

const asNumbers = (words: string): number[] =>
  words
    .split(/[^\d]+/)
    .filter(Boolean)
    .map(Number);

export function RuleDialog({ rule, close }: { rule: ServiceRule; close: () => void }) {
  const { t } = useTranslation();
  const mayChange = useMay('change_rules');
  const [isActive, setActive] = useState(rule.isActive);
  const [manual, setManual] = useState(rule.manualInterval === null ? '' : String(rule.manualInterval));
  const [retry, setRetry] = useState(String(rule.retryIntervalDays));
  const [attempts, setAttempts] = useState(String(rule.maxAttempts));
  const [discounts, setDiscounts] = useState(rule.discountProgression.join(', '));
  const [hasConflict, setConflict] = useState(false);
  const saving = useSaveRule(
    () => {
      toast(t('rules.saved', { title: rule.title }));
      close();
    },
    (failure) => {
      const isConflict = failure instanceof Problem && failure.code === 'version_conflict';
      setConflict(isConflict);
      return isConflict;
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const update: RuleUpdate = {
      manualInterval: manual.trim() === '' ? null : Number(manual),
      retryIntervalDays: Number(retry),
      maxAttempts: Number(attempts),
      isActive,
      discountProgression: asNumbers(discounts),
      version: rule.version,
    };
    saving.mutate({ serviceId: rule.serviceId, update });
  };
  const sources: [string, number | null][] = [
    ['historical', rule.calculatedAvgInterval],
    ['ai', rule.aiSuggestedInterval],
    ['default', rule.defaultIntervalDays],
  ];
  return (
    <Dialog open onClose={close} title={rule.title} testId="rule-dialog">
      <form onSubmit={submit} className="space-y-5">
        {hasConflict && <Notice tone="trouble">{t('problem.code.version_conflict')}</Notice>}
        <Switch
          label={t('rules.active')}
          help={t('rules.activeHelp')}
          checked={isActive}
          onChange={setActive}
          disabled={!mayChange}
        />
        <TextField
          label={t('rules.manual')}
          help={t('rules.manualHelp')}
          inputMode="numeric"
          pattern="[0-9]*"
          suffix={t('rules.dayUnit')}
          placeholder={String(rule.manualInterval === null ? rule.intervalDays : rule.defaultIntervalDays)}
          value={manual}
          onChange={(event) => setManual(event.target.value)}
          disabled={!mayChange}
        />
        <ul className="-mt-2 space-y-1 text-sm text-ink-2">
          {sources.map(([source, days]) => (
            <li key={source} className="flex justify-between gap-4">
              <span>
                {t(`rules.from.${source}`)}
                {rule.intervalSource === source ? ` · ${t('rules.inForce')}` : ''}
              </span>
              <span className="tabular">{days === null ? t('rules.unknown') : t('rules.days', { count: days })}</span>
            </li>
          ))}
        </ul>
        <div className="grid grid-cols-2 gap-4">
          <TextField
            label={t('rules.retry')}
            type="number"
            min={1}
            max={365}
            suffix={t('rules.dayUnit')}
            value={retry}
            onChange={(event) => setRetry(event.target.value)}
            disabled={!mayChange}
            required
          />
          <TextField
            label={t('rules.attempts')}
            type="number"
            min={1}
            max={10}
            value={attempts}
            onChange={(event) => setAttempts(event.target.value)}
            disabled={!mayChange}
            required
          />
        </div>
        <TextField
          label={t('rules.discounts')}
          help={t('rules.discountsHelp')}
          value={discounts}
          onChange={(event) => setDiscounts(event.target.value)}
          suffix="%"
          disabled={!mayChange}
          required
        />
        <div className="flex justify-end gap-2 max-md:flex-col-reverse">
          <Button onClick={close}>{t(mayChange ? 'action.cancel' : 'action.close')}</Button>
          {mayChange && (
            <Button type="submit" look="primary" busy={saving.isPending} data-testid="rule-save">
              {t('action.save')}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
