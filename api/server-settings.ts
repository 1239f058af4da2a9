/** Part of the API's root: what a company is and how its scenarios are set, with everything that follows a change. */

import type { Logger } from 'pino';
import { tellZone, type ZoneDeps } from '../activities/access/tell-zone.ts';
import type { Database } from '../db/database.ts';
import { type AlongWith, createCompanySettingsRepository } from '../db/repositories/access/company-settings.ts';
import { candidatesFor } from '../db/repositories/campaigns/candidates.ts';
import { createScenarioSettingsRepository } from '../db/repositories/campaigns/scenario-settings.ts';
import { createScenariosRepository } from '../db/repositories/campaigns/scenarios.ts';
import { newestBooks, restateBooks } from '../db/repositories/sync/restate-books.ts';
import type { Scope } from '../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../domain/errors.ts';
import { restatedBooks } from '../domain/sync/books/restate.ts';
import type { CompanySettingsStore, ScenarioSettingsStore, Sync } from './deps.ts';
import { breathing, readBreathing } from './read-books.ts';

export interface SettingsWires {
  database: Database;
  temporal: ZoneDeps['temporal'];
  sync: Pick<Sync, 'start' | 'startRebuild'>;
  log: Logger;
}

export function createCompanySettings({ database, temporal, sync, log }: SettingsWires): CompanySettingsStore {
  const settings = createCompanySettingsRepository(database);

  /** What Temporal is told is also in the row, and reconcile tells it again; the copying comes by its schedule anyway. */
  async function follow(scope: Scope, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Unavailable || error instanceof RuleBroken)) throw error;
      log.warn({ err: error, companyId: scope.companyId }, 'What follows a change of the company could not begin yet');
    }
  }

  return {
    company: (scope, at) => settings.company(scope, at),
    async change(scope, update, at) {
      const restated = await booksUnder(database, scope, update, await settings.company(scope, at));
      const changed = await settings.change(scope, update, at, restated);
      if (changed.outcome === 'conflict') return changed;
      const zone = (await settings.zonesToTell()).find(({ companyId }) => companyId === scope.companyId);
      if (zone) await follow(scope, () => tellZone({ zones: settings, temporal }, zone));
      if (changed.company.fedBy === 'books' && changed.changed.some((key) => key === 'timeZone' || key === 'currency'))
        await follow(scope, () => sync.start(scope));
      // Numbers without a plus are another country's now.
      if (changed.company.fedBy !== 'nothing' && changed.changed.includes('country'))
        await follow(scope, () => sync.startRebuild(scope));
      return changed;
    },
  };
}

/** Books hold local times and major units: under another zone or currency their rows are others. */
async function booksUnder(
  database: Database,
  scope: Scope,
  update: { timeZone: string; currency: string },
  before: { fedBy: string; timeZone: string; currency: string },
): Promise<AlongWith> {
  const isOther = update.timeZone !== before.timeZone || update.currency !== before.currency;
  const stored = before.fedBy === 'books' && isOther ? await newestBooks(database, scope) : null;
  if (!stored) return () => Promise.resolve();
  const rows = await breathing(restatedBooks(await readBreathing(stored.texts), update, stored.shiftDays));
  return (trx) => restateBooks(trx, scope, { uploadId: stored.uploadId, ...rows });
}

export function createScenarioSettings(database: Database): ScenarioSettingsStore {
  const settings = createScenarioSettingsRepository(database);
  const scenarios = createScenariosRepository(database);
  return {
    async settings(scope, asOf) {
      const own = await settings.settings(scope);
      const lists = new Map((await scenarios.candidates(scope, asOf)).map((list) => [list.scenario, list]));
      const { candidates, skipped, company } = await candidatesFor(database, scope, asOf, { isDryRun: true });
      return {
        scenarios: own.map((setting) => {
          const list = lists.get(setting.scenario);
          return { ...setting, due: list?.candidates.length ?? 0, leftOut: list?.skipped.length ?? 0 };
        }),
        serviceReactivation: { isOn: company.enabled, due: candidates.length, leftOut: skipped.length },
      };
    },
    change: (scope, scenario, update, at) => settings.change(scope, scenario, update, at),
  };
}
