/** The invented club itself: session, Today, settings, the number, the audit log. */

import type { AuditEntry, Settings } from '../../contracts/http/access.ts';
import type { Candidates, Run } from '../../contracts/http/campaigns.ts';
import type { AccountHealth, SendingState } from '../../contracts/http/delivery.ts';
import type { Health, Today } from '../../contracts/http/insight.ts';
import { ago, ahead, clients, dayAgo, pick, SERVICES, workflow } from './people.ts';

const PERMISSIONS = [
  'see_people',
  'see_company',
  'approve',
  'write_messages',
  'run_campaigns',
  'settle_outbox',
  'stop_sending',
  'change_delivery_mode',
  'see_settings',
  'change_settings',
  'change_rules',
  'see_audit',
  'start_sync',
];
const company = {
  role: 'owner' as const,
  timeZone: 'America/Vancouver',
  currency: 'CAD',
  booksShiftDays: 2184,
  country: 'CA',
  language: 'en',
  isTryOut: true,
  permissions: PERMISSIONS,
};
export const session = {
  user: { id: 1, email: 'owner@example.com', name: 'Maria Keller', language: 'en' },
  companies: [
    { id: 1, name: 'Riverside Salon', ...company },
    { id: 2, name: 'Harbour Sport Club', ...company, timeZone: 'Europe/Prague', currency: 'EUR' },
    { id: 3, name: 'Northside Dental', ...company },
    { id: 4, name: 'Lakeside Studio', ...company },
  ],
};

export const sending: SendingState = { stopped: false, scope: null, at: null, reason: null, by: null };
export const health = (approvals: number): Health => ({
  state: sending.stopped ? 'attention' : 'ok',
  problems: sending.stopped ? [{ code: 'sending_stopped', level: 'attention', detail: null, since: sending.at }] : [],
  lastSyncAt: new Date(Date.now() - 40_000).toISOString(),
  sending,
  counts: { approvals, conversations: 3, outbox: 4 },
});

const feed = (
  kind: string,
  minutes: number,
  more: Partial<Today['justNow'][number]> = {},
): Today['justNow'][number] => ({
  key: `${kind}-${String(minutes)}`,
  at: ago(minutes),
  kind,
  clientId: null,
  clientName: null,
  messageId: null,
  reactivationId: null,
  by: null,
  text: null,
  details: {},
  ...more,
});
const client = (id: number) => ({ clientId: id, clientName: clients[id - 1]?.name ?? '' });

export const today = (approvals: number, isFirstDay: boolean): Today => ({
  date: dayAgo(0),
  needsYou: isFirstDay
    ? [{ code: 'dry_run', count: 1, oldestAt: null, reason: null }]
    : [
        { code: 'approvals', count: approvals, oldestAt: ago(128), reason: null },
        { code: 'unknown_sends', count: 2, oldestAt: ago(44), reason: null },
        { code: 'conversations', count: 3, oldestAt: ago(310), reason: null },
        { code: 'paused_templates', count: 1, oldestAt: ago(1500), reason: 'reprise_birthday' },
      ].filter(({ count }) => count > 0),
  wonBack: isFirstDay
    ? { clients: 0, bookedMinor: 0, visitedMinor: 0, costMinor: 0, byWeek: [] }
    : {
        clients: 31,
        bookedMinor: 284_000,
        visitedMinor: 196_000,
        costMinor: 6100,
        byWeek: [2, 3, 2, 5, 6, 9, 7, 11].map((clients, index) => ({
          weekOf: dayAgo((7 - index) * 7 + 4),
          clients,
          bookedMinor: clients * 9200,
        })),
      },
  funnel: isFirstDay
    ? { drafted: 0, approved: 0, sent: 0, delivered: 0, read: 0, replied: 0, booked: 0, visited: 0 }
    : { drafted: 214, approved: 193, sent: 180, delivered: 176, read: 138, replied: 52, booked: 31, visited: 19 },
  justNow: isFirstDay
    ? [feed('sync', 3, { details: { visits: 4210, clients: 612 } })]
    : [
        feed('reply', 4, { ...client(9), reactivationId: 5, text: 'Thursday works' }),
        feed('converted', 5, {
          ...client(9),
          reactivationId: 5,
          details: { startsAt: ahead(42), bookedMinor: 14_500 },
        }),
        feed('rejected', 12, { ...client(24), messageId: 19, by: 'Anna' }),
        feed('approved', 14, { ...client(33), messageId: 11, by: 'Boris' }),
        feed('read', 19, { ...client(33), messageId: 11 }),
        feed('sync', 22, { details: { visits: 12, clients: 3 } }),
        feed('delivered', 31, { ...client(45), messageId: 13 }),
        feed('opt_out', 64, { ...client(82) }),
        feed('run', 200, { by: 'schedule', details: { considered: 58, started: 20 } }),
      ],
  people: isFirstDay
    ? null
    : {
        regular_members: 118,
        vip_members: 76,
        at_risk: 41,
        going_silent: 96,
        nearly_lost: 57,
        lost_clients: 120,
        trial_dropoffs: 58,
        pt_cancellations: 14,
      },
  health: health(approvals),
  run: isFirstDay ? null : { id: 3, status: 'done', considered: 58, started: 20, ...workflow('reactivation-run:1') },
});

