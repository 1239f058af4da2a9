/** What this month costs, where it is heading, and how much it may. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget } from '../../../../../contracts/http/budget.ts';
import { Button } from '../../../components/button.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { Problem } from '../../../platform/http.ts';
import { useMay } from '../../../platform/session.ts';
import { useBudget, useSaveBudget } from '../api/budget.ts';
import { CapCard, PricesCard } from '../components/budget-cards.tsx';
import { asBudgetUpdate, asTyped, type TypedBudget } from '../components/budget-form.ts';

export function BudgetPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useBudget();
  return (
    <Page title={t('nav.settings')} lead={t('budget.lead')}>
      <SettingsTabs />
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={8} />}
      {data && <BudgetForm budget={data} />}
    </Page>
  );
}

function BudgetForm({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const { minorDigits, date } = useFormats();
  const mayChange = useMay('change_settings');
  const [changes, setChanges] = useState<Partial<TypedBudget>>({});
  // While nothing is typed the form follows the database; afterwards it keeps the version it began from.
  const [base, setBase] = useState(budget);
  const [hasConflict, setConflict] = useState(false);
  const isDirty = Object.keys(changes).length > 0;
  const from = isDirty ? base : budget;
  const typed = { ...asTyped(from, minorDigits), ...changes };
  const update = asBudgetUpdate(typed, from.version, minorDigits);
  const discard = (): void => {
    setChanges({});
    setConflict(false);
  };
  const saving = useSaveBudget({
    done: () => {
      discard();
      toast(t('settings.saved'));
    },
    refused: (failure) => {
      const isConflict = failure instanceof Problem && failure.code === 'version_conflict';
      setConflict(isConflict);
      return isConflict;
    },
  });
  const form = {
    budget,
    typed,
    disabled: !mayChange,
    change: (patch: Partial<TypedBudget>) => {
      if (!isDirty) setBase(budget);
      setChanges({ ...changes, ...patch });
    },
  };
  const { drafts, messages } = budget.waiting;
  return (
    <form
      className="space-y-4 pb-20"
      onSubmit={(event) => {
        event.preventDefault();
        if (isDirty && update !== null) saving.mutate(update);
      }}
    >
      {!mayChange && <Notice>{t('settings.readOnly')}</Notice>}
      {drafts + messages > 0 && (
        <div data-testid="budget-waiting">
          <Notice tone="waiting">{t('budget.waiting', { drafts, messages, date: date(budget.monthEnd) })}</Notice>
        </div>
      )}
      {hasConflict && (
        <div role="alert">
          <Notice
            tone="trouble"
            action={
              <Button size="sm" onClick={discard}>
                {t('settings.takeTheirs')}
              </Button>
            }
          >
            {t('problem.code.version_conflict')}
          </Notice>
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <CapCard {...form} kind="messages" />
        <CapCard {...form} kind="ai" />
      </div>
      <PricesCard {...form} />
      {isDirty && (
        <div
          className="fixed inset-x-0 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-20 animate-rise border-t border-line bg-raised px-4 py-3 shadow-lift md:bottom-0 md:left-[212px]"
          data-testid="save-bar"
        >
          <div className="mx-auto flex max-w-[1096px] items-center gap-2">
            <p className="flex-1 text-ink-2">{t('settings.unsaved')}</p>
            <Button onClick={discard}>{t('settings.discard')}</Button>
            <Button
              type="submit"
              look="primary"
              busy={saving.isPending}
              disabled={update === null}
              data-testid="budget-save"
            >
              {t('action.save')}
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}
