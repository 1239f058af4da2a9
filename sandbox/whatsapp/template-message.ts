/** Holds a template message against its approved template: language, state, and every parameter. */

import { GraphError } from './graph-error.ts';
import { listOf, requiredFields, requiredString, type Fields } from './read-request.ts';
import type { ReplyButton } from './state.ts';
import { componentOf, fillIn, quickRepliesOf, variablesOf, type Template } from './templates.ts';

const BODY_LIMIT = 1024;
const STATES: Readonly<Record<string, number>> = { PAUSED: 132015, DISABLED: 132016 };

export interface FilledTemplate {
  template: Template;
  text: string;
  buttons: ReplyButton[];
}

export function fillTemplate(message: Fields, templates: Iterable<Template>): FilledTemplate {
  const asked = requiredFields(message, 'template');
  const template = approved(asked, templates);
  const components = listOf(asked, 'components', 'template.components');
  for (const component of components) checkComponent(component, template);

  const body = componentOf(template, 'BODY')?.text ?? '';
  const header = componentOf(template, 'HEADER')?.text;
  const parts = [
    header === undefined ? undefined : filled('header', header, components, template),
    filled('body', body, components, template),
    componentOf(template, 'FOOTER')?.text,
  ];
  return {
    template,
    text: parts.filter((part) => part !== undefined).join('\n\n'),
    buttons: buttonsOf(template, components),
  };
}

/** `en` and `en_US` are different templates and nothing falls back: a missing pair is an error. */
function approved(asked: Fields, templates: Iterable<Template>): Template {
  const name = requiredString(asked, 'name', 'template.name');
  const code = requiredString(requiredFields(asked, 'language', 'template.language'), 'code', 'template.language.code');
  const template = [...templates].find((one) => one.name === name && one.language === code);
  const refusal = template && STATES[template.status];
  if (refusal !== undefined) throw new GraphError(refusal);
  if (template?.status === 'APPROVED') return template;
  throw new GraphError(132001, `template name (${name}) does not exist in ${code}`);
}

function checkComponent(component: Fields, template: Template): void {
  const type = requiredString(component, 'type', 'template.components.type').toLowerCase();
  if (!['header', 'body', 'button'].includes(type)) {
    throw new GraphError(131009, `Component type "${type}" is not valid.`);
  }
  if (type !== 'button') return;
  const subType = requiredString(component, 'sub_type', 'template.components.sub_type');
  const index = requiredString(component, 'index', 'template.components.index');
  const button = componentOf(template, 'BUTTONS')?.buttons?.[Number(index)];
  if (!button || button.type.toLowerCase() !== subType) {
    throw new GraphError(131009, `Template has no ${subType} button at index ${index}.`);
  }
}

/** One text part with its parameters put in; as many as the template has variables, named ones by name. */
function filled(type: 'header' | 'body', text: string, components: Fields[], template: Template): string {
  const variables = variablesOf(text);
  const component = components.find((one) => String(one['type']).toLowerCase() === type);
  const parameters = component ? listOf(component, 'parameters', `${type}.parameters`) : [];
  if (parameters.length !== variables.length) {
    throw new GraphError(
      132000,
      `${type}: number of localizable_params (${String(parameters.length)}) does not match the expected number of params (${String(variables.length)})`,
    );
  }
  const values = new Map<string, string>();
  for (const [index, parameter] of parameters.entries()) {
    const name = parameterName(parameter, template, variables[index] ?? '');
    if (!variables.includes(name))
      throw new GraphError(132012, `${type}: Parameter name "${name}" is not in the template`);
    values.set(name, parameterText(parameter, `${type}.parameters[${String(index)}]`));
  }
  const whole = fillIn(text, values);
  if (type === 'body' && whole.length > BODY_LIMIT) {
    throw new GraphError(
      132005,
      `body: Translated text length (${String(whole.length)}) exceeds ${String(BODY_LIMIT)}`,
    );
  }
  return whole;
}

function parameterName(parameter: Fields, template: Template, positional: string): string {
  const named = parameter['parameter_name'];
  if (template.parameter_format === 'NAMED') {
    if (typeof named === 'string') return named;
    throw new GraphError(132012, 'Parameter name is missing or empty');
  }
  if (named !== undefined) throw new GraphError(132012, 'Parameter name is not allowed in a positional template');
  return positional;
}

function parameterText(parameter: Fields, where: string): string {
  const type = requiredString(parameter, 'type', `${where}.type`);
  if (type === 'currency' || type === 'date_time') {
    return requiredString(
      requiredFields(parameter, type, `${where}.${type}`),
      'fallback_value',
      `${where}.fallback_value`,
    );
  }
  if (type !== 'text') throw new GraphError(132012, `Format mismatch, expected TEXT, received ${type.toUpperCase()}`);
  const text = parameter['text'];
  if (typeof text !== 'string' || text.trim() === '')
    throw new GraphError(131008, `Parameter of type text is missing text value`);
  if (/[\n\r\t]| {4}/.test(text)) throw new GraphError(132018);
  return text;
}

/** A tap answers with the payload that the message gave the button, or else with its label. */
function buttonsOf(template: Template, components: Fields[]): ReplyButton[] {
  const all = componentOf(template, 'BUTTONS')?.buttons ?? [];
  return quickRepliesOf(template).map((text) => {
    const index = String(all.findIndex((button) => button.text === text));
    const given = components.find((one) => one['sub_type'] === 'quick_reply' && one['index'] === index);
    const payload = given ? listOf(given, 'parameters')[0]?.['payload'] : undefined;
    return { kind: 'quick_reply', text, payload: typeof payload === 'string' ? payload : text };
  });
}
