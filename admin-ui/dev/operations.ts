/** The invented operations of the club: rules per service, whom the scenarios would write to, and the copy of the booking platform. */

import type { ScenarioCandidates, ServiceRule } from '../../contracts/http/campaigns.ts';
import type { Quarantined, Rebuild, SyncState } from '../../contracts/http/sync.ts';
import type { Ask } from './answers.ts';
import { among, pageOf } from './page-of.ts';
import { ago, clients, dayAgo, noise, pick, SERVICES, workflow } from './people.ts';

const REASONING =
  'A gloss fades after five to six weeks, and your clients who came three times had about 38 days between visits.';
const ruleOf = (title: string, index: number): ServiceRule => {
  const gaps = [128, 12, 0, 64, 31, 4, 20, 0][index] ?? 0;
  const medianDays = gaps === 0 ? null : 26 + Math.floor(noise(index + 4) * 40) + 0.5;
  const historical = gaps >= 20 && medianDays !== null ? Math.ceil(medianDays) : null;
  const manualInterval = index === 2 ? 60 : null;
  const aiSuggestedInterval = [0, 1, 5].includes(index) ? 38 : null;
  const isAccepted = index === 5;
  return {
    serviceId: index + 1,
    title,
    categoryTitle: index % 2 ? 'Hair' : 'Body',
    priceMinMinor: 8900,
    isServiceActive: true,
    manualInterval,
    retryIntervalDays: 14,
    maxAttempts: 3,
    isActive: index !== 6,
    discountProgression: [10, 15, 20],
    intervalDays: manualInterval ?? historical ?? (isAccepted ? 38 : 30),
    intervalSource:
      manualInterval !== null ? 'manual' : historical !== null ? 'historical' : isAccepted ? 'ai' : 'default',
    calculatedAvgInterval: historical,
    aiSuggestedInterval,
    aiSuggestionAccepted: isAccepted,
    aiSuggestionDeclinedAt: index === 1 ? ago(700) : null,
    aiSuggestionDeclinedBy: index === 1 ? 'Maria Keller' : null,
    aiReasoning: aiSuggestedInterval === null ? null : REASONING,
    aiSuggestedAt: aiSuggestedInterval === null ? null : ago(2000),
    historicalGaps: { count: gaps, medianDays },
    isPersonalTraining: index === 3 ? true : null,
    countsAsPersonalTraining: index === 3,
    defaultIntervalDays: 30,
    version: 1,
    updatedAt: ago(900),
  };
};
export const rules: ServiceRule[] = SERVICES.map(ruleOf);
const ruleFor = ({ params, refuse }: Ask): ServiceRule =>
  rules.find(({ serviceId }) => String(serviceId) === params['serviceId']) ?? refuse(404, 'not_found');
/** The invented model answers after a moment, as the real one does. */
function suggest(asked: ServiceRule[], tell: Ask['tell']): void {
  setTimeout(() => {
    for (const rule of asked)
      Object.assign(rule, {
        aiSuggestedInterval: 35,
        aiReasoning: REASONING,
        aiSuggestedAt: new Date().toISOString(),
        aiSuggestionDeclinedAt: null,
        aiSuggestionDeclinedBy: null,
        version: rule.version + 1,
      });
    tell(['settings']);
  }, 2500);
}
function changed(rule: ServiceRule, body: Record<string, unknown>): ServiceRule {
  const { aiSuggestionDeclined, ...chosen } = body;
  Object.assign(rule, chosen, { version: rule.version + 1 });
  if (aiSuggestionDeclined !== undefined)
    Object.assign(rule, {
      aiSuggestionDeclinedAt: aiSuggestionDeclined ? ago(0) : null,
      aiSuggestionDeclinedBy: aiSuggestionDeclined ? 'Maria Keller' : null,
    });
  const { manualInterval, calculatedAvgInterval, aiSuggestedInterval, aiSuggestionAccepted } = rule;
  const ai = aiSuggestionAccepted ? aiSuggestedInterval : null;
  rule.intervalDays = manualInterval ?? calculatedAvgInterval ?? ai ?? rule.defaultIntervalDays;
  rule.intervalSource =
    manualInterval !== null ? 'manual' : calculatedAvgInterval !== null ? 'historical' : ai !== null ? 'ai' : 'default';
  rule.countsAsPersonalTraining = rule.isPersonalTraining ?? rule.title === 'Personal training';
  return rule;
}

