/** Which approved template a person gets: in their language, else the company's, else English, else none. */

import { isLanguage, type Language } from './templates.ts';

export interface TemplateChoice {
  language: string;
  status: string;
}

/** These will not be sent again; the others may still be approved, and the message waits for that. */
const LOST = new Set([
  'NOT_SUBMITTED',
  'REJECTED',
  'DISABLED',
  'DELETED',
  'PENDING_DELETION',
  'ARCHIVED',
  'LIMIT_EXCEEDED',
]);

/** `cs-CZ`, `RU` → ours, in order and once each; English is always the last. */
export function languagesFor(...wanted: readonly (string | null)[]): Language[] {
  const short = wanted.map((code) => (code ?? '').trim().toLowerCase().split(/[-_]/)[0] ?? '');
  return [...new Set([...short.filter(isLanguage), 'en' as const])];
}

/** Approved ones first: a language further down beats one that cannot be sent yet. */
export function chooseTemplate<Template extends TemplateChoice>(
  templates: readonly Template[],
  languages: readonly Language[],
): { template: Template; language: Language } | null {
  const usable = [
    templates.filter((template) => template.status === 'APPROVED'),
    templates.filter((template) => !LOST.has(template.status)),
  ];
  for (const choice of usable)
    for (const language of languages) {
      const template = choice.find((one) => one.language.toLowerCase().split(/[-_]/)[0] === language);
      if (template) return { template, language };
    }
  return null;
}
