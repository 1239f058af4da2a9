/** The fields of what the company is, and in words what a change of each would mean. */

import { useMemo, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanySettings, CompanyUpdate } from '../../../../../contracts/http/company-settings.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { SelectField, TextField } from '../../../components/field.tsx';
import { SearchSelect } from '../../../components/search-select.tsx';
import { Notice } from '../../../components/states.tsx';
import { countriesIn, currenciesIn, zonesIn } from '../../../platform/places.ts';

const LANGUAGES = ['en', 'ru', 'cs', 'uk', 'bg'] as const;

interface CompanyCardProps {
  company: CompanySettings;
  value: CompanyUpdate;
  change: (patch: Partial<CompanyUpdate>) => void;
  wrong: readonly string[];
  mayChange: boolean;
  isDirty: boolean;
  isBusy: boolean;
  save: () => void;
  discard: () => void;
}

export function CompanyCard(props: CompanyCardProps) {
  const { company, value, change, wrong, mayChange, isDirty, isBusy } = props;
  const { t } = useTranslation();
  const isKept = company.fedBy === 'platform';
  const error = (field: keyof CompanyUpdate): string | undefined =>
    wrong.includes(field) ? t(`company.wrong.${field}`) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.save();
  };
  const needsYes = company.confirmedAt === null && !isKept;
  return (
    <form onSubmit={submit}>
      <Card title={t('company.title')} hint={t('company.hint')} testId="company">
        <div className="space-y-5">
          <TextField
            label={t('company.name')}
            help={t('company.nameHelp')}
            error={error('name')}
            required
            maxLength={200}
            disabled={isKept || !mayChange}
            value={value.name}
            onChange={(event) => change({ name: event.target.value })}
            data-testid="company-name"
          />
          <Places {...props} isFixed={isKept || !mayChange} error={error} />
          <SelectField
            label={t('company.language')}
            help={t('company.languageHelp')}
            error={error('language')}
            disabled={!mayChange}
            value={value.language}
            onChange={(event) => change({ language: event.target.value as CompanyUpdate['language'] })}
            data-testid="company-language"
          >
            {LANGUAGES.map((language) => (
              <option key={language} value={language}>
                {t(`language.${language}`)}
              </option>
            ))}
          </SelectField>
          <Consequences {...props} />
          {mayChange && (
            <div className="flex justify-end gap-2 max-md:flex-col-reverse">
              {isDirty && <Button onClick={props.discard}>{t('settings.discard')}</Button>}
              <Button
                type="submit"
                look="primary"
                busy={isBusy}
                disabled={!isDirty && !needsYes}
                data-testid="company-save"
              >
                {t(needsYes && !isDirty ? 'company.confirm' : 'company.save')}
              </Button>
            </div>
          )}
        </div>
      </Card>
    </form>
  );
}

interface PlacesProps extends CompanyCardProps {
  isFixed: boolean;
  error: (field: keyof CompanyUpdate) => string | undefined;
}

function Places({ company, value, change, isFixed, error }: PlacesProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const zones = useMemo(() => zonesIn(language, company.timeZone, new Date()), [language, company.timeZone]);
  const countries = useMemo(() => countriesIn(language), [language]);
  const currencies = useMemo(() => currenciesIn(language), [language]);
  const now = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: value.timeZone, ...options }).format(
      new Date(),
    );
  return (
    <>
      <SearchSelect
        label={t('company.zone')}
        help={t('company.zoneNow', {
          time: now({ hour: '2-digit', minute: '2-digit' }),
          day: now({ weekday: 'long', day: 'numeric', month: 'long' }),
        })}
        error={error('timeZone')}
        value={value.timeZone}
        options={zones}
        onChange={(timeZone) => change({ timeZone })}
        disabled={isFixed}
        testId="company-zone"
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SearchSelect
          label={t('company.country')}
          help={t('company.countryHelp')}
          error={error('country')}
          value={value.country}
          options={countries}
          onChange={(country) => change({ country })}
          disabled={isFixed}
          testId="company-country"
        />
        <SearchSelect
          label={t('company.currency')}
          help={t('company.currencyHelp')}
          error={error('currency')}
          value={value.currency}
          options={currencies}
          onChange={(currency) => change({ currency })}
          disabled={isFixed}
          testId="company-currency"
        />
      </div>
    </>
  );
}

/** Said before it is saved. */
function Consequences({ company, value }: CompanyCardProps) {
  const { t } = useTranslation();
  const moves = [
    ...(value.timeZone === company.timeZone ? [] : [t('company.zoneMoves')]),
    ...(value.country === company.country || company.fedBy === 'nothing' ? [] : [t('company.countryMoves')]),
    ...(value.currency === company.currency ? [] : [t('company.currencyMoves')]),
  ];
  if (moves.length === 0) return null;
  return (
    <div role="status" data-testid="company-moves">
      <Notice tone="waiting">
        <ul className="space-y-1">
          {moves.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
