/** The body of one WhatsApp request, and what a template's variables must look like. */

import { messageComponents, type MessageComponent, type TemplateShape } from './template-shape.ts';

/** What may be wrong with a variable's value: WhatsApp refuses it after a person has approved the text. */
export type VariableProblem = 'empty' | 'line_break' | 'tab' | 'four_spaces';

export function variableProblem(value: string): VariableProblem | null {
  if (value.trim() === '') return 'empty';
  if (/[\n\r\u2028\u2029\v\f]/.test(value)) return 'line_break';
  if (value.includes('\t')) return 'tab';
  return / {4}/.test(value) ? 'four_spaces' : null;
}

/** Makes typed text fit for a variable: one line, single spaces. */
export function asVariable(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The whole as the client will read it: {{1}}, {{2}} … replaced in the template's body. */
export function fillTemplate(body: string, variables: readonly string[]): string {
  return body.replace(/\{\{(\d+)\}\}/g, (whole, position: string) => variables[Number(position) - 1] ?? whole);
}

const LONGEST_TEXT = 4_096;

export type Outgoing =
  | {
      kind: 'template';
      template: string;
      language: string;
      variables: readonly string[];
      /** The template's own parts; null: WhatsApp has not been asked for them yet, so it is taken to be as it was defined. */
      shape?: TemplateShape | null;
    }
  | { kind: 'text'; text: string };

export interface WhatsAppRequest {
  messaging_product: 'whatsapp';
  recipient_type: 'individual';
  to: string;
  biz_opaque_callback_data: string;
  type: 'template' | 'text';
  template?: {
    name: string;
    language: { code: string };
    components: MessageComponent[];
  };
  text?: { body: string; preview_url: false };
}

/** `to` keeps its plus: without it a number may get the business's own country code put in front. `key` is our row, echoed in statuses. */
export function buildRequest(
  to: string,
  key: string,
  message: Outgoing,
): { request: WhatsAppRequest } | { problem: 'bad_variable' | 'empty_text' | 'text_too_long' | 'template_mismatch' } {
  const common = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    biz_opaque_callback_data: key,
  } as const;
  if (message.kind === 'text') {
    if (message.text.trim() === '') return { problem: 'empty_text' };
    if (message.text.length > LONGEST_TEXT) return { problem: 'text_too_long' };
    return { request: { ...common, type: 'text', text: { body: message.text, preview_url: false } } };
  }
  if (message.variables.some((value) => variableProblem(value) !== null)) return { problem: 'bad_variable' };
  const filled = componentsOf(message);
  if ('problem' in filled) return filled;
  return {
    request: {
      ...common,
      type: 'template',
      template: {
        name: message.template,
        language: { code: message.language },
        components: filled.components,
      },
    },
  };
}

function componentsOf({
  variables,
  shape,
}: Extract<Outgoing, { kind: 'template' }>): ReturnType<typeof messageComponents> {
  if (shape) return messageComponents(shape, variables);
  const parameters = variables.map((text) => ({ type: 'text' as const, text }));
  return { components: parameters.length > 0 ? [{ type: 'body', parameters }] : [] };
}
