/** What a moderator may change: the variables of a template, or the text inside the 24-hour window. */

export const TEXT_LIMIT = 4096;
/** WhatsApp's own limit for a template's body once it is filled in. */
export const TEMPLATE_TEXT_LIMIT = 1024;
export const VARIABLE_LIMIT = 500;

export interface EditableMessage {
  kind: 'template' | 'text';
  /** The approved body with {{1}}, {{2}} …; null inside the window. */
  body: string | null;
  variables: readonly string[] | null;
}

export interface AskedEdit {
  text?: string | undefined;
  variables?: readonly string[] | undefined;
}

export type EditProblem = 'empty' | 'too_long' | 'not_one_line' | 'wrong_number_of_variables' | 'template_missing';

export type CheckedEdit = { text: string; variables: string[] | null } | { problem: EditProblem };

const PLACE = /\{\{(\d+)\}\}/g;

/** The whole as the client will read it. A number without a value stays visible, so that nobody approves a hole. */
export function filledIn(body: string, variables: readonly string[]): string {
  return body.replaceAll(PLACE, (place, number: string) => variables[Number(number) - 1] ?? place);
}

/** WhatsApp refuses a line break, a tab or four spaces in a row inside a variable. */
function isOneLine(value: string): boolean {
  return !/[\p{Cc}\u2028\u2029]| {4}/u.test(value);
}

const asOneLine = (value: string): string => value.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

/** The values in `text`, when it is the template's body with other values in it. */
function valuesIn(text: string, body: string, count: number): string[] | null {
  const order: number[] = [];
  let pattern = '';
  let from = 0;
  for (const place of body.matchAll(PLACE)) {
    pattern += escaped(body.slice(from, place.index));
    order.push(Number(place[1]) - 1);
    pattern += '([^]*?)';
    from = place.index + place[0].length;
  }
  const found = new RegExp(`^${pattern}${escaped(body.slice(from))}$`, 'u').exec(text);
  if (!found || order.length !== count) return null;
  const values: string[] = Array.from({ length: count }, () => '');
  for (const [index, variable] of order.entries()) values[variable] = asOneLine(found[index + 1] ?? '');
  return values;
}

const escaped = (literal: string): string => literal.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);

/**
 * Checks an edit and gives the message as it would be.
 * For a template, a typed text that keeps the fixed words changes the variables in it; any other text becomes the personal
 * part, which is the last variable: people type a sentence, not a list. Typed text is put on one line, explicit variables are not.
 * Source: definitions.md, "Messages".
 */
export function checkedEdit(message: EditableMessage, asked: AskedEdit): CheckedEdit {
  return message.kind === 'template' ? checkedTemplate(message, asked) : checkedText(asked.text);
}

function checkedText(text: string | undefined): CheckedEdit {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return { problem: 'empty' };
  if (trimmed.length > TEXT_LIMIT) return { problem: 'too_long' };
  return { text: trimmed, variables: null };
}

function checkedTemplate({ body, variables: before }: EditableMessage, asked: AskedEdit): CheckedEdit {
  if (body === null || before === null) return { problem: 'template_missing' };
  const variables = asked.variables ? [...asked.variables] : typedVariables(body, before, asked.text);
  if (variables.length !== before.length) return { problem: 'wrong_number_of_variables' };
  if (variables.some((value) => value.trim() === '')) return { problem: 'empty' };
  if (variables.some((value) => !isOneLine(value))) return { problem: 'not_one_line' };
  if (variables.some((value) => value.length > VARIABLE_LIMIT)) return { problem: 'too_long' };
  const text = filledIn(body, variables);
  if (text.length > TEMPLATE_TEXT_LIMIT) return { problem: 'too_long' };
  return { text, variables };
}

function typedVariables(body: string, before: readonly string[], text: string | undefined): string[] {
  const typed = text?.trim() ?? '';
  return valuesIn(typed, body, before.length) ?? [...before.slice(0, -1), asOneLine(typed)];
}
