/** Invented messages, outbox rows and reactivations. */

import type { Reactivation, ReactivationDetail } from '../../contracts/http/campaigns.ts';
import type { MessageDetail, OutboxItem } from '../../contracts/http/delivery.ts';
import { ago, ahead, BODY, clientOf, noise, partOf, pick, SERVICES, STAFF, textOf, workflow } from './people.ts';

const FATES = [
  'awaiting_approval',
  'awaiting_approval',
  'awaiting_approval',
  'awaiting_approval',
  'awaiting_approval',
  'awaiting_approval',
  'awaiting_approval',
  'waiting',
  'queued',
  'sending',
  'read',
  'read',
  'delivered',
  'delivered',
  'sent',
  'unknown',
  'dead',
  'failed',
  'rejected',
  'expired',
  'cancelled',
  'read',
  'delivered',
  'read',
] as const;
const REASONS: Record<string, string> = {
  waiting: 'outside_hours',
  dead: '131026',
  rejected: 'Too long',
  expired: 'not_decided',
  cancelled: 'converted',
  unknown: 'timeout',
};

export function makeMessage(id: number): MessageDetail {
  const client = clientOf(id * 3);
  const status = FATES[(id - 1) % FATES.length] ?? 'read';
  const part = partOf(id);
  const begun = 30 + id * 47;
  const isSent = ['sent', 'delivered', 'read'].includes(status);
  const isDecided = !['awaiting_approval', 'drafting', 'expired'].includes(status);
  const event = (kind: string, minutes: number, actorLabel: string | null = null, details = {}) => ({
    id: id * 100 + minutes,
    kind,
    at: ago(begun - minutes),
    actorLabel,
    details,
  });
  return {
    id,
    clientId: client.id,
    clientName: client.name,
    phone: client.phone ?? '+16047000000',
    scenario: id % 9 === 0 ? 'by_hand' : 'service_reactivation',
    serviceId: (id % SERVICES.length) + 1,
    serviceTitle: pick(SERVICES, id),
    campaignId: null,
    reactivationId: id % 9 === 0 ? null : id,
    attempt: (id % 3) + 1,
    kind: id % 6 === 0 ? 'text' : 'template',
    mode: 'moderation',
    language: id % 5 === 0 ? 'ru' : 'en',
    template: 'reprise_service_reactivation',
    text: textOf(client.name, part),
    status,
    reason: REASONS[status] ?? null,
    waitUntil: status === 'waiting' ? ahead(14) : null,
    version: 1,
    writtenBy: id % 8 === 0 ? 'fallback' : 'claude',
    discountPercent: [10, 15, 20][id % 3] ?? null,
    decision: status === 'rejected' ? 'rejected' : isDecided ? 'approved' : null,
    decidedBy: isDecided ? pick(['Anna', 'Boris'], id) : null,
    decidedVia: isDecided ? 'telegram' : null,
    decidedAt: isDecided ? ago(begun - 9) : null,
    approvedBy: isDecided ? 'Anna' : null,
    createdAt: ago(begun),
    awaitingSince: ago(begun - 1),
    goodUntil: ahead(60),
    queuedAt: isSent ? ago(begun - 10) : null,
    sentAt: isSent ? ago(begun - 11) : null,
    deliveredAt: ['delivered', 'read'].includes(status) ? ago(begun - 12) : null,
    readAt: status === 'read' ? ago(begun - 20) : null,
    ...workflow(`message:${String(id)}`),
    templateBody: BODY,
    templateVariables: ['first_name', 'personal_part'],
    variables: [client.name.split(' ')[0] ?? '', part],
    slots: [
      { startsAt: ahead(40), staffId: 1, staffName: pick(STAFF, id), serviceId: 1 },
      { startsAt: ahead(65), staffId: 1, staffName: pick(STAFF, id), serviceId: 1 },
    ],
    reasons: [
      {
        code: 'due',
        service: pick(SERVICES, id),
        daysSince: client.daysSince + 30,
        days: client.daysSince + 30,
        interval: 41,
        intervalSource: 'historical',
      },
      { code: 'loyalty', loyalty: pick(['VIP', 'Gold', 'Silver'], id) },
      { code: 'visits', visits: client.visits },
      { code: 'spend', spendMinor: client.spendMinor },
    ],
    draftProblems: [],
    instruction: null,
    bookingSlot: null,
    snoozedUntil: status === 'awaiting_approval' && id % 7 === 5 ? ahead(3) : null,
    snoozedBy: status === 'awaiting_approval' && id % 7 === 5 ? 'Anna' : null,
    translation: id % 5 === 0 ? `Hello ${client.name.split(' ')[0] ?? ''}, it has been a while.` : null,
    translationLanguage: id % 5 === 0 ? 'en' : null,
    translationProblem: null,
    outboxId: isDecided ? id : null,
    costMinor: isSent ? 9 : null,
    events: [
      event('drafted', 0, 'Claude'),
      event('awaiting_approval', 1),
      ...(isDecided ? [event(status === 'rejected' ? 'rejected' : 'approved', 9, 'Anna')] : []),
      ...(isSent ? [event('queued', 10), event('sent', 11)] : []),
      ...(['delivered', 'read'].includes(status) ? [event('delivered', 12)] : []),
      ...(status === 'read' ? [event('read', 20)] : []),
      ...(status === 'waiting' ? [event('waiting', 12, null, { reason: 'outside_hours' })] : []),
    ],
  };
}
export const messages = Array.from({ length: 92 }, (_, index) => makeMessage(index + 1));

