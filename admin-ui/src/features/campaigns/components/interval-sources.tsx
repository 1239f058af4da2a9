/** Every source of a service's interval, which of them counts as the form stands, and the model's suggestion with its yes and no. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceRule } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Choice, TextField } from '../../../components/field.tsx';
import { useKeptFocus } from '../../../components/kept-focus.ts';
import { useFormats } from '../../../platform/formats.ts';
import { type Answer, answerTo, inForce, type RuleForm, type Source } from './rule-form.ts';

interface SourcesProps {
  rule: ServiceRule;
  form: RuleForm;
  change: (patch: Partial<RuleForm>) => void;
  mayChange: boolean;
  asking: { isBusy: boolean; ask: () => void };
}

export function IntervalSources({ rule, form, change, mayChange, asking }: SourcesProps) {
  const { t } = useTranslation();
  const { source } = inForce(form, rule);
  const gaps = useGapsWords();
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium text-ink">{t('rules.interval')}</legend>
      <p className="mb-2 text-sm text-ink-3">{t('rules.intervalHelp')}</p>
      <ol className="divide-y divide-line overflow-hidden rounded-md border border-line" data-testid="interval-sources">
        <SourceRow source="manual" active={source}>
          <div className="max-w-40">
            <TextField
              label={t('rules.manual')}
              hideLabel
              inputMode="numeric"
              type="number"
              min={1}
              max={1000}
              suffix={t('rules.dayUnit')}
              placeholder="–"
              value={form.manual}
              onChange={(event) => change({ manual: event.target.value })}
              disabled={!mayChange}
            />
          </div>
        </SourceRow>
        <SourceRow source="historical" active={source} days={rule.calculatedAvgInterval}>
          <p className="text-sm text-pretty text-ink-2">{gaps(rule.historicalGaps)}</p>
        </SourceRow>
        <SourceRow source="ai" active={source} days={rule.aiSuggestedInterval}>
          <Suggestion rule={rule} form={form} change={change} mayChange={mayChange} asking={asking} />
        </SourceRow>
        <SourceRow source="default" active={source} days={rule.defaultIntervalDays} />
      </ol>
    </fieldset>
  );
}

export function useGapsWords() {
  const { t } = useTranslation();
  const { number } = useFormats();
  return ({ count, medianDays }: ServiceRule['historicalGaps']): string => {
    if (count === 0 || medianDays === null) return t('rules.noGaps');
    const facts = { count, gaps: number(count), median: t('rules.days', { count: Math.round(medianDays) }) };
    return t(count < 20 ? 'rules.tooFewGaps' : 'rules.gaps', facts);
  };
}

function SourceRow({
  source,
  active,
  days,
  children,
}: {
  source: Source;
  active: Source;
  days?: number | null;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const isActive = source === active;
  return (
    <li
      className={`space-y-1.5 px-3.5 py-3 ${isActive ? 'bg-accent-soft' : ''}`}
      aria-current={isActive ? 'true' : undefined}
      data-testid={`source-${source}`}
    >
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <span className={`flex-1 ${isActive ? 'font-medium' : ''} text-ink`}>{t(`rules.sourceTitle.${source}`)}</span>
        {isActive && (
          <Chip tone="good" icon="check">
            {t('rules.inForce')}
          </Chip>
        )}
        {days !== undefined && (
          <span className={`tabular ${days === null ? 'text-sm text-ink-2' : 'font-medium text-ink'}`}>
            {days === null ? t('rules.unknown') : t('rules.days', { count: days })}
          </span>
        )}
      </div>
      {children}
    </li>
  );
}

function Suggestion({ rule, form, change, mayChange, asking }: SourcesProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const days = rule.aiSuggestedInterval;
  const button = useKeptFocus(asking.isBusy);
  return (
    <div className="space-y-2.5">
      {days === null ? (
        <p className="text-sm text-ink-2">{t('rules.noSuggestion')}</p>
      ) : (
        <figure>
          {rule.aiReasoning && (
            <blockquote className="border-l-2 border-line-strong pl-3 text-sm text-pretty text-ink-2">
              {rule.aiReasoning}
            </blockquote>
          )}
          {rule.aiSuggestedAt && (
            <figcaption className="mt-1 text-sm text-ink-2">
              {t('rules.suggestedOn', { date: date(rule.aiSuggestedAt) })}
            </figcaption>
          )}
        </figure>
      )}
      {days !== null && rule.aiSuggestionDeclinedAt && answerTo(form, rule) === 'no' && (
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-2" data-testid="suggestion-declined">
          {t('rules.declinedOn', {
            date: date(rule.aiSuggestionDeclinedAt),
            name: rule.aiSuggestionDeclinedBy ?? '',
          })}
          {mayChange && (
            <Button
              size="sm"
              look="quiet"
              icon="undo"
              onClick={() => change({ answer: { days, isAccepted: null } })}
              data-testid="suggestion-undecline"
            >
              {t('rules.undecline')}
            </Button>
          )}
        </p>
      )}
      {mayChange && (
        <div className="flex flex-wrap items-center gap-2">
          {days !== null && (
            <Choice<Answer>
              label={t('rules.acceptLabel')}
              hideLabel
              value={answerTo(form, rule)}
              options={[
                { value: 'yes', label: t('rules.accept') },
                { value: 'no', label: t('rules.decline') },
              ]}
              onChange={(answer) => change({ answer: { days, isAccepted: answer === 'yes' } })}
            />
          )}
          <Button
            ref={button}
            size="sm"
            icon="spark"
            busy={asking.isBusy}
            onClick={() => asking.ask()}
            data-testid="ask-suggestion"
          >
            {t(days === null ? 'rules.askOne' : 'rules.askAgain')}
          </Button>
        </div>
      )}
    </div>
  );
}
