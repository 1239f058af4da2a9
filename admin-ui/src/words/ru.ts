/** All Russian words of the admin. */

import { account } from './ru/account.ts';
import { books } from './ru/books.ts';
import { codes } from './ru/codes.ts';
import { company } from './ru/company.ts';
import { decisions } from './ru/decisions.ts';
import { insight } from './ru/insight.ts';
import { manage } from './ru/manage.ts';
import { operations } from './ru/operations.ts';
import { people } from './ru/people.ts';
import { peopleInsight } from './ru/people-insight.ts';
import { shell } from './ru/shell.ts';
import { templates } from './ru/templates.ts';
import { work } from './ru/work.ts';

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