export const candidates = (): Candidates => {
  const due = clients.filter(({ daysSince, phone }) => daysSince > 40 && daysSince < 240 && phone !== null);
  const reasons = [
    'future_booking',
    'seen_recently',
    'messaged_recently',
    'opted_out',
    'no_valid_phone',
    'campaign_running',
    'max_attempts',
    'away',
  ];
  return {
    asOf: dayAgo(0),
    candidates: due
      .slice(0, 58)
      .map((one) => ({
        clientId: one.id,
        clientName: one.name,
        phone: one.phone ?? '',
        serviceId: (one.id % 8) + 1,
        serviceTitle: pick(SERVICES, one.id),
        daysSince: one.daysSince,
        visits: one.visits,
        spendMinor: one.spendMinor,
        loyalty:
          one.visits > 40
            ? 'VIP'
            : one.visits > 25
              ? 'Gold'
              : one.visits > 9
                ? 'Silver'
                : one.visits > 2
                  ? 'Bronze'
                  : 'New',
        score: one.visits * 0.4 + one.spendMinor / 100_000 + one.daysSince / 100,
        expectedVisits: null,
        reasons: [
          {
            code: 'due',
            service: pick(SERVICES, one.id),
            daysSince: one.daysSince,
            days: one.daysSince,
            interval: pick([28, 30, 41, 56], one.id),
            intervalSource: 'historical',
          },
          { code: 'visits', visits: one.visits },
          { code: 'spend', spendMinor: one.spendMinor },
        ],
      }))
      .toSorted((a, b) => b.score - a.score),
    skipped: due
      .slice(58, 160)
      .map((one) => ({ clientId: one.id, clientName: one.name, phone: one.phone, reason: pick(reasons, one.id) })),
  };
};

export const runs: Run[] = [0, 1, 2, 5, 6, 7, 8].map((days, index) => ({
  id: 9 - index,
  localDate: dayAgo(days),
  status: 'done',
  startedBy: index === 0 ? 'Maria Keller' : 'schedule',
  considered: 58 + index * 3,
  started: 20,
  skipped: { future_booking: 20 + index, seen_recently: 14, messaged_recently: 9, no_valid_phone: 4, opted_out: 3 },
  startedAt: ago(days * 1440 + 200),
  endedAt: ago(days * 1440 + 199),
  failureCode: null,
  ...workflow('reactivation-run:1'),
}));

export const settings: Settings = {
  enabled: true,
  tone: 'friendly',
  dailyLimitMode: 'auto',
  manualDailyLimit: null,
  manualHourlyLimit: null,
  manualConcurrentLimit: null,
  sendingHours: { start: 0, end: 24 },
  sendingDays: [1, 2, 3, 4, 5, 6, 7],
  includeSlotsInMessage: true,
  maxSlotsToOffer: 3,
  preferFavoriteStaff: true,
  holdOutPercent: 0,
  ranking: 'classic',
  notifyAdminOnLowConversion: true,
  conversionThreshold: 0.15,
  adminNotificationChatId: null,
  deliveryMode: 'moderation',
  dryRunSeenAt: ago(3000),
  isTryOut: true,
  moderators: [
    { telegramUserId: 7_001_001, name: 'Anna' },
    { telegramUserId: 7_001_002, name: 'Boris' },
  ],
  moderationChat: { isSet: true, deadReason: null },
  version: 1,
  updatedAt: ago(3000),
};

export const account: AccountHealth = {
  phoneNumberId: '100200300',
  displayPhone: '+1 604 555 0100',
  accountCreatedAt: ago(60_000),
  warmup: 'warm',
  limits: { source: 'warmup', daily: 100, hourly: 20, concurrent: 5, tier: 250 },
  used: { today: 62, lastHour: 14, sendingNow: 1, tierPeople24h: 71 },
  outbox: { queued: 4, waiting: 3, failed: 1, unknown: 2, dead: 1 },
  nextWarmup: { level: 'hot', on: ago(-60 * 24 * 30).slice(0, 10), daily: 500, hourly: 100, concurrent: 10 },
  quality: 'UPGRADE',
  spamScore: 0.0217,
  spamParts: { sent: 230, optOuts: 1, errors: 0, band: 'calm', accepted: false },
  lookedAt: ago(2),
  pausedBy: null,
  pausedAt: null,
  pausedReason: null,
  pausedUntil: null,
  lastBanDate: null,
  banCount: 0,
  lastIncidentDate: null,
  lastIncidentType: null,
  templates: ['service_reactivation', 'birthday', 'milestone'].flatMap((scenario) =>
    ['en', 'ru', 'cs', 'uk', 'bg'].map((language) => ({
      scenario,
      name: `reprise_${scenario}`,
      language,
      status: scenario === 'birthday' && language === 'bg' ? 'PAUSED' : 'APPROVED',
      body: '',
    })),
  ),
  ...workflow('outbox:100200300'),
};

const acts = [
  ['message.approved', 'message', 'telegram', 'Anna'],
  ['message.rejected', 'message', 'telegram', 'Boris'],
  ['settings.changed', 'settings', 'api', 'Maria Keller'],
  ['session.opened', 'user', 'api', 'Maria Keller'],
  ['service_rule.changed', 'service', 'api', 'Maria Keller'],
  ['sending.resumed', 'company', 'api', 'Maria Keller'],
] as const;
export const audit: AuditEntry[] = Array.from({ length: 64 }, (_, index) => {
  const [action, subjectKind, via, actorLabel] = acts[index % acts.length] ?? acts[0];
  return {
    id: 900 - index,
    at: ago(12 + index * 38),
    actorKind: via === 'telegram' ? 'telegram' : 'user',
    actorLabel,
    action,
    subjectKind,
    subjectId: String((index % 40) + 1),
    via,
    details: action === 'settings.changed' ? { tone: 'friendly' } : {},
  };
});
