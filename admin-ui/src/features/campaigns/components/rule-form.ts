/** What the form of a rule works out: which source of the interval would count, what is sent, and whose change came in between. */

import type { RuleUpdate, ServiceRule } from '../../../../../contracts/http/campaigns.ts';

export type Source = ServiceRule['intervalSource'];

export interface RuleForm {
  isActive: boolean;
  /** As typed; empty means none. */
  manual: string;
  retry: string;
  attempts: string;
  discounts: string;
  isPersonalTraining: boolean | null;
  /** The answer to a suggestion, and the suggestion it was given to: another one asks again. Null inside: taken back. */
  answer: { days: number; isAccepted: boolean | null } | null;
}

export const formOf = (rule: ServiceRule): RuleForm => ({
  isActive: rule.isActive,
  manual: rule.manualInterval === null ? '' : String(rule.manualInterval),
  retry: String(rule.retryIntervalDays),
  attempts: String(rule.maxAttempts),
  discounts: rule.discountProgression.join(', '),
  isPersonalTraining: rule.isPersonalTraining,
  answer: null,
});

export const manualDays = ({ manual }: Pick<RuleForm, 'manual'>): number | null =>
  manual.trim() === '' ? null : Number(manual);

export type Answer = 'yes' | 'no' | 'open';
/** `open`: nobody has said anything about this suggestion, or took it back. */
export function answerTo({ answer }: Pick<RuleForm, 'answer'>, rule: ServiceRule): Answer {
  if (answer !== null && answer.days === rule.aiSuggestedInterval)
    return answer.isAccepted === null ? 'open' : answer.isAccepted ? 'yes' : 'no';
  if (rule.aiSuggestionAccepted) return 'yes';
  return rule.aiSuggestionDeclinedAt === null ? 'open' : 'no';
}

/** The first of the sources that is known, as the form stands. */
export function inForce(
  form: Pick<RuleForm, 'manual' | 'answer'>,
  rule: ServiceRule,
): { source: Source; days: number } {
  const manual = manualDays(form);
  if (manual !== null) return { source: 'manual', days: manual };
  if (rule.calculatedAvgInterval !== null) return { source: 'historical', days: rule.calculatedAvgInterval };
  if (rule.aiSuggestedInterval !== null && answerTo(form, rule) === 'yes')
    return { source: 'ai', days: rule.aiSuggestedInterval };
  return { source: 'default', days: rule.defaultIntervalDays };
}

/** Null where what was typed is no list of discounts. */
export function discountsOf(typed: string): number[] | null {
  const parts = typed
    .split(/[,;\s%]+/)
    .filter(Boolean)
    .map(Number);
  const areUsable = parts.every((percent) => Number.isInteger(percent) && percent >= 0 && percent <= 90);
  return areUsable && parts.length >= 1 && parts.length <= 10 ? parts : null;
}

/** Only what a person decides; a new suggestion is nobody's change, and what it does to the old answer is not either. */
export function sameChoices(a: ServiceRule, b: ServiceRule): boolean {
  const choices = (rule: ServiceRule) =>
    JSON.stringify([
      rule.isActive,
      rule.manualInterval,
      rule.retryIntervalDays,
      rule.maxAttempts,
      rule.discountProgression,
      rule.isPersonalTraining,
    ]);
  const isSameSuggestion = a.aiSuggestedInterval === b.aiSuggestedInterval;
  const saved = (rule: ServiceRule): Answer => answerTo({ answer: null }, rule);
  return choices(a) === choices(b) && (!isSameSuggestion || saved(a) === saved(b));
}

export function updateOf(
  form: RuleForm,
  discounts: number[],
  { seen, now }: { seen: ServiceRule; now: ServiceRule },
): RuleUpdate {
  const says = answerTo(form, now);
  return {
    manualInterval: manualDays(form),
    retryIntervalDays: Number(form.retry),
    maxAttempts: Number(form.attempts),
    isActive: form.isActive,
    discountProgression: discounts,
    isPersonalTraining: form.isPersonalTraining,
    ...(now.aiSuggestedInterval === null
      ? {}
      : { aiSuggestionAccepted: says === 'yes', aiSuggestionDeclined: says === 'no' }),
    version: sameChoices(seen, now) ? now.version : seen.version,
  };
}
