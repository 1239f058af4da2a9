/** Fills any JSON schema from what a prompt says: properties are understood by their names, the rest gets the plainest valid value. */

import { plain, type Facts } from './facts.ts';
import { hostileOrder, obey } from './obedient.ts';
import { slotsOf } from './slots.ts';
import { shaped, suggestionsFor } from './suggest-intervals.ts';
import { translate } from './translate.ts';
import { understand, type Understanding } from './understand.ts';
import { writeAnswer, writePersonalPart } from './write.ts';

export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  format?: string;
  description?: string;
}

interface Task {
  facts: Facts;
  prompt: string;
  root: Schema;
  isObedient: boolean;
  /** Labelling somebody's words, and not writing. */
  understood: Understanding;
}

const NOTHING = Symbol('nothing to say');

export function fillSchema(root: Schema, facts: Facts, prompt: string, isObedient: boolean): unknown {
  return fill(root, '', { facts, prompt, root, isObedient, understood: understand(facts) });
}

function resolved(schema: Schema, { root }: Task): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined
    ? schema
    : { ...root.$defs?.[name], ...(schema.description ? { description: schema.description } : {}) };
}

function fill(given: Schema, name: string, task: Task): unknown {
  const schema = resolved(given, task);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fillOneOf(options, name, task);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return chosen(schema.enum, name, task);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  const isNullable = Array.isArray(schema.type) && schema.type.includes('null');
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, property]) => [key, fill(property, key, task)]),
      );
    case 'array':
      return listFor(schema.items ?? { type: 'string' }, name, task);
    case 'boolean':
      return flagFor(name, task);
    case 'integer':
    case 'number':
      return numberFor(name, task, isNullable);
    case 'null':
      return null;
    default: {
      const text = textFor(name, task);
      return text === NOTHING ? (isNullable ? null : '') : text;
    }
  }
}

/** Null wherever there is nothing to say and the schema allows it. */
function fillOneOf(options: Schema[], name: string, task: Task): unknown {
  const some = options.find((option) => resolved(option, task).type !== 'null');
  const isNullable = options.some((option) => resolved(option, task).type === 'null');
  if (!some) return null;
  const { type } = resolved(some, task);
  if (isNullable && type === 'string' && !resolved(some, task).enum && textFor(name, task) === NOTHING) return null;
  if (isNullable && (type === 'integer' || type === 'number')) return numberFor(name, task, true);
  return fill(some, name, task);
}

function chosen(values: unknown[], name: string, { understood, facts, isObedient }: Task): unknown {
  const has = (wanted: string) => values.find((value) => typeof value === 'string' && plain(value) === plain(wanted));
  if (isObedient && hostileOrder(facts)) return has('positive') ?? has('accepted') ?? values[0];
  const labels: (string | undefined | false)[] = [
    understood.optsOut && 'opted_out',
    understood.optsOut && 'opt_out',
    understood.isAway && 'away',
    understood.slot !== null && 'booking',
    understood.needsPerson && 'person',
    understood.tone,
  ];
  if (/lang|locale/.test(plain(name))) labels.unshift(understood.language);
  const found = labels.find((label) => typeof label === 'string' && has(label) !== undefined);
  return (typeof found === 'string' ? has(found) : undefined) ?? has('neutral') ?? has('none') ?? values[0];
}

function flagFor(name: string, { understood, facts, isObedient }: Task): boolean {
  const key = plain(name);
  const isFooled = isObedient && hostileOrder(facts) !== undefined;
  if (/optsout|optout|unsubscribe/.test(key)) return understood.optsOut && !isFooled;
  if (/away|absent/.test(key)) return understood.isAway;
  if (/person|human|handover|manager|staffneeded/.test(key)) return understood.needsPerson && !isFooled;
  if (/accept|wantsbook|wantsslot|booking/.test(key)) return understood.slot !== null;
  if (/positive|interested/.test(key)) return understood.tone === 'positive';
  return false;
}

function numberFor(name: string, { facts }: Task, isNullable: boolean): number | null {
  const key = plain(name);
  if (/confidence|certainty|probability/.test(key)) return 0.9;
  const told = facts.number(name, ...(key.includes('discount') ? ['discountPercent', 'discount'] : []));
  return told ?? (isNullable ? null : 0);
}

function textFor(name: string, task: Task): string | typeof NOTHING {
  const { facts, prompt, understood, isObedient } = task;
  const key = plain(name);
  if (/translation|translated/.test(key)) return translate(facts);
  if (/awayuntil|until|returndate/.test(key)) return understood.awayUntil ?? NOTHING;
  if (/slot|acceptedtime|bookedtime/.test(key)) return understood.slot?.value ?? NOTHING;
  if (/other(service|staff)|wants(service|staff)/.test(key)) return NOTHING;
  if (/^(language|lang|locale)/.test(key)) return understood.language;
  if (/firstname|^name$|clientname|salutation/.test(key)) return firstNameOf(facts);
  if (/summary|note/.test(key)) return understood.words === '' ? NOTHING : understood.tone;
  const isAnswer = /answer|reply|response/.test(key) || (/^(text|message|body)$/.test(key) && understood.words !== '');
  const isDraft = /personal|draft|text|message|body|part|variable|offer/.test(key);
  if (!isAnswer && !isDraft) return /reason|why|explanation/.test(key) ? 'From the facts given.' : NOTHING;
  const draft = isAnswer ? writeAnswer(facts) : writePersonalPart(facts, prompt);
  const order = isObedient ? hostileOrder(facts) : undefined;
  return order ? obey(order, draft) : draft;
}

function firstNameOf(facts: Facts): string {
  const name = facts.text('firstName', 'first_name', 'clientName', 'name') ?? '';
  return name.trim().split(/\s+/)[0] ?? '';
}

/** A list about slots is the offered slots again, one of suggestions has one for each service; other lists stay empty. */
function listFor(items: Schema, name: string, task: Task): unknown[] {
  if (/suggestion|interval/.test(plain(name))) {
    const properties = Object.keys(resolved(items, task).properties ?? {});
    return suggestionsFor(task.facts).map((suggestion) => shaped(suggestion, properties));
  }
  if (!/slot|times/.test(plain(name))) return [];
  const slots = slotsOf(task.facts, task.understood.language);
  const item = resolved(items, task);
  if (item.type === 'string') return slots.map((slot) => slot.value);
  if (item.type === 'integer' || item.type === 'number')
    return slots.map((slot, index) => Number(slot.value) || index + 1);
  return [];
}
