/** Reads the reason that a row was set aside with: `seance_length: too_small` is a field and what is wrong with it. */

export type Misfit =
  | 'kind'
  | 'format'
  | 'small'
  | 'big'
  | 'value'
  | 'unreadable'
  | 'row'
  | 'staff'
  | 'client'
  | 'service'
  | 'other';

export interface ReasonParts {
  misfit: Misfit;
  /** The innermost name of the field, as the platform calls it; null where the row as a whole is meant. */
  field: string | null;
  problem: string;
}

/** The codes of the schema that reads the rows, and our own. */
const KINDS: Readonly<Record<string, Misfit>> = {
  invalid_type: 'kind',
  invalid_union: 'kind',
  invalid: 'kind',
  invalid_format: 'format',
  invalid_date: 'format',
  too_small: 'small',
  too_big: 'big',
  invalid_value: 'value',
  not_multiple_of: 'value',
  custom: 'value',
  unreadable: 'unreadable',
};
const STRANGERS: readonly string[] = ['staff', 'client', 'service'] satisfies Misfit[];

export function reasonParts(reason: string): ReasonParts {
  const at = reason.lastIndexOf(': ');
  const path = at === -1 ? '' : reason.slice(0, at);
  const problem = at === -1 ? reason : reason.slice(at + 2);
  // `services.0.cost`: the number is a place in a list, and the name after it is what somebody would look for.
  const field = path.split('.').findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? null;
  if (problem === 'unknown' && field !== null && STRANGERS.includes(field))
    return { misfit: field as Misfit, field, problem };
  const misfit = KINDS[problem] ?? 'other';
  return { misfit: field === null && misfit !== 'other' ? 'row' : misfit, field, problem };
}