const LOYALTIES = ['New', 'Bronze', 'Silver', 'Gold', 'VIP'] as const;
const SKIPS = ['opted_out', 'no_valid_phone', 'messaged_recently', 'cooldown', 'another_scenario', 'campaign_running'];
type Scenario = ScenarioCandidates['scenarios'][number];
const why = (scenario: Scenario['scenario'], one: (typeof clients)[number]) => {
  const { daysSince, visits, firstVisitOn } = one;
  if (scenario === 'birthday') return { code: 'birthday', on: dayAgo(0) };
  if (scenario === 'milestone')
    return { code: 'milestone', visits: [10, 25, 50, 100][one.id % 4], on: dayAgo(one.id % 3) };
  if (scenario === 'pt_dropout') return { code: 'pt_dropout', ptVisits: 2 + (one.id % 9), daysSince };
  return scenario === 'reactivation' && visits < 4
    ? { code: 'early_churn', daysSince, firstVisitOn }
    : { code: 'last_seen', daysSince };
};
function scenarioOf(scenario: Scenario['scenario'], index: number, counts: [due: number, skipped: number]): Scenario {
  const about = clients.filter(({ id, phone }) => id % 5 === index && phone !== null);
  const points = (loyalty: (typeof LOYALTIES)[number]): number => LOYALTIES.indexOf(loyalty) + 1;
  return {
    scenario,
    isOn: scenario !== 'milestone',
    cooldownDays: [300, 0, 45, 60, 30][index] ?? 0,
    candidates: about
      .slice(0, counts[0])
      .map((one) => {
        const loyalty = pick(LOYALTIES, one.id);
        const parts = [
          { code: 'days_since', days: one.daysSince, part: one.daysSince / 100 },
          { code: 'loyalty', loyalty, points: points(loyalty), part: points(loyalty) * 0.4 },
          { code: 'visits', visits: one.visits, part: one.visits * 0.4 },
          { code: 'spend', spendMinor: one.spendMinor, part: (one.spendMinor * 3) / 1_000_000 },
        ];
        return {
          clientId: one.id,
          clientName: one.name,
          phone: one.phone ?? '',
          serviceId: null,
          serviceTitle: null,
          daysSince: one.daysSince,
          visits: one.visits,
          spendMinor: one.spendMinor,
          loyalty,
          score: parts.reduce((sum, { part }) => sum + part, 0),
          expectedVisits: null,
          goodUntil: dayAgo(scenario === 'birthday' ? 0 : scenario === 'milestone' ? -3 : -7),
          reasons: [why(scenario, one), ...parts],
        };
      })
      .toSorted((a, b) => b.score - a.score),
    skipped: about.slice(60, 60 + counts[1]).map((one) => ({
      clientId: one.id,
      clientName: one.name,
      phone: one.phone,
      reason: scenario === 'milestone' ? 'settings_off' : pick(SKIPS, one.id),
    })),
  };
}

