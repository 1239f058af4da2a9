/** Whether a scenario's templates can carry its messages: what forbids it, and what a manager should know before saving or launching. */

import { chooseTemplate, languagesFor } from './choose-template.ts';
import { baseLanguage } from './template-rules.ts';
import { VARIABLES, type Scenario } from './templates.ts';

export interface PreflightTemplate {
  scenario: string;
  name: string;
  language: string;
  status: string;
  category: string;
  quality: string | null;
  variables: readonly string[];
}

export type Finding = {
  level: 'error' | 'warning';
  code:
    | 'no_template'
    | 'parameters'
    | 'waits_for_approval'
    | 'falls_back'
    | 'left_out'
    | 'not_approved'
    | 'category'
    | 'low_quality';
  language: string;
  /** The language used instead, the status, the category … */
  detail: string | null;
  /** Clients with that language. */
  people: number | null;
};

export interface PreflightQuestion {
  scenario: Scenario;
  templates: readonly PreflightTemplate[];
  companyLanguage: string;
  /** Languages of the company's clients, with how many have each. */
  languages: readonly { language: string; people: number }[];
}

/** Errors forbid; warnings tell. The order is the order of their weight. */
export function preflight(question: PreflightQuestion): Finding[] {
  const own = question.templates.filter(({ scenario }) => scenario === question.scenario);
  const fitting = own.filter((template) => fits(template, question.scenario));
  const usual = languagesFor(question.companyLanguage);
  const found: Finding[] = [];
  const tell = (level: Finding['level'], code: Finding['code'], language: string, more: Partial<Finding> = {}): void =>
    void found.push({ level, code, language, detail: null, people: null, ...more });

  const ownLanguage = usual[0] ?? 'en';
  // Whoever has no language of ours is written to in the company's: without that one nearly nobody can be.
  const choice = chooseTemplate(fitting, usual);
  if (!choice)
    tell('error', own.length > 0 && fitting.length === 0 ? 'parameters' : 'no_template', ownLanguage, {
      detail: own.find(({ language }) => baseLanguage(language) === ownLanguage)?.status ?? null,
    });
  else if (choice.template.status !== 'APPROVED')
    tell('warning', 'waits_for_approval', choice.language, { detail: choice.template.status });

  for (const { language, people } of question.languages) {
    const wanted = languagesFor(language, question.companyLanguage);
    const first = wanted[0] ?? 'en';
    const theirs = chooseTemplate(fitting, wanted);
    if (!theirs) {
      if (choice) tell('warning', 'left_out', first, { people });
    } else if (theirs.language !== first) tell('warning', 'falls_back', first, { people, detail: theirs.language });
  }
  for (const template of own) {
    const { language, status, category, quality } = template;
    if (fits(template, question.scenario)) {
      if (['PAUSED', 'REJECTED', 'DISABLED'].includes(status))
        tell('warning', 'not_approved', language, { detail: status });
    } else if (fitting.length > 0) tell('warning', 'parameters', language);
    if (category !== 'MARKETING') tell('warning', 'category', language, { detail: category });
    if (quality === 'RED' || quality === 'YELLOW') tell('warning', 'low_quality', language, { detail: quality });
  }
  return found.toSorted((a, b) => (a.level === b.level ? 0 : a.level === 'error' ? -1 : 1));
}

/** All that its text asks for is something we know; which of it the text uses is its own affair. */
const fits = ({ variables }: PreflightTemplate, scenario: Scenario): boolean =>
  variables.includes('personal_part') &&
  variables.every((meaning) => (VARIABLES[scenario] as readonly string[]).includes(meaning));
