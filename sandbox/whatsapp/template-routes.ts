/** Templates over the Graph API: the list with cursors and filters, making one, changing one, removing them. */

import type { Request, Response } from 'express';
import { GraphError } from './graph-error.ts';
import { isFields, listOf, oneOf, requiredString, type Fields } from './read-request.ts';
import type { Account, WhatsAppEvent, WhatsAppState } from './state.ts';
import { templateFrom, variablesOf, type Template, type TemplateComponent, type TemplateSeed } from './templates.ts';

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
const EDITABLE = ['APPROVED', 'REJECTED', 'PAUSED'];
const PAGE = 25;
const FIELDS = ['name', 'status', 'category', 'language', 'components'];

export interface TemplateBook {
  of: (account: Account) => Template[];
  find: (accounts: readonly Account[], id: string) => { account: Account; template: Template } | undefined;
  set: (account: Account, template: Template) => void;
  remove: (account: Account, id: string) => void;
}

/** What the definitions say, with whatever was created, edited or paused since laid over it. */
export function createTemplateBook(
  state: WhatsAppState,
  append: (event: WhatsAppEvent) => void,
  seeds: readonly TemplateSeed[],
): TemplateBook {
  function of(account: Account): Template[] {
    const changed = state.templates.get(account.businessAccountId) ?? new Map<string, Template | null>();
    const defined = seeds.map((seed) => templateFrom(account.businessAccountId, seed));
    const kept = defined.filter((template) => !changed.has(template.id));
    return [...kept, ...[...changed.values()].filter((template) => template !== null)];
  }
  return {
    of,
    find(accounts, id) {
      for (const account of accounts) {
        const template = of(account).find((one) => one.id === id);
        if (template) return { account, template };
      }
      return undefined;
    },
    set: (account, template) => {
      append({ type: 'template_set', businessAccountId: account.businessAccountId, template });
    },
    remove: (account, id) => {
      append({ type: 'template_removed', businessAccountId: account.businessAccountId, id });
    },
  };
}

const asked = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const cursorOf = (index: number): string => Buffer.from(`after:${String(index)}`).toString('base64');

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const offset = /^after:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (offset === undefined) throw new GraphError(100, 'Invalid cursor.', { message: '(#100) Invalid cursors values' });
  return Number(offset) + 1;
}

export function listTemplates(book: TemplateBook, account: Account, request: Request, response: Response): void {
  const { query } = request;
  const limit = Number(asked(query['limit']) ?? PAGE);
  if (!Number.isInteger(limit) || limit < 1) throw new GraphError(100, 'limit must be a positive integer.');
  const wanted = (['name', 'status', 'language', 'category'] as const).map(
    (field) => [field, asked(query[field])] as const,
  );
  const all = book
    .of(account)
    .filter((template) => wanted.every(([field, value]) => value === undefined || template[field] === value));
  const start = offsetOf(asked(query['after']));
  const page = all.slice(start, start + limit);
  const fields = (asked(query['fields']) ?? FIELDS.join(',')).split(',');
  const end = start + page.length - 1;
  const next = new URL(request.originalUrl, `${request.protocol}://${request.get('host') ?? 'localhost'}`);
  next.searchParams.set('after', cursorOf(end));
  response.json({
    data: page.map((template) => pick(template, ['id', ...fields])),
    ...(page.length === 0
      ? {}
      : {
          paging: {
            cursors: { before: cursorOf(start), after: cursorOf(end) },
            ...(end + 1 < all.length ? { next: next.href } : {}),
          },
        }),
  });
}

function pick(template: Template, fields: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(template).filter(([key]) => fields.includes(key)));
}

/** What Meta refuses at once; the rest is for its reviewers, who here approve everything. */
function checkedComponents(body: Fields): TemplateComponent[] {
  const components = listOf(body, 'components') as unknown as TemplateComponent[];
  const text = components.find((component) => component.type === 'BODY')?.text;
  if (typeof text !== 'string' || text === '') throw new GraphError(100, 'components must hold a BODY with text.');
  if (text.length > 1024) throw creationError(2_388_040, 'Character limit exceeded');
  if (/^\s*\{\{\w+\}\}|\{\{\w+\}\}\s*$/.test(text))
    throw creationError(2_388_299, "Variables can't be at the start or end of the template");
  const words = text
    .replaceAll(/\{\{\w+\}\}/g, '')
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word)).length;
  if (words < variablesOf(text).length * 2 + 1)
    throw creationError(2_388_293, 'This template has too many variables for its length');
  return components;
}

const creationError = (subcode: number, details: string) =>
  new GraphError(100, details, { message: '(#100) Invalid parameter', subcode });

export function createTemplate(book: TemplateBook, account: Account, request: Request, response: Response): void {
  const body: unknown = request.body;
  if (!isFields(body)) throw new GraphError(100, 'The body must be a JSON object.');
  const name = requiredString(body, 'name');
  if (!/^[a-z0-9_]{1,512}$/.test(name))
    throw new GraphError(100, 'name may hold lowercase letters, digits and underscores only.');
  const language = requiredString(body, 'language');
  const category = requiredString(body, 'category').toUpperCase();
  oneOf(category, 'category', CATEGORIES);
  const components = checkedComponents(body);
  if (book.of(account).some((template) => template.name === name && template.language === language)) {
    throw creationError(2_388_024, 'Content in this language already exists');
  }
  const template: Template = {
    ...templateFrom(account.businessAccountId, {
      name,
      language,
      body: 'unused',
      category: category as Template['category'],
    }),
    parameter_format: body['parameter_format'] === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components,
  };
  book.set(account, template);
  response.json({ id: template.id, status: template.status, category: template.category });
}

export function editTemplate(
  book: TemplateBook,
  found: { account: Account; template: Template },
  request: Request,
  response: Response,
): void {
  const body: unknown = request.body;
  if (!isFields(body)) throw new GraphError(100, 'The body must be a JSON object.');
  if (!EDITABLE.includes(found.template.status))
    throw creationError(2_388_039, 'The template is in review and cannot be edited');
  const asksCategory = body['category'];
  if (found.template.status === 'APPROVED' && asksCategory !== undefined && asksCategory !== found.template.category) {
    throw creationError(2_388_039, 'The category of an approved template cannot change');
  }
  book.set(found.account, { ...found.template, components: checkedComponents(body), status: 'APPROVED' });
  response.json({ success: true });
}

/** By name alone every language goes; `hsm_id` removes one. */
export function removeTemplates(book: TemplateBook, account: Account, request: Request, response: Response): void {
  const name = asked(request.query['name']);
  if (name === undefined) throw new GraphError(100, '', { message: '(#100) The parameter name is required.' });
  const id = asked(request.query['hsm_id']);
  for (const template of book.of(account)) {
    if (template.name === name && (id === undefined || template.id === id)) book.remove(account, template.id);
  }
  response.json({ success: true });
}