const READ = ['clients', 'records', 'goods'] as const;
const COLLECTIONS = ['staff', 'services', ...READ, 'memberships', 'schedules'];
const reading = (collection: string, page: number, pages: number | null) => ({
  collection,
  page,
  pages,
  percent: pages === null ? null : Math.round((page / pages) * 1000) / 10,
  isDone: page === pages,
});
const lastRebuild: Rebuild = {
  id: 40,
  startedAt: ago(1330),
  endedAt: ago(1302),
  state: 'done',
  failureCode: null,
  progress: READ.map((collection) => reading(collection, 22, 22)),
  drift: {
    clients: { missing: 0, changed: 3, gone: 1 },
    records: { missing: 2, changed: 11, gone: 0 },
    goods: { missing: 0, changed: 0, gone: 0 },
  },
  ...workflow('rebuild:1'),
};
const quarantine: Quarantined[] = (
  [
    ['records', 'staff: unknown'],
    ['records', 'datetime: invalid_format'],
    ['clients', 'sex: invalid_type'],
    ['records', 'seance_length: too_small'],
    ['goods', 'amount: unreadable'],
    ['records', 'service: unknown'],
  ] as const
).map(([collection, reason], index) => ({
  id: index + 1,
  collection,
  externalId: String(88_213 + index * 71),
  reason,
  firstSeenAt: ago(9000 + index * 600),
  lastSeenAt: ago(30 + index * 95),
  resolvedAt: null,
  payload: {
    id: 88_213 + index * 71,
    staff_id: 4410,
    datetime: '2026-02-30T25:00:00+0000',
    seance_length: 0,
    client: { id: 9, name: 'Invented Person' },
    services: [{ id: 7, title: 'Cut and style', cost: 89 }],
  },
}));
const runs: SyncState['runs'] = Array.from({ length: 9 }, (_, index) => ({
  id: 900 - index,
  kind: index === 5 ? ('rebuild' as const) : ('cycle' as const),
  startedAt: ago(3 + index * 23),
  endedAt: ago(3 + index * 23 - (index === 5 ? 20 : 0.1)),
  outcome: index === 3 ? ('failed' as const) : ('changed' as const),
  counts: index === 3 ? {} : { visits: 1 + Math.floor(noise(index) * 14), clients: Math.floor(noise(index + 3) * 4) },
  failureCode: index === 3 ? 'booking_http_503' : null,
}));
const fresh: SyncState = {
  state: 'fresh',
  lastSuccessAt: ago(0.7),
  failureCode: null,
  refusedAt: null,
  firstCopy: null,
  cursors: COLLECTIONS.map((collection) => ({
    collection,
    changedUpTo: collection === 'schedules' ? null : ago(collection === 'staff' ? 41 : 1),
    firstCopyPage: null,
    firstCopyDoneAt: ago(9000),
    refusedAt: null,
  })),
  interval: { seconds: 60, usualSeconds: 60, reason: null },
  speed: { recordsPerMinute: 38_900, requestsLastMinute: 64, requestsPerMinuteLimit: 200 },
  rebuild: { current: null, last: lastRebuild },
  runs,
  quarantined: { total: 0, byReason: [], newest: [] },
  postponedCards: { count: 3, nextTryAt: ago(-8) },
  rows: { clients: 612, visits: 4210, services: 8, staff: 4, goodsOnSale: 23 },
  ...workflow('sync:1'),
};
const firstCopy: SyncState = {
  ...fresh,
  state: 'first_copy',
  lastSuccessAt: null,
  firstCopy: {
    percent: 62.4,
    collections: [reading('clients', 21, 21), reading('records', 96, 170), reading('goods', 0, null)],
  },
  cursors: COLLECTIONS.map((collection, index) => ({
    collection,
    changedUpTo: null,
    firstCopyPage: index < 3 ? null : 96,
    firstCopyDoneAt: index < 3 ? ago(3) : null,
    refusedAt: null,
  })),
  speed: { ...fresh.speed, requestsLastMinute: 195 },
  rebuild: { current: null, last: null },
  runs: [{ ...(runs[0] as SyncState['runs'][number]), endedAt: null, outcome: null }],
};
const refused: SyncState = {
  ...fresh,
  state: 'refused',
  failureCode: 'booking_token_refused',
  refusedAt: ago(190),
  lastSuccessAt: ago(191),
  speed: { recordsPerMinute: 38_900, requestsLastMinute: 0, requestsPerMinuteLimit: 200 },
  rebuild: { current: null, last: { ...lastRebuild, state: 'failed', failureCode: 'booking_token_refused' } },
};
const slow: SyncState = {
  ...fresh,
  state: 'failing',
  failureCode: 'booking_http_503',
  interval: { seconds: 180, usualSeconds: 60, reason: 'limit_shared' },
  speed: { ...fresh.speed, requestsLastMinute: 188 },
  rebuild: {
    last: { ...lastRebuild, drift: {} },
    current: {
      ...lastRebuild,
      id: 41,
      state: 'running',
      startedAt: ago(9),
      endedAt: null,
      progress: [reading('clients', 21, 21), reading('records', 64, 170)],
      drift: { clients: { missing: 1, changed: 0, gone: 0 }, records: { missing: 0, changed: 4, gone: null } },
    },
  },
};
/** A club for every state that the page can show. */
const stateOf: Record<string, SyncState> = { '1': fresh, '2': firstCopy, '3': refused, '4': slow };
const openRows = (ask: Ask): Quarantined[] => (ask.params['companyId'] === '1' ? quarantine : []);
function current(ask: Ask): SyncState {
  const state = stateOf[ask.params['companyId'] ?? ''] ?? fresh;
  const open = openRows(ask).filter(({ resolvedAt }) => resolvedAt === null);
  const byReason = open.map(({ collection, reason }) => ({ collection, reason, count: 1 }));
  return {
    ...state,
    quarantined: { total: open.length, byReason, newest: open.map((row) => ({ ...row, payload: null })) },
  };
}
const rebuildOf = (ask: Ask): Rebuild => current(ask).rebuild.current ?? ask.refuse(409, 'rebuild_not_running');

