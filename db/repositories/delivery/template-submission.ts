/** What a template is submitted or edited with, and what its row says about that. */

import type { TemplateState } from '../../../domain/campaigns/template-rules.ts';
import { TEMPLATES, type TemplateDefinition } from '../../../domain/campaigns/templates.ts';
import type { TemplateButton, TemplateComponent } from '../../../domain/delivery/template-shape.ts';
import type { TemplateRow } from './template-changes.ts';

export interface WantedTemplate {
  id: number;
  wanted: 'submit' | 'edit' | 'delete';
  wantedAt: Date;
  name: string;
  language: string;
  category: string;
  externalId: string | null;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  /** With what WhatsApp wants to see: examples and the button that says no. */
  components: SubmittedComponent[];
}
export interface SubmittedComponent extends TemplateComponent {
  example?: { body_text?: string[][]; body_text_named_params?: { param_name: string; example: string }[] };
}
export type Answered =
  | { outcome: 'done'; id: string | null; status: string | null; category: string | null }
  /** `code`: Meta's own, or its subcode where there is one. */
  | { outcome: 'refused'; code: string };

export const definitionOf = (row: { name: string; language: string }): TemplateDefinition | undefined =>
  TEMPLATES.find(({ name, language }) => name === row.name && language === row.language);

/** As it is sent to WhatsApp: the wanted text with examples, and the other parts as they are there, or as we define them. */
export function submission(row: TemplateRow): Pick<WantedTemplate, 'components' | 'parameterFormat'> {
  const definition = definitionOf(row) ?? TEMPLATES.find(({ name }) => name === row.name);
  const body = row.wanted_body ?? row.body;
  const meanings = definition?.variables ?? [];
  const examples = row.variables.map(
    (meaning, index) =>
      definition?.examples[meanings.indexOf(meaning as never)] ?? definition?.examples[index] ?? meaning,
  );
  const own = (row.components as TemplateComponent[]).filter(({ type }) => type.toUpperCase() !== 'BODY');
  const isNamed = row.wanted === 'edit' && row.parameter_format === 'NAMED';
  const text = isNamed
    ? body.replaceAll(/\{\{(\d+)\}\}/g, (_all, n: string) => `{{${row.variables[Number(n) - 1] ?? n}}}`)
    : body;
  const example = isNamed
    ? {
        body_text_named_params: row.variables.map((name, index) => ({
          param_name: name,
          example: examples[index] ?? name,
        })),
      }
    : { body_text: [examples] };
  const rest: SubmittedComponent[] =
    row.wanted === 'edit' && row.components.length > 0
      ? own
      : [
          {
            type: 'BUTTONS',
            buttons: (definition?.buttons ?? []).map((label): TemplateButton => ({ type: 'QUICK_REPLY', text: label })),
          },
        ];
  const part: SubmittedComponent = { type: 'BODY', text, ...(examples.length > 0 ? { example } : {}) };
  const header = rest.filter(({ type }) => type.toUpperCase() === 'HEADER');
  return {
    parameterFormat: isNamed ? 'NAMED' : 'POSITIONAL',
    components: [...header, part, ...rest.filter((one) => !header.includes(one))],
  };
}

export function stateOf(row: TemplateRow): TemplateState {
  return {
    status: row.status,
    externalId: row.external_id,
    deletedAt: row.deleted_at,
    editedAt: row.edited_at,
    wanted: row.wanted,
  };
}
