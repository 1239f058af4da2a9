/** What a company is, and how its scenarios are set. */

import { routes } from '../../contracts/http/routes.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';
import { VersionConflict } from '../version-conflict.ts';
import { dayOf } from './day.ts';

export function settingsRoutes({ companySettings, scenarioSettings, templates, views }: ApiDeps): Route[] {
  return [
    companyRoute('getCompany', 'see_settings', ({ scope, at }) => companySettings.company(scope, at)),

    companyRoute('putCompany', 'change_settings', async ({ scope, body, at }) => {
      const changed = await companySettings.change(scope, body, at);
      if (changed.outcome === 'conflict') throw new VersionConflict(routes.putCompany.response.parse(changed.current));
      return changed.company;
    }),

    companyRoute('getScenarioSettings', 'see_settings', async ({ scope, at }) => {
      const asOf = await dayOf(views, scope, undefined, at);
      return { asOf, ...(await scenarioSettings.settings(scope, asOf)) };
    }),

    companyRoute('putScenarioSetting', 'change_rules', async ({ scope, params, body, at }) => {
      if (body.isOn) await templates.mustBeReady(scope, params.scenario, 'switch_on');
      const changed = await scenarioSettings.change(scope, params.scenario, body, at);
      if (changed.outcome === 'conflict')
        throw new VersionConflict(routes.putScenarioSetting.response.parse(changed.current));
      return changed.setting;
    }),
  ];
}