export const operationsAnswers: Record<string, (ask: Ask) => unknown> = {
  listServiceRules: (ask) => ({
    ...pageOf(
      rules
        .filter(({ isActive }) => among(ask.query['isActive'], String(isActive)))
        .filter(({ categoryTitle }) => among(ask.query['category'], categoryTitle)),
      ask,
      ({ title }) => title,
    ),
    categories: ['Body', 'Hair'].map((title) => ({
      title,
      count: rules.filter(({ categoryTitle }) => categoryTitle === title).length,
    })),
  }),
  getServiceRule: ruleFor,
  putServiceRule: (ask) => {
    const rule = ruleFor(ask);
    if (ask.body['version'] !== rule.version) ask.refuse(409, 'version_conflict', { current: rule });
    return changed(rule, ask.body);
  },
  suggestInterval: (ask) => {
    suggest([ruleFor(ask)], ask.tell);
    return workflow('suggest-intervals:1');
  },
  suggestIntervals: ({ tell }) => {
    suggest(
      rules.filter(({ intervalSource }) => intervalSource === 'default'),
      tell,
    );
    return workflow('suggest-intervals:1');
  },
  scenarioCandidates: () => ({
    asOf: dayAgo(0),
    scenarios: [
      scenarioOf('birthday', 0, [3, 1]),
      scenarioOf('milestone', 1, [0, 4]),
      scenarioOf('pt_dropout', 2, [6, 5]),
      scenarioOf('last_chance', 3, [14, 9]),
      scenarioOf('reactivation', 4, [57, 31]),
    ],
  }),
  syncState: current,
  startSync: () => workflow('sync:1'),
  startRebuild: (ask) => {
    fresh.rebuild.current = { ...(slow.rebuild.current as Rebuild), startedAt: new Date().toISOString() };
    setTimeout(() => ask.tell(['sync']), 300);
    return workflow('rebuild:1');
  },
  pauseRebuild: (ask) => Object.assign(rebuildOf(ask), { state: 'paused' }),
  resumeRebuild: (ask) => Object.assign(rebuildOf(ask), { state: 'running' }),
  listQuarantined: (ask) => {
    const wanted = ask.query['state'] ?? 'open';
    const rows = openRows(ask).filter(
      ({ collection, resolvedAt }) =>
        among(ask.query['collection'], collection) &&
        (wanted === 'all' || (resolvedAt === null) === (wanted === 'open')),
    );
    return pageOf(rows, ask, ({ externalId }) => externalId);
  },
  retryQuarantined: ({ params, refuse }) => {
    const row =
      quarantine.find(({ id }) => String(id) === params['quarantinedId']) ?? refuse(404, 'quarantined_not_found');
    const outcome = row.id === 1 ? 'resolved' : 'still_unreadable';
    if (outcome === 'resolved') row.resolvedAt = new Date().toISOString();
    return { outcome, row };
  },
  retryAllQuarantined: () => ({ resolved: 1, gone: 1, stillUnreadable: 3, nextReading: 1, left: 0 }),
};
