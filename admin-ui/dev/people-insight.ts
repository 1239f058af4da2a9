/** Invented people as lists and as persons: who fits a filter, what somebody is like, why they are due, their story. */

import type { ClientDue } from '../../contracts/http/campaigns.ts';
import type { ClientDetail, TimelineItem } from '../../contracts/http/insight.ts';
import type { MetricKey } from '../../domain/insight/metric-keys.ts';
import type { Ask } from './answers.ts';
import { conversations } from './conversations.ts';
import { makeMessage, messages, reactivations } from './messages.ts';
import { among, pageOf } from './page-of.ts';
import {
  ago,
  ahead,
  BODY,
  clientOf,
  clients,
  dayAgo,
  type FakeClient,
  noise,
  pick,
  SERVICES,
  STAFF,
  workflow,
} from './people.ts';

const DAY = 24 * 60;
const between = (days: number, from: number, to: number): boolean => days >= from && days <= to;
const BEHIND: Partial<Record<MetricKey, (client: FakeClient) => boolean>> = {
  early_churn: ({ id, daysSince, visits }) => visits < 6 && between(daysSince, 21, 89) && id % 3 === 0,
  inactive_60: ({ daysSince }) => between(daysSince, 60, 179),
  inactive_180: ({ daysSince }) => daysSince >= 180,
  weekly_active: ({ daysSince }) => daysSince < 7,
  monthly_active: ({ daysSince }) => daysSince < 30,
  core_clients: ({ visits30d }) => visits30d >= 3,
  pt_first: ({ ptVisits, daysSince }) => ptVisits === 1 && daysSince < 30,
  pt_repeat: ({ ptVisits, daysSince }) => ptVisits > 1 && daysSince < 30,
  pt_churn: ({ ptVisits, daysSince }) => ptVisits > 1 && between(daysSince, 45, 180),
  high_ltv: ({ spendMinor }) => spendMinor > 350_000,
};

function listClients(ask: Ask) {
  const { metric, segment, cohort, trialStep } = ask.query;
  const behind = BEHIND[metric as MetricKey] ?? (({ id }: FakeClient) => metric === undefined || id % 21 === 0);
  const fits = clients.filter(
    (client) =>
      among(segment, client.segment) &&
      behind(client) &&
      (cohort === undefined || client.firstVisitOn.startsWith(cohort)) &&
      (trialStep === undefined || client.id % 11 === 0),
  );
  return pageOf(fits, ask, ({ name, phone }) => `${name} ${phone ?? ''}`);
}

const favourites = ({ id }: FakeClient) => ({ service: pick(SERVICES, id + 0.1), staff: pick(STAFF, id + 0.9) });

/** Every third is sure of everything, every third of little, and every seventh has been here too seldom. */
function preferences(client: FakeClient): ClientDetail['preferences'] {
  if (client.visits < 3 || client.id % 7 === 0) return null;
  const sure = [0.82, 0.44, 0.21][client.id % 3] ?? 0.5;
  const { service, staff } = favourites(client);
  return {
    weekday: { value: 1 + (client.id % 6), confidence: sure },
    partOfDay: { value: pick(['morning', 'afternoon', 'evening'] as const, client.id), confidence: sure * 0.9 },
    staff: { value: staff, confidence: Math.min(1, sure * 1.1) },
    service: { value: service, confidence: sure * 0.7 },
    visits: Math.min(client.visits, 23),
  };
}

function talkOf(client: FakeClient): ClientDetail['conversation'] {
  const found = conversations.find(({ clientId }) => clientId === client.id);
  if (!found) return null;
  const { id, lastInboundAt, windowUntil, needsPersonSince, needsPersonReason, handedTo, workflowId, temporalUrl } =
    found;
  return {
    id,
    lastInboundAt,
    windowUntil,
    needsPersonSince,
    needsPersonReason,
    handedTo,
    marketingHold: false,
    workflowId,
    temporalUrl,
  };
}

const MOVES: ClientDetail['segmentMoves'] = [
  { from: 'regular_members', to: 'at_risk', on: dayAgo(38) },
  { from: 'vip_members', to: 'regular_members', on: dayAgo(121) },
  { from: 'regular_members', to: 'vip_members', on: dayAgo(204) },
  { from: null, to: 'regular_members', on: dayAgo(260) },
  { from: 'trial_dropoffs', to: null, on: dayAgo(301) },
  { from: null, to: 'trial_dropoffs', on: dayAgo(322) },
];

