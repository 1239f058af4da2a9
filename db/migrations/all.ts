/** Every migration in order, as an object and not a folder: the names stay the same compiled and from source. */

import type { Knex } from 'knex';
import * as access from './0001-access.ts';
import * as sync from './0002-sync.ts';
import * as campaigns from './0003-campaigns.ts';
import * as delivery from './0004-delivery.ts';
import * as moderation from './0005-moderation.ts';
import * as syncCollections from './0006-sync-collections.ts';
import * as syncState from './0007-sync-state.ts';
import * as books from './0008-books.ts';
import * as insight from './0009-insight.ts';
import * as due from './0010-due.ts';
import * as lists from './0011-lists.ts';
import * as insightHistory from './0012-insight-history.ts';
import * as insightSettled from './0013-insight-settled.ts';
import * as insightFew from './0014-insight-few.ts';
import * as goods from './0015-goods.ts';
import * as companySettings from './0016-company-settings.ts';
import * as accountHealth from './0017-account-health.ts';
import * as moderationInFull from './0018-moderation-in-full.ts';
import * as templates from './0019-templates.ts';
import * as optOuts from './0020-opt-outs.ts';
import * as decisionsAndBudgets from './0021-decisions-and-budgets.ts';
import * as syncWaits from './0022-sync-waits.ts';
import * as keptIntervals from './0023-kept-intervals.ts';
import * as followedCompany from './0024-followed-company.ts';

interface Migration {
  name: string;
  up: string;
}

const all: Migration[] = [
  access,
  sync,
  campaigns,
  delivery,
  moderation,
  syncCollections,
  syncState,
  books,
  insight,
  due,
  lists,
  insightHistory,
  insightSettled,
  insightFew,
  goods,
  companySettings,
  accountHealth,
  moderationInFull,
  templates,
  optOuts,
  decisionsAndBudgets,
  syncWaits,
  keptIntervals,
  followedCompany,
];

export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve(all),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) =>
    Promise.resolve({
      up: async (knex: Knex) => {
        await knex.raw(migration.up);
      },
      down: () => Promise.reject(new Error('Migrations only go forward; restore a backup to go back.')),
    }),
};
