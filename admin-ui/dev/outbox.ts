/** Invented decisions, counts of the outbox, and a month's money, with a little memory. */

import type { Budget, BudgetUpdate } from '../../contracts/http/budget.ts';
import type { Decision } from '../../contracts/http/campaigns.ts';
import { OUTBOX_STATUSES } from '../../contracts/http/delivery.ts';
import type { SettleRequest } from '../../contracts/http/outbox.ts';
import type { Ask } from './answers.ts';
import { messages, outbox } from './messages.ts';
import { among, pageOf } from './page-of.ts';
import { ago, clientOf } from './people.ts';

const SAID: [Decision['decision'], string, Record<string, unknown>][] = [
  ['chosen', 'due', {}],
  ['skipped', 'seen_recently', {}],
  ['held_out', 'held_out', {}],
  ['waits', 'budget', { until: '2026-12-01T08:00:00Z' }],
  ['waits', 'outside_hours', { until: '2026-11-23T18:00:00Z' }],
  ['approved', 'by_person', { by: 'Anna' }],
  ['retried', '131056', { until: '2026-11-21T12:00:00Z' }],
  ['unknown', 'timeout', {}],
  ['dead', '131026', {}],
  ['closed', 'arrived', { by: 'Anna' }],
  ['expired', 'not_decided', {}],
  ['cancelled', 'opted_out', {}],
];
const decisions: Decision[] = Array.from({ length: 60 }, (_, index) => {
  const [decision, reason, details] = SAID[index % SAID.length] ?? ['chosen', 'due', {}];
  const message = messages[index % messages.length];
  const isRun = ['chosen', 'skipped', 'held_out'].includes(decision);
  const clientId = message?.clientId ?? 1;
  const createdAt = ago(index * 47 + 5);
  return {
    id: 1000 - index,
    clientId,
    clientName: clientOf(clientId).name,
    scenario: 'service_reactivation',
    decision,
    reason,
    details,
    decidedOn: createdAt.slice(0, 10),
    createdAt,
    runId: isRun ? 9 : null,
    reactivationId: null,
    messageId: isRun ? null : (message?.id ?? null),
    campaignId: null,
  };
});

let budget: Budget = {
  aiCapMinor: 2_000,
  messageCapMinor: 15_000,
  aiInputPriceMinor: null,
  aiOutputPriceMinor: null,
  messagePrices: [{ prefix: '+1', category: 'marketing', minorPerThousand: 3_400 }],
  monthStart: '2026-11-01T07:00:00Z',
  monthEnd: '2026-12-01T08:00:00Z',
  ai: { spentMinor: 412, forecastMinor: 610, level: 'fine' },
  messages: { spentMinor: 13_020, forecastMinor: 19_300, level: 'near' },
  waiting: { drafts: 3, messages: 12 },
  usual: {
    aiInputPriceMinor: 414,
    aiOutputPriceMinor: 2_070,
    messagePrices: [
      { prefix: '', marketingPerThousandMinor: 8_335, utilityPerThousandMinor: 1_063 },
      { prefix: '+1', marketingPerThousandMinor: 3_450, utilityPerThousandMinor: 469 },
      { prefix: '+420', marketingPerThousandMinor: 11_868, utilityPerThousandMinor: 2_926 },
    ],
  },
  version: 1,
};

export const outboxAnswers: Record<string, (ask: Ask) => unknown> = {
  listDecisions: (ask) =>
    pageOf(
      decisions.filter(
        (item) =>
          among(ask.query['decision'], item.decision) &&
          among(ask.query['reason'], item.reason) &&
          among(ask.query['runId'], String(item.runId)) &&
          among(ask.query['messageId'], String(item.messageId)) &&
          among(ask.query['clientId'], String(item.clientId)),
      ),
      ask,
      ({ clientName }) => clientName ?? '',
    ),
  outboxCounts: () => {
    const waiting: Record<string, number> = {};
    for (const { waitReason } of outbox) if (waitReason) waiting[waitReason] = (waiting[waitReason] ?? 0) + 1;
    return {
      states: Object.fromEntries(
        OUTBOX_STATUSES.map((status) => [status, outbox.filter((row) => row.status === status).length]),
      ),
      needsPerson: outbox.filter((row) => row.needsPerson).length,
      waiting,
    };
  },
  settleOutbox: ({ body, tell }) => {
    const { ids, settlement, reason } = body as SettleRequest;
    const rows = outbox.filter(({ id }) => ids.includes(id));
    const status = { retry: 'queued', arrived: 'sent', close: 'dead', cancel: 'cancelled' } as const;
    for (const row of rows)
      Object.assign(row, {
        status: status[settlement],
        needsPerson: false,
        closedBy: reason ? 'Anna' : null,
        closeReason: reason ?? null,
      });
    tell(['messages']);
    return { done: rows.map(({ id }) => id), again: [], tooLate: [], notFound: [] };
  },
  getBudget: () => budget,
  putBudget: ({ body, refuse }) => {
    const { version, ...update } = body as BudgetUpdate;
    if (version !== budget.version) refuse(409, 'version_conflict', { current: budget });
    budget = { ...budget, ...update, version: version + 1 };
    return budget;
  },
};
