/** The invented company's place, its occasions and its webhooks, which really change. */

import type { CompanySettings } from '../../contracts/http/company-settings.ts';
import type { ScenarioSettings } from '../../contracts/http/scenario-settings.ts';
import type { Ask } from './answers.ts';
import { ago, dayAgo } from './people.ts';

const company: CompanySettings = {
  name: 'Riverside Salon',
  timeZone: 'UTC',
  country: 'US',
  currency: 'USD',
  language: 'en',
  fedBy: 'books',
  today: dayAgo(0),
  confirmedAt: null,
  confirmedBy: null,
  version: 1,
  updatedAt: ago(900),
};
const kept: CompanySettings = {
  ...company,
  name: 'Harbour Sport Club',
  timeZone: 'Europe/Prague',
  country: 'CZ',
  currency: 'CZK',
  language: 'cs',
  fedBy: 'platform',
};
const of = ({ params }: Ask): CompanySettings => (params['companyId'] === '2' ? kept : company);

const usual = [
  ['birthday', 300, 0, 3, 4],
  ['milestone', null, 3, 2, 0],
  ['pt_dropout', 45, 7, 5, 1],
  ['last_chance', 60, 7, 41, 12],
  ['reactivation', 30, 7, 96, 30],
] as const;
const settings: ScenarioSettings = {
  asOf: dayAgo(0),
  scenarios: usual.map(([scenario, usualCooldownDays, goodForDays, due, leftOut]) => ({
    scenario,
    isOn: scenario !== 'milestone',
    cooldownDays: scenario === 'last_chance' ? 90 : null,
    cooldownBySegment: scenario === 'last_chance' ? { vip_members: 120 } : {},
    usualCooldownDays,
    goodForDays,
    version: 1,
    updatedAt: scenario === 'last_chance' ? ago(5000) : null,
    due,
    leftOut,
  })),
  serviceReactivation: { isOn: true, due: 31, leftOut: 112 },
};
const webhook = {
  url: 'https://reprise.example.com/webhooks/booking/5d1f0c3e9a7b42e8-1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7081',
  lastReceivedAt: ago(3) as string | null,
  isUsed: true,
};

export const settingsAnswers: Record<string, (ask: Ask) => unknown> = {
  getCompany: of,
  putCompany: (ask) => {
    const found = of(ask);
    if (ask.body['version'] !== found.version) ask.refuse(409, 'version_conflict', { current: found });
    return Object.assign(found, ask.body, {
      version: found.version + 1,
      confirmedAt: ago(0),
      confirmedBy: 'Maria Keller',
    });
  },
  getScenarioSettings: () => settings,
  putScenarioSetting: ({ params, body, refuse }) => {
    const setting = settings.scenarios.find(({ scenario }) => scenario === params['scenario']);
    if (!setting || body['version'] !== setting.version)
      return refuse(409, 'version_conflict', { current: setting ?? null });
    return Object.assign(setting, body, { version: setting.version + 1, updatedAt: ago(0) });
  },
  syncWebhook: () => webhook,
  renewSyncWebhook: () => Object.assign(webhook, { url: `${webhook.url.slice(0, -4)}beef`, lastReceivedAt: null }),
};
