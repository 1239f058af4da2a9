/** Routes of what a company is, and of how its scenarios are set. */

import { z } from 'zod';
import { companyPath } from '../common.ts';
import * as companySettings from '../company-settings.ts';
import * as scenarioSettings from '../scenario-settings.ts';
import { company, type RouteContract } from './route-contract.ts';

export const settingsRoutes = {
  getCompany: {
    method: 'get',
    path: `${company}/settings/company`,
    summary: 'Name, time zone, country, currency and language of the company',
    params: companyPath,
    response: companySettings.companySettings,
  },
  putCompany: {
    method: 'put',
    path: `${company}/settings/company`,
    summary: 'Change or confirm them; a newer version answers 409 with the current one',
    params: companyPath,
    body: companySettings.companyUpdate,
    response: companySettings.companySettings,
  },
  getScenarioSettings: {
    method: 'get',
    path: `${company}/settings/scenarios`,
    summary: 'How each scenario is set, and how many people are due in it today',
    params: companyPath,
    response: scenarioSettings.scenarioSettings,
  },
  putScenarioSetting: {
    method: 'put',
    path: `${company}/settings/scenarios/{scenario}`,
    summary: 'Change one; a newer version answers 409 with the current one',
    params: companyPath.extend({ scenario: z.enum(scenarioSettings.SET_SCENARIOS) }),
    body: scenarioSettings.scenarioUpdate,
    response: scenarioSettings.scenarioSetting,
  },
} as const satisfies Record<string, RouteContract>;
