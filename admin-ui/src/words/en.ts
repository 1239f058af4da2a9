/** All English words of the admin. */

import { account } from './en/account.ts';
import { books } from './en/books.ts';
import { codes } from './en/codes.ts';
import { company } from './en/company.ts';
import { decisions } from './en/decisions.ts';
import { insight } from './en/insight.ts';
import { manage } from './en/manage.ts';
import { operations } from './en/operations.ts';
import { people } from './en/people.ts';
import { peopleInsight } from './en/people-insight.ts';
import { shell } from './en/shell.ts';
import { templates } from './en/templates.ts';
import { work } from './en/work.ts';

export const words = {
  ...shell,
  ...work,
  ...people,
  ...peopleInsight,
  ...decisions,
  ...insight,
  ...manage,
  ...account,
  ...operations,
  ...books,
  ...company,
  ...templates,
  ...codes,
};