export const outbox: OutboxItem[] = messages
  .filter(({ outboxId, status }) => outboxId !== null && status !== 'rejected')
  .map((message) => ({
    id: message.id,
    messageId: message.id,
    clientId: message.clientId,
    clientName: message.clientName,
    phone: message.phone,
    scenario: message.scenario,
    text: message.text,
    status: message.status === 'waiting' ? 'queued' : (message.status as OutboxItem['status']),
    isAnswer: message.kind === 'text',
    waitReason: message.status === 'waiting' ? 'outside_hours' : null,
    waitUntil: message.waitUntil,
    attempts: message.status === 'failed' ? 3 : 1,
    nextAttemptAt: ahead(0.4),
    goodUntil: message.goodUntil,
    lastErrorCode: message.status === 'dead' ? '131026' : message.status === 'failed' ? '130429' : null,
    lastErrorAt: null,
    needsPerson: ['unknown', 'dead'].includes(message.status),
    createdAt: message.createdAt,
    sendingAt: null,
    unknownAt: message.status === 'unknown' ? ago(44) : null,
    sentAt: message.sentAt,
    deliveredAt: message.deliveredAt,
    readAt: message.readAt,
    failedAt: null,
    closedBy: null,
    closeReason: null,
    ...workflow(message.workflowId ?? ''),
  }));

const ENDS = [
  null,
  null,
  'converted',
  null,
  'max_attempts',
  'converted',
  'declined',
  null,
  'converted',
  'opted_out',
  'cancelled',
  null,
] as const;
export const reactivations: Reactivation[] = messages
  .filter(({ reactivationId }) => reactivationId !== null)
  .map((message) => {
    const end = ENDS[message.id % ENDS.length] ?? null;
    const booked = end === 'converted' ? 8900 + Math.floor(noise(message.id) * 16_000) : null;
    return {
      id: message.id,
      clientId: message.clientId,
      clientName: message.clientName,
      phone: message.phone,
      serviceId: message.serviceId ?? 1,
      serviceTitle: message.serviceTitle ?? '',
      runId: 3,
      status: end ? 'ended' : message.id % 11 === 0 ? 'paused' : 'running',
      endsAs: end,
      pausedUntil: message.id % 11 === 0 && !end ? new Date(Date.now() + 9e8).toISOString().slice(0, 10) : null,
      score: 3 + noise(message.id) * 6,
      attempt: message.attempt,
      messageStatus: message.status,
      messageReason: message.reason,
      lastResponse: end === 'converted' ? 'positive' : end === 'declined' ? 'negative' : null,
      nextAttemptAt: end ? null : ahead(200),
      convertedAt: booked ? ago(300) : null,
      revenueMinor: booked && message.id % 2 === 0 ? booked : null,
      bookedMinor: booked,
      startedAt: message.createdAt,
      endedAt: end ? ago(100) : null,
      ...workflow(`reactivation:1:${String(message.clientId)}`),
    };
  });

export function reactivationDetail(id: number): ReactivationDetail | undefined {
  const found = reactivations.find((one) => one.id === id);
  if (!found) return undefined;
  const last = messages.find((message) => message.id === id) ?? makeMessage(id);
  const {
    templateBody: _b,
    templateVariables: _v,
    variables: _w,
    slots,
    reasons,
    draftProblems: _d,
    instruction: _i,
    bookingSlot: _s,
    outboxId: _o,
    costMinor: _c,
    events: _e,
    ...message
  } = last;
  const first = {
    ...message,
    id: id + 5000,
    attempt: 1,
    status: 'read' as const,
    reason: null,
    sentAt: ago(9000),
    createdAt: ago(9100),
    deliveredAt: ago(8999),
    readAt: ago(8990),
    text: textOf(message.clientName, partOf(id + 4)),
  };
  const isWon = found.endsAs === 'converted';
  const second = {
    ...message,
    attempt: 2,
    ...(isWon
      ? { status: 'read' as const, reason: null, sentAt: ago(400), deliveredAt: ago(399), readAt: ago(390) }
      : {}),
  };
  const attempt = (number: number, of: typeof message, completionReason: string | null) => ({
    number,
    messageId: of.id,
    sentAt: of.sentAt,
    deliveredAt: of.deliveredAt,
    discountOffered: number * 5 + 5,
    slotsOffered: slots,
    responseType: number === 2 && isWon ? 'booking_created' : number === 1 ? 'no_response' : null,
    responseAt: null,
    nextAttemptAt: null,
    completionReason,
  });
  return {
    ...found,
    attempt: 2,
    reasons,
    facts: {},
    attempts: [attempt(1, first, 'expired'), attempt(2, second, found.endsAs)],
    messages: [first, second],
    replies: isWon
      ? [
          {
            id: 1,
            messageId: second.id,
            kind: 'text',
            text: 'Thursday works for me, thank you!',
            receivedAt: ago(340),
            understoodAs: 'positive',
            understood: null,
            handledAt: ago(339),
          },
        ]
      : [],
    booking: isWon
      ? {
          visitId: 77,
          startsAt: found.revenueMinor ? ago(2000) : ahead(42),
          serviceTitle: found.serviceTitle,
          staffName: 'JJ',
          attendance: found.revenueMinor ? 1 : 0,
          isDeleted: false,
          costMinor: found.bookedMinor ?? 0,
          createdAt: ago(300),
          byReprise: true,
        }
      : null,
    convertedMessageId: isWon ? second.id : null,
  };
}
