/** Message templates: what an account has, in which state, and how one reads with its parameters filled in. */

export interface TemplateComponent {
  type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS';
  format?: string;
  text?: string;
  buttons?: { type: string; text: string; url?: string }[];
  example?: unknown;
}

export interface Template {
  id: string;
  name: string;
  language: string;
  status: string;
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  rejected_reason?: string;
  quality_score?: { score: string; date: number };
  /** What Meta remembers and shows nobody. */
  kept?: { pauses: number; edits: number[] };
}

/** What a definition of ours has to say for the stand-in to serve it. */
export interface TemplateSeed {
  name: string;
  language: string;
  category?: Template['category'];
  body: string;
  footer?: string;
  buttons?: readonly string[];
}

const VARIABLE = /\{\{(\w+)\}\}/g;

/** Stable and numeric, as Meta's are: the status webhook carries it as a number. */
function templateId(accountId: string, name: string, language: string): string {
  let hash = 7;
  for (const letter of `${accountId}/${name}/${language}`)
    hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000_007;
  return `3${String(hash).padStart(10, '0')}`;
}

export function templateFrom(accountId: string, seed: TemplateSeed, status = 'APPROVED'): Template {
  const variables = variablesOf(seed.body);
  return {
    id: templateId(accountId, seed.name, seed.language),
    name: seed.name,
    language: seed.language,
    status,
    category: seed.category ?? 'MARKETING',
    parameter_format: variables.every((name) => /^\d+$/.test(name)) ? 'POSITIONAL' : 'NAMED',
    components: [
      {
        type: 'BODY',
        text: seed.body,
        ...(variables.length === 0 ? {} : { example: { body_text: [variables.map((name) => `example ${name}`)] } }),
      },
      ...(seed.footer === undefined ? [] : [{ type: 'FOOTER' as const, text: seed.footer }]),
      ...(seed.buttons === undefined || seed.buttons.length === 0
        ? []
        : [{ type: 'BUTTONS' as const, buttons: seed.buttons.map((text) => ({ type: 'QUICK_REPLY', text })) }]),
    ],
  };
}

export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
}

export function componentOf(template: Template, type: TemplateComponent['type']): TemplateComponent | undefined {
  return template.components.find((component) => component.type === type);
}

export function quickRepliesOf(template: Template): string[] {
  const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
  return buttons.filter((button) => button.type === 'QUICK_REPLY').map((button) => button.text);
}

export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => values.get(name) ?? whole);
}
