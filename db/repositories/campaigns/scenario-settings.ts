/** How a company has set its scenarios, read with the usual numbers beside its own, and changed with a version. */

import type { Knex } from 'knex';
import type { ScenarioSetting, ScenarioUpdate } from '../../../contracts/http/scenario-settings.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { type Scenario, SCENARIO_KINDS, SCENARIOS } from '../../../domain/campaigns/scenarios.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';

type Row = Pick<ScenarioSetting, 'scenario' | 'isOn' | 'cooldownDays' | 'cooldownBySegment' | 'version'> & {
  updatedAt: Date;
};

export type ScenarioChange =
  | { outcome: 'changed'; setting: ScenarioSetting }
  | { outcome: 'conflict'; current: ScenarioSetting };

const isOnce = (scenario: Scenario): boolean => scenario === 'milestone';

/** A company without a row has the scenario on, with the usual numbers. */
function settingOf(scenario: Scenario, row: Row | undefined): ScenarioSetting {
  const { cooldownDays, goodForDays } = SCENARIO_KINDS[scenario];
  return {
    scenario,
    isOn: row?.isOn ?? true,
    cooldownDays: row?.cooldownDays ?? null,
    cooldownBySegment: row?.cooldownBySegment ?? {},
    usualCooldownDays: isOnce(scenario) ? null : cooldownDays,
    goodForDays,
    version: row?.version ?? 1,
    // A row of version 1 was made to be locked, and holds what everybody begins with.
    updatedAt: row && row.version > 1 ? row.updatedAt.toISOString() : null,
  };
}

async function rowsOf(from: Knex, { companyId }: Scope): Promise<Map<Scenario, Row>> {
  const rows = await from('scenario_settings')
    .where({ company_id: companyId })
    .select<Row[]>(
      'scenario',
      'is_on as isOn',
      'cooldown_days as cooldownDays',
      'cooldown_by_segment as cooldownBySegment',
      'version',
      'updated_at as updatedAt',
    );
  return new Map(rows.map((row) => [row.scenario, row]));
}

export function createScenarioSettingsRepository(database: Database) {
  async function read(from: Knex, scope: Scope, scenario: Scenario): Promise<ScenarioSetting> {
    return settingOf(scenario, (await rowsOf(from, scope)).get(scenario));
  }

  return {
    async settings(scope: Scope): Promise<ScenarioSetting[]> {
      const rows = await rowsOf(database, scope);
      return SCENARIOS.map((scenario) => settingOf(scenario, rows.get(scenario)));
    },

    /** Only from the version the person was looking at; who is due is decided by it from the next question on. */
    async change(scope: Scope, scenario: Scenario, update: ScenarioUpdate, at: Date): Promise<ScenarioChange> {
      const { isOn, cooldownDays, cooldownBySegment, version } = update;
      if (isOnce(scenario) && (cooldownDays !== null || Object.keys(cooldownBySegment).length > 0))
        throw new RuleBroken('milestone_has_no_cooldown', 'invalid');
      const key = { company_id: scope.companyId, scenario };
      return database.transaction(async (trx) => {
        await trx('scenario_settings').insert(key).onConflict(['company_id', 'scenario']).ignore();
        await trx('scenario_settings').where(key).forUpdate();
        const before = await read(trx, scope, scenario);
        if (before.version !== version) return { outcome: 'conflict', current: before };
        const chosen = ({ isOn: on, cooldownDays: days, cooldownBySegment: own }: typeof before | ScenarioUpdate) => ({
          isOn: on,
          cooldownDays: days,
          cooldownBySegment: own,
        });
        const isSame = JSON.stringify(sorted(chosen(before))) === JSON.stringify(sorted(chosen(update)));
        if (isSame) return { outcome: 'changed', setting: before };
        await trx('scenario_settings')
          .where(key)
          .update({
            is_on: isOn,
            cooldown_days: cooldownDays,
            cooldown_by_segment: JSON.stringify(cooldownBySegment),
            version: version + 1,
            updated_at: at,
          });
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'scenario.changed',
          subjectKind: 'scenario',
          subjectId: scenario,
          details: { from: chosen(before), to: chosen(update) },
        });
        return { outcome: 'changed', setting: await read(trx, scope, scenario) };
      });
    },
  };
}

/** Segments in any order are the same segments. */
function sorted(chosen: { cooldownBySegment: object }): unknown {
  const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);
  return { ...chosen, cooldownBySegment: Object.entries(chosen.cooldownBySegment).toSorted(byName) };
}
