/** Shapes that every route shares: ids, instants, pages, problems and links to workflows. */

import { z } from 'zod';

export const id = z.number().int().positive();
export const instant = z.iso.datetime({ offset: true });
export const localDate = z.iso.date();
/** Integer minor units of the company's currency. */
export const minor = z.number().int();

/** One refused field. `path` is dotted: `sendingHours.start`. */
export const issue = z.object({ path: z.string(), message: z.string() }).meta({ id: 'Issue' });

/** Every error of the API (`application/problem+json`). `code` is stable, `title` is for people. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    requestId: z.string().optional(),
    issues: z.array(issue).optional(),
    /** What the rule knows beside its code: who decided, what is free instead. */
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    /** With `version_conflict`: the thing as it now is. */
    current: z.unknown().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

export const MAX_PAGE_SIZE = 200;
/** Totals are exact up to here; beyond it the answer is this number with `totalIsAtLeast`. */
export const EXACT_TOTAL_LIMIT = 10_000;

/** `sort` is one of the given fields, `-field` for descending. */
export function pageQuery<const Fields extends readonly [string, ...string[]]>(fields: Fields) {
  type Sort = Fields[number] | `-${Fields[number]}`;
  return z.object({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
    sort: z.enum(fields.flatMap((field) => [field, `-${field}`]) as [Sort, ...Sort[]]).optional(),
    q: z.string().trim().max(100).optional(),
  });
}

/** One page of `item`; `name` is the schema's name in the OpenAPI document. */
export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z.object(pageFields(item)).meta({ id: name });
}
/** For a page that tells more than its rows. */
export function pageFields<Item extends z.ZodType>(item: Item) {
  return {
    items: z.array(item),
    total: z.number().int(),
    totalIsAtLeast: z.literal(true).optional(),
    page: z.number().int(),
    pageSize: z.number().int(),
  };
}
export interface Page<Item> {
  items: Item[];
  total: number;
  totalIsAtLeast?: true | undefined;
  page: number;
  pageSize: number;
}

/** A comma-separated list in the query string: `?status=queued,waiting`. */
export function listOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(values)).max(50))
    .optional();
}

/** What moves this row, and where an operator watches it. `temporalUrl` is null where no Temporal UI is known. */
export const workflowLink = { workflowId: z.string().nullable(), temporalUrl: z.string().nullable() };
export const startedWorkflow = z
  .object({ workflowId: z.string(), temporalUrl: z.string().nullable() })
  .meta({ id: 'StartedWorkflow' });
export type StartedWorkflow = z.infer<typeof startedWorkflow>;

/** A row as the database knows it: links are added by the API, which knows where Temporal's UI is. */
export type WithoutLinks<T> = T extends readonly (infer Item)[]
  ? WithoutLinks<Item>[]
  : T extends object
    ? { [Key in keyof T as Key extends 'temporalUrl' ? never : Key]: WithoutLinks<T[Key]> }
    : T;

export const companyPath = z.object({ companyId: z.coerce.number().int().positive() });
/** A day that a business may ask about: PostgreSQL knows more years than any book. */
export const asOf = localDate.refine((day) => day >= '1990-01-01' && day < '2100-01-01', 'A day between 1990 and 2099');
/** A span of days does not run backwards. */
export const inOrder = <Schema extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(
  schema: Schema,
): Schema =>
  schema.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'Not before the first day',
  });
export const asOfQuery = z.object({ asOf: asOf.optional() });

export const SCENARIOS = [
  'birthday',
  'milestone',
  'pt_dropout',
  'last_chance',
  'reactivation',
  'service_reactivation',
  'by_hand',
  'answer',
] as const;
export const LANGUAGES = ['en', 'ru', 'cs', 'uk', 'bg'] as const;
export const reasonRequest = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'ReasonRequest' });
export type ReasonRequest = z.infer<typeof reasonRequest>;
