/** Reads untyped JSON the way the Graph API does: what is missing or of the wrong type is an error that names the field. */

import { GraphError } from './graph-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const missing = (name: string) => new GraphError(100, '', { message: `(#100) The parameter ${name} is required.` });

const wrong = (name: string, expected: string) =>
  new GraphError(100, `Invalid parameter: ${name} must be ${expected}.`, { message: '(#100) Invalid parameter' });

export function requiredString(fields: Fields, key: string, name = key): string {
  const value = fields[key];
  if (value === undefined || value === null || value === '') throw missing(name);
  if (typeof value !== 'string') throw wrong(name, 'a string');
  return value;
}

export function optionalString(fields: Fields, key: string, name = key): string | undefined {
  return fields[key] === undefined ? undefined : requiredString(fields, key, name);
}

export function requiredFields(fields: Fields, key: string, name = key): Fields {
  const value = fields[key];
  if (value === undefined || value === null) throw missing(name);
  if (!isFields(value)) throw wrong(name, 'an object');
  return value;
}

export function listOf(fields: Fields, key: string, name = key): Fields[] {
  const value = fields[key] ?? [];
  if (!Array.isArray(value)) throw wrong(name, 'an array');
  return value.map((item: unknown, index) => {
    if (!isFields(item)) throw wrong(`${name}[${String(index)}]`, 'an object');
    return item;
  });
}

/** Meta answers an unsupported value of a known field with the list of those it takes. */
export function oneOf(value: string, name: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new GraphError(100, '', {
    message: `(#100) Param ${name} must be one of {${allowed.join(', ').toUpperCase()}} - got "${value}".`,
  });
}
