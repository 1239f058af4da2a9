/** One cap with what is spent of it, and the prices that this is counted with. */

import { useTranslation } from 'react-i18next';
import type { Budget } from '../../../../../contracts/http/budget.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Chip, type Tone } from '../../../components/chip.tsx';
import { SelectField, TextField } from '../../../components/field.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { isAmount, isPrefix, type TypedBudget, type TypedPrice, typedOf } from './budget-form.ts';

interface FormProps {
  budget: Budget;
  typed: TypedBudget;
  change: (patch: Partial<TypedBudget>) => void;
  disabled: boolean;
}

const LEVELS: Record<Budget['ai']['level'], [Tone, string]> = {
  no_cap: ['quiet', 'bg-ink-3'],
  fine: ['good', 'bg-green'],
  near: ['waiting', 'bg-amber'],
  used_up: ['trouble', 'bg-red'],
};

export function CapCard({ kind, budget, typed, change, disabled }: FormProps & { kind: 'ai' | 'messages' }) {
  const { t } = useTranslation();
  const { money, percent, shortDay, currency } = useFormats();
  const { spentMinor, forecastMinor, level } = budget[kind];
  const capMinor = kind === 'ai' ? budget.aiCapMinor : budget.messageCapMinor;
  const field = kind === 'ai' ? 'aiCap' : 'messageCap';
  const share = capMinor === null ? null : capMinor === 0 ? 1 : spentMinor / capMinor;
  const [tone, colour] = LEVELS[level];
  return (
    <Card
      title={t(`budget.${kind}`)}
      action={
        <Chip tone={tone} testId={`level-${kind}`}>
          {t(`budget.level.${level}`)}
        </Chip>
      }
      testId={`budget-${kind}`}
    >
      <p className="tabular text-2xl font-semibold" data-testid={`spent-${kind}`}>
        {money(spentMinor)}
      </p>
      <p className="text-sm text-ink-2">
        {t('budget.spent', { date: shortDay(budget.monthStart) })} ·{' '}
        {share === null || capMinor === null
          ? t('budget.noCap')
          : t('budget.ofCap', { share: percent(share), cap: money(capMinor) })}
      </p>
      {share !== null && (
        <div
          role="meter"
          aria-label={t(`budget.${kind}`)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(100, Math.round(share * 100))}
          className="mt-3 h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div
            className={`h-full rounded-full ${colour}`}
            style={{ width: `${String(Math.min(100, share * 100))}%` }}
          />
        </div>
      )}
      <p className="mt-3 text-sm text-ink-2">
        {forecastMinor === null ? t('budget.noForecast') : t('budget.forecast', { amount: money(forecastMinor) })}
      </p>
      <div className="mt-4 max-w-60">
        <TextField
          label={t('budget.cap', { currency })}
          help={t('budget.capHelp')}
          inputMode="decimal"
          disabled={disabled}
          value={typed[field]}
          error={isAmount(typed[field]) ? undefined : t('budget.badAmount')}
          onChange={(event) => change({ [field]: event.target.value })}
          data-testid={`cap-${kind}`}
        />
      </div>
    </Card>
  );
}

export function PricesCard({ budget, typed, change, disabled }: FormProps) {
  const { t } = useTranslation();
  const { money, minorDigits } = useFormats();
  const { usual } = budget;
  const token = (key: 'aiInput' | 'aiOutput', label: string, usualMinor: number) => (
    <TextField
      label={t(label)}
      inputMode="decimal"
      disabled={disabled}
      placeholder={typedOf(usualMinor, minorDigits)}
      help={t('budget.usual', { amount: money(usualMinor) })}
      error={isAmount(typed[key]) ? undefined : t('budget.badAmount')}
      value={typed[key]}
      onChange={(event) => change({ [key]: event.target.value })}
    />
  );
  const set = (index: number, patch: Partial<TypedPrice>): void =>
    change({ prices: typed.prices.map((price, at) => (at === index ? { ...price, ...patch } : price)) });
  return (
    <Card title={t('budget.prices')} hint={t('budget.pricesHint')} testId="prices">
      <div className="grid gap-4 sm:grid-cols-2">
        {token('aiInput', 'budget.input', usual.aiInputPriceMinor)}
        {token('aiOutput', 'budget.output', usual.aiOutputPriceMinor)}
      </div>
      <h3 className="mt-5 mb-2 text-sm font-medium">{t('budget.message')}</h3>
      <ul className="space-y-3">
        {typed.prices.map((price, index) => (
          <PriceRow
            key={index}
            price={price}
            usual={usual.messagePrices}
            disabled={disabled}
            change={(patch) => set(index, patch)}
            remove={() => change({ prices: typed.prices.filter((_, at) => at !== index) })}
          />
        ))}
      </ul>
      <Button
        size="sm"
        className="mt-3"
        icon="plus"
        disabled={disabled}
        onClick={() => change({ prices: [...typed.prices, { prefix: '', category: 'marketing', perThousand: '' }] })}
        data-testid="add-price"
      >
        {t('budget.add')}
      </Button>
    </Card>
  );
}

interface PriceRowProps {
  price: TypedPrice;
  usual: Budget['usual']['messagePrices'];
  disabled: boolean;
  change: (patch: Partial<TypedPrice>) => void;
  remove: () => void;
}

function PriceRow({ price, usual, disabled, change, remove }: PriceRowProps) {
  const { t } = useTranslation();
  const { money } = useFormats();
  const near = usual
    .filter(({ prefix }) => price.prefix.trim().startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
  const usualMinor = price.category === 'marketing' ? near?.marketingPerThousandMinor : near?.utilityPerThousandMinor;
  return (
    <li className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[9rem_10rem_1fr_auto]">
      <TextField
        label={t('budget.prefix')}
        placeholder={t('budget.everywhere')}
        disabled={disabled}
        value={price.prefix}
        error={isPrefix(price.prefix) ? undefined : t('budget.badPrefix')}
        onChange={(event) => change({ prefix: event.target.value })}
      />
      <SelectField
        label={t('budget.category')}
        disabled={disabled}
        value={price.category}
        onChange={(event) => change({ category: event.target.value as TypedPrice['category'] })}
      >
        {(['marketing', 'utility', 'authentication'] as const).map((category) => (
          <option key={category} value={category}>
            {t(`budget.categories.${category}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t('budget.per')}
        inputMode="decimal"
        disabled={disabled}
        value={price.perThousand}
        error={price.perThousand !== '' && !isAmount(price.perThousand) ? t('budget.badAmount') : undefined}
        help={usualMinor === undefined ? undefined : t('budget.usual', { amount: money(usualMinor) })}
        onChange={(event) => change({ perThousand: event.target.value })}
      />
      <IconButton
        icon="cross"
        label={t('budget.remove')}
        disabled={disabled}
        onClick={remove}
        className="mt-6.5 justify-self-end"
      />
    </li>
  );
}
