/** Templates over the Graph API: the list with cursors and filters, making one, changing one, removing them. */

import type { Request, Response } from 'express';
import { GraphError } from './graph-error.ts';
import { isFields, listOf, oneOf, requiredString, type Fields } from './read-request.ts';
import type { Account } from './state.ts';
import type { TemplateBook } from './template-book.ts';
import { categoryOf, type TemplateReview } from './template-review.ts';
import { templateFrom, variablesOf, type Template, type TemplateComponent } from './templates.ts';

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
const EDITABLE = ['APPROVED', 'REJECTED', 'PAUSED'];
const PAGE = 25;
const MOST_TEMPLATES = 250;
const DAY_MS = 86_400_000;
const EDITS_IN_30_DAYS = 10;
const BUTTON_LIMIT = 25;
const FIELDS = ['name', 'status', 'category', 'language', 'components'];

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

/** What Meta refuses at once; the rest is for its reviewers. */
function checkedComponents(body: Fields): TemplateComponent[] {
  const components = listOf(body, 'components') as unknown as TemplateComponent[];
  const text = components.find((component) => component.type === 'BODY')?.text;
  if (typeof text !== 'string' || text === '') throw new GraphError(100, 'components must hold a BODY with text.');
  if (text.length > 1024) throw creationError(2_388_040, 'Character limit exceeded');
  if (/\n{3,}|\t| {5,}/.test(text)) throw creationError(2_388_072, 'The message body is not formatted correctly');
  if (/^\s*\{\{\w+\}\}|\{\{\w+\}\}\s*$/.test(text))
    throw creationError(2_388_299, "Variables can't be at the start or end of the template");
  const words = text
    .replaceAll(/\{\{\w+\}\}/g, '')
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word)).length;
  if (words < variablesOf(text).length * 2 + 1)
    throw creationError(2_388_293, 'This template has too many variables for its length');
  if (variablesOf(text).length > 0 && components.find((component) => component.type === 'BODY')?.example === undefined)
    throw creationError(2_388_043, 'Message template "components" param is missing expected field(s): example');
  const labels = components.flatMap((component) => component.buttons ?? []).map((button) => button.text);
  if (labels.some((label) => label.length > BUTTON_LIMIT)) throw creationError(2_388_040, 'Character limit exceeded');
  return components;
}

const creationError = (subcode: number, details: string) =>
  new GraphError(100, details, { message: '(#100) Invalid parameter', subcode });

/** Positional ones are numbered from one on without a gap; named ones have no numbers. */
function checkPlaces(components: TemplateComponent[], isNamed: boolean): void {
  const places = variablesOf(components.find((component) => component.type === 'BODY')?.text ?? '');
  const numbers = places.map(Number);
  const isRight = isNamed
    ? places.every((place) => /^[a-z_][a-z0-9_]*$/.test(place))
    : numbers.toSorted((a, b) => a - b).every((number, index) => number === index + 1);
  if (!isRight) throw creationError(2_388_073, 'The variables are not formatted correctly');
}

export interface TemplateDesk {
  book: TemplateBook;
  review: TemplateReview;
  now: () => Date;
  /** Ids of deleted templates whose name is blocked for 30 days, with the end of that. */
  blocked: Map<string, number>;
}

export function createTemplate(
  { book, review, now, blocked }: TemplateDesk,
  account: Account,
  request: Request,
  response: Response,
): void {
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
  if (book.of(account).length >= MOST_TEMPLATES)
    throw creationError(2_388_019, 'The account has reached its limit of message templates');
  if ((blocked.get(`${account.businessAccountId}/${name}/${language}`) ?? 0) > now().getTime())
    throw creationError(2_388_023, 'Message template language is being deleted');
  const format = body['parameter_format'];
  const isNamed = typeof format === 'string' && format.toUpperCase() === 'NAMED';
  checkPlaces(components, isNamed);
  const made: Template = {
    ...templateFrom(
      account.businessAccountId,
      { name, language, body: 'unused', category: category as Template['category'] },
      'PENDING',
    ),
    parameter_format: isNamed ? 'NAMED' : 'POSITIONAL',
    components,
  };
  const template = { ...made, category: categoryOf(made) };
  book.set(account, template);
  review.submitted(account, template);
  response.json({ id: template.id, status: template.status, category: template.category });
}

export function editTemplate(
  { book, review, now }: TemplateDesk,
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
  const components = checkedComponents(body);
  checkPlaces(components, found.template.parameter_format === 'NAMED');
  const at = now().getTime();
  const edits = (found.template.kept?.edits ?? []).filter((edit) => edit > at - 30 * DAY_MS);
  if (found.template.status === 'APPROVED') {
    if (edits.some((edit) => edit > at - DAY_MS) || edits.length >= EDITS_IN_30_DAYS)
      throw creationError(2_388_039, 'An approved template can be edited once in 24 hours and ten times in 30 days');
    edits.push(at);
  }
  const kept = { pauses: found.template.kept?.pauses ?? 0, edits };
  const changed = { ...found.template, components, status: 'PENDING', rejected_reason: 'NONE', kept };
  book.set(found.account, changed);
  review.submitted(found.account, changed);
  response.json({ success: true });
}

/** By name alone every language goes; `hsm_id` removes one. */
export function removeTemplates(
  { book, blocked, now }: TemplateDesk,
  account: Account,
  request: Request,
  response: Response,
): void {
  const name = asked(request.query['name']);
  if (name === undefined) throw new GraphError(100, '', { message: '(#100) The parameter name is required.' });
  const id = asked(request.query['hsm_id']);
  const gone = book.of(account).filter((one) => one.name === name && (id === undefined || one.id === id));
  if (gone.length === 0) throw new GraphError(100, 'Message template not found', { subcode: 2_593_002 });
  for (const template of gone) {
    book.remove(account, template.id);
    if (template.status === 'APPROVED')
      blocked.set(`${account.businessAccountId}/${name}/${template.language}`, now().getTime() + 30 * DAY_MS);
  }
  response.json({ success: true });
}