function getClient({ params }: Ask): ClientDetail {
  const client = clientOf(Number(params['clientId']));
  const won = reactivations.find(({ clientId }) => clientId === client.id);
  const { service, staff } = favourites(client);
  const conversation = talkOf(client);
  const isOpen = Date.parse(conversation?.windowUntil ?? '') > Date.now();
  return {
    ...client,
    externalId: `C${String(1000 + client.id)}`,
    email: 'kim@example.com',
    language: 'en',
    birthDate: '1988-04-17',
    newsletterAgreed: true,
    newsletterTold: { source: 'booking_card', at: ago(90_000) },
    card: {
      comment:
        'Prefers the quiet room at the end of the corridor and no music. Allergic to lavender oil. Her sister comes on Fridays, and both like to be booked one after the other with the same person where that is possible.',
      categories: ['Regular', 'Yoga club'],
      discountPercent: 5,
      fields: [{ name: 'shoe_size', value: '38' }],
      agreements: [{ name: 'is_personal_data_processing_allowed', isAgreed: true }],
    },
    optOut: client.optedOut ? { source: 'word', at: ago(9000), reason: null } : null,
    platformSpentMinor: client.spendMinor,
    loyalty: client.spendMinor > 350_000 ? 'VIP' : (['Bronze', 'Silver', 'Gold'][client.id % 3] ?? 'New'),
    membership:
      client.id % 2 === 0
        ? null
        : { title: 'Pilates 10', soldOn: dayAgo(64), endsOn: client.id % 5 ? dayAgo(-26) : null },
    preferences: preferences(client),
    segmentMoves: client.id % 4 === 0 ? [] : MOVES,
    rhythmDays: client.visits < 3 ? null : 41,
    favouriteService: service,
    favouriteStaff: staff,
    nextBooking: client.hasFutureBooking
      ? {
          visitId: 9000 + client.id,
          startsAt: ahead(42),
          serviceTitle: service,
          staffName: staff,
          attendance: 0,
          isDeleted: false,
          costMinor: 14_500,
          createdAt: ago(300),
          byReprise: client.id % 4 === 0,
        }
      : null,
    reactivation: won
      ? {
          id: won.id,
          status: won.status,
          endsAs: won.endsAs,
          serviceTitle: won.serviceTitle,
          ...workflow(won.workflowId ?? ''),
        }
      : null,
    conversation,
    writing: {
      possible: !client.optedOut && client.phone !== null,
      reason: client.optedOut ? 'opted_out' : client.phone === null ? 'no_valid_phone' : null,
      kind: isOpen ? 'text' : 'template',
      language: 'en',
      template: isOpen ? null : 'reprise_service_reactivation',
      body: isOpen ? null : BODY,
      variables: isOpen ? [] : ['first_name', 'personal_part'],
      firstName: client.name.split(' ')[0] ?? '',
    },
  };
}

/** One of each outcome, by the number of the card. */
function clientDue({ params, query }: Ask): ClientDue {
  const client = clientOf(Number(params['clientId']));
  const { service } = favourites(client);
  const { daysSince, visits, spendMinor } = client;
  const nothing = { reason: null, reasons: [], score: null, rank: null };
  const due = { code: 'due', service, daysSince, days: daysSince, interval: 41, intervalSource: 'historical' };
  const dueOn = { ...due, code: 'due_on', dueOn: dayAgo(daysSince - 41) };
  const parts = [
    { code: 'days_since', days: daysSince, part: daysSince / 100 },
    { code: 'loyalty', loyalty: 'Silver', points: 3, part: 1.2 },
    { code: 'visits', visits, part: visits * 0.4 },
    { code: 'spend', spendMinor, part: (spendMinor / 100_000) * 0.3 },
  ];
  const score = parts.reduce((sum, { part }) => sum + part, 0);
  const skip = client.optedOut ? 'opted_out' : client.hasFutureBooking ? 'future_booking' : null;
  const answer: ClientDue['service'] =
    daysSince <= 41
      ? { ...nothing, outcome: 'not_due', reasons: [dueOn, { ...dueOn, service: 'Cut and style', dueOn: dayAgo(-33) }] }
      : skip !== null
        ? { ...nothing, outcome: 'skipped', reason: skip, reasons: [due] }
        : {
            ...nothing,
            outcome: 'due',
            reasons: [due, ...parts],
            score,
            rank: query['rank'] === 'true' ? 1 + (client.id % 40) : null,
          };
  return {
    asOf: dayAgo(0),
    service: answer,
    scenarios:
      daysSince < 60
        ? []
        : [
            {
              scenario: daysSince < 120 ? 'reactivation' : 'last_chance',
              outcome: client.id % 2 === 0 ? 'due' : 'skipped',
              reason: client.id % 2 === 0 ? null : 'messaged_recently',
              reasons: [{ code: 'last_seen', daysSince }],
            },
          ],
  };
}

function clientTimeline({ params }: Ask) {
  const client = clientOf(Number(params['clientId']));
  const { service, staff } = favourites(client);
  const base = {
    text: null,
    status: null,
    reason: null,
    by: null,
    amountMinor: null,
    subjectId: null,
    workflowId: null,
    temporalUrl: null,
  };
  const sent = messages.find(({ clientId }) => clientId === client.id) ?? makeMessage(client.id);
  const visits = Array.from({ length: Math.min(client.visits, 26) }, (_, index): TimelineItem => {
    const isMissed = index % 6 === 3;
    const days = client.daysSince + index * 19 + Math.floor(noise(client.id + index) * 11);
    return {
      ...base,
      key: `visit-${String(index)}`,
      kind: isMissed ? 'no_show' : 'visit',
      at: ago(DAY * (index === 0 ? client.daysSince : days)),
      title: index % 2 === 0 ? service : 'Cut and style',
      by: staff,
      amountMinor: isMissed ? null : 12_900,
    };
  });
  const items: TimelineItem[] = [
    ...(client.hasFutureBooking
      ? [{ ...base, key: 'b', kind: 'booking' as const, at: ahead(42), title: service, by: staff, amountMinor: 14_500 }]
      : []),
    {
      ...base,
      key: 'r',
      kind: 'reply',
      at: ago(300),
      title: null,
      text: 'Thursday works for me, thank you!',
      status: 'positive',
    },
    {
      ...base,
      key: 'm',
      kind: 'message',
      at: ago(400),
      title: 'service_reactivation',
      text: sent.text,
      status: sent.status,
      reason: sent.reason,
      subjectId: sent.id,
    },
    { ...base, key: 's', kind: 'reactivation_started', at: ago(500), title: service, subjectId: sent.id },
    ...visits,
  ];
  return { items: items.toSorted((a, b) => b.at.localeCompare(a.at)), total: items.length, page: 1, pageSize: 40 };
}

export const peopleAnswers: Record<string, (ask: Ask) => unknown> = {
  listClients,
  getClient,
  clientDue,
  clientTimeline,
};
