/** What the invented API answers, with a little memory: decisions, settings and the stop button really change. */

import type { ServerResponse } from 'node:http';
import type { ConversationDetail } from '../../contracts/http/conversations.ts';
import type { Message, MessageDetail } from '../../contracts/http/delivery.ts';
import { account, audit, candidates, health, runs, sending, session, settings, today } from './company.ts';
import { accountAnswers } from './account.ts';
import { booksAnswers } from './books.ts';
import { conversations, conversationItem } from './conversations.ts';
import { insightAnswers } from './insight.ts';
import { makeMessage, messages, outbox, reactivationDetail, reactivations } from './messages.ts';
import { operationsAnswers } from './operations.ts';
import { optOutAnswers } from './opt-outs.ts';
import { outboxAnswers } from './outbox.ts';
import { among, pageOf } from './page-of.ts';
import { ago, ahead, BODY, clientOf, workflow } from './people.ts';
import { peopleAnswers } from './people-insight.ts';
import { settingsAnswers } from './settings.ts';
import { templateAnswers } from './templates.ts';

export interface Ask {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  cookie: string;
  response: ServerResponse;
  refuse: (status: number, code: string, more?: Record<string, unknown>) => never;
  tell: (topics: string[]) => void;
}

const state = { isFirstDay: false, isSignedIn: false };

const asMessage = ({
  templateBody: _b,
  templateVariables: _v,
  variables: _w,
  slots: _s,
  reasons: _r,
  draftProblems: _d,
  instruction: _i,
  bookingSlot: _k,
  snoozedUntil: _z,
  snoozedBy: _y,
  translation: _t,
  translationLanguage: _l,
  translationProblem: _p,
  outboxId: _o,
  costMinor: _c,
  events: _e,
  ...message
}: MessageDetail): Message => message;
const waiting = (): MessageDetail[] => messages.filter(({ status }) => status === 'awaiting_approval');
const messageOf = (ask: Ask): MessageDetail =>
  messages.find(({ id }) => String(id) === ask.params['messageId']) ?? ask.refuse(404, 'message_not_found');

const conversationOf = (ask: Ask): ConversationDetail =>
  conversations.find(({ id }) => String(id) === ask.params['conversationId']) ??
  ask.refuse(404, 'conversation_not_found');

function decide(ask: Ask, change: (message: MessageDetail) => void): MessageDetail {
  const message = messageOf(ask);
  if (message.status !== 'awaiting_approval')
    ask.refuse(409, 'already_decided', { details: { decidedBy: message.decidedBy } });
  change(message);
  message.version += 1;
  ask.tell(['messages']);
  return message;
}

export const answers: Record<string, (ask: Ask) => unknown> = {
  ...insightAnswers,
  ...accountAnswers,
  ...booksAnswers,
  ...operationsAnswers,
  ...peopleAnswers,
  ...settingsAnswers,
  ...templateAnswers,
  ...outboxAnswers,
  signIn: ({ body, refuse, response }) => {
    if (body['password'] === 'wrong') refuse(401, 'wrong_credentials');
    state.isFirstDay = String(body['email']).startsWith('first');
    state.isSignedIn = true;
    response.setHeader('set-cookie', 'fixture=1; Path=/; HttpOnly');
    return session;
  },
  signOut: ({ response }) => void response.setHeader('set-cookie', 'fixture=; Path=/; Max-Age=0'),
  whoAmI: ({ cookie, refuse }) => (cookie.includes('fixture=1') ? session : refuse(401, 'not_signed_in')),
  setLanguage: () => session,
  systemLinks: () => ({
    version: '0.1.0',
    temporalUiUrl: 'http://127.0.0.1:8233',
    temporalNamespace: 'default',
    sandboxUrl: 'http://127.0.0.1:4010',
  }),
  today: () => today(waiting().length, state.isFirstDay),
  health: () => health(state.isFirstDay ? 0 : waiting().length),
  candidates: ({ query }) => ({ ...candidates(), ...(query['asOf'] ? { asOf: query['asOf'] } : {}) }),
  listRuns: (ask) => pageOf(state.isFirstDay ? [] : runs, ask, () => ''),
  startRun: ({ tell }) => {
    setTimeout(() => tell(['campaigns', 'messages']), 1500);
    return { runId: 9, ...workflow('reactivation-run:1') };
  },
  listReactivations: (ask) =>
    pageOf(
      reactivations.filter(
        ({ status, endsAs }) => among(ask.query['status'], status) && among(ask.query['endsAs'], endsAs),
      ),
      ask,
      ({ clientName, phone }) => clientName + phone,
    ),
  getReactivation: ({ params, refuse }) =>
    reactivationDetail(Number(params['reactivationId'])) ?? refuse(404, 'reactivation_not_found'),
  pauseReactivation: ({ params, refuse }) =>
    reactivationDetail(Number(params['reactivationId'])) ?? refuse(404, 'reactivation_not_found'),
  listApprovals: (ask) => {
    const isLater = ({ snoozedUntil }: MessageDetail): boolean => Date.parse(snoozedUntil ?? '') > Date.now();
    const wanted = waiting().filter((message) => isLater(message) === (ask.query['snoozed'] === 'true'));
    const items = wanted.map(({ events: _events, ...message }) => {
      const { visits, lastVisitOn, spendMinor, segment } = clientOf(message.clientId);
      return { ...message, client: { language: message.language, visits, lastVisitOn, spendMinor, segment } };
    });
    return {
      ...pageOf(state.isFirstDay ? [] : items, ask, ({ clientName }) => clientName),
      oldestSince: state.isFirstDay ? null : ago(128),
      snoozed: state.isFirstDay ? 0 : waiting().filter(isLater).length,
      snoozeTimes: [
        { snooze: 'hour', until: ahead(1) },
        { snooze: 'evening', until: ahead(5) },
        { snooze: 'tomorrow', until: ahead(20) },
      ],
    };
  },
  listMessages: (ask) =>
    pageOf(
      (state.isFirstDay ? [] : messages)
        .filter(
          ({ status, clientId }) =>
            among(ask.query['status'], status) && among(ask.query['clientId'], String(clientId)),
        )
        .map(asMessage),
      ask,
      ({ clientName, text }) => clientName + (text ?? ''),
    ),
  writeMessage: ({ body }) => ({ ...makeMessage(1), clientId: body['clientId'], text: body['text'] }),
  getMessage: (ask) => messageOf(ask),
  approveMessage: (ask) =>
    decide(ask, (message) =>
      Object.assign(message, {
        status: 'queued',
        decision: 'approved',
        decidedBy: session.user.name,
        decidedVia: 'api',
        decidedAt: new Date().toISOString(),
      }),
    ),
  rejectMessage: (ask) =>
    decide(ask, (message) =>
      Object.assign(message, {
        status: 'rejected',
        decision: 'rejected',
        decidedBy: session.user.name,
        decidedVia: 'api',
        reason: ask.body['reason'],
      }),
    ),
  editMessage: (ask) =>
    decide(ask, (message) => {
      const variables = (ask.body['variables'] as string[] | undefined) ?? null;
      const text = variables
        ? BODY.replaceAll(/\{\{(\d)\}\}/g, (_, number: string) => variables[Number(number) - 1] ?? '')
        : String(ask.body['text']);
      Object.assign(message, { variables, text, writtenBy: 'person' });
    }),
  rewriteMessage: (ask) => {
    const message = decide(ask, (one) =>
      Object.assign(one, { status: 'drafting', instruction: ask.body['instruction'] ?? null }),
    );
    setTimeout(() => {
      Object.assign(message, {
        status: 'awaiting_approval',
        version: message.version + 1,
        text: message.text?.replace('it has been a while', 'we have missed you'),
      });
      ask.tell(['messages']);
    }, 3000);
    return message;
  },
  snoozeMessage: (ask) => {
    ask.tell(['messages']);
    return Object.assign(messageOf(ask), { snoozedUntil: ahead(1), snoozedBy: session.user.name });
  },
  wakeMessage: (ask) => {
    ask.tell(['messages']);
    return Object.assign(messageOf(ask), { snoozedUntil: null, snoozedBy: null });
  },
  translateMessage: (ask) => {
    const message = Object.assign(messageOf(ask), { translationLanguage: ask.body['language'] ?? 'en' });
    setTimeout(() => {
      Object.assign(message, { translation: `(${message.translationLanguage}) ${message.text ?? ''}` });
      ask.tell(['messages']);
    }, 2000);
    return message;
  },
  listConversations: (ask) =>
    pageOf(
      (state.isFirstDay ? [] : conversations)
        .filter(
          ({ needsPersonSince, handedAt, clientId, ignoredAt }) =>
            among(ask.query['needsPerson'], String(needsPersonSince !== null)) &&
            among(ask.query['handedOver'], String(handedAt !== null)) &&
            among(ask.query['unmatched'], String(clientId === null)) &&
            among(ask.query['ignored'] ?? 'false', String(ignoredAt !== null)),
        )
        .map(conversationItem),
      ask,
      ({ clientName, phone }) => `${clientName ?? ''} ${phone}`,
    ),
  getConversation: (ask) => conversationOf(ask),
  conversationSeen: (ask) => Object.assign(conversationOf(ask), { needsPersonSince: null, needsPersonReason: null }),
  takeOverConversation: (ask) =>
    Object.assign(conversationOf(ask), { handedTo: session.user.name, handedAt: new Date().toISOString() }),
  giveBackConversation: (ask) => Object.assign(conversationOf(ask), { handedTo: null, handedAt: null }),
  ignoreConversation: (ask) =>
    Object.assign(conversationOf(ask), {
      ignoredAt: new Date().toISOString(),
      ignoredBy: session.user.name,
      needsPersonSince: null,
      needsPersonReason: null,
    }),
  unignoreConversation: (ask) => Object.assign(conversationOf(ask), { ignoredAt: null, ignoredBy: null }),
  linkConversation: (ask) => {
    const client = clientOf(Number(ask.body['clientId']));
    return Object.assign(conversationOf(ask), { clientId: client.id, clientName: client.name });
  },
  decideConversationHold: (ask) => Object.assign(conversationOf(ask), { marketingHold: false }),
  ...optOutAnswers,
  answerConversation: (ask) => {
    const { messages: said, clientId } = conversationOf(ask);
    const now = new Date().toISOString();
    const message: MessageDetail = {
      ...makeMessage(900 + said.length),
      clientId: clientId ?? 1,
      text: String(ask.body['text']),
      kind: 'text',
      scenario: 'answer',
      status: 'queued',
      createdAt: now,
      sentAt: null,
      decision: 'approved',
      decidedBy: session.user.name,
      writtenBy: 'person',
    };
    said.push(asMessage(message));
    return message;
  },
  listOutbox: (ask) =>
    pageOf(
      (state.isFirstDay ? [] : outbox).filter(
        ({ status, needsPerson }) =>
          among(ask.query['status'], status) && among(ask.query['needsPerson'], String(needsPerson)),
      ),
      ask,
      ({ clientName }) => clientName,
    ),
  retryOutbox: ({ params, refuse }) =>
    Object.assign(outbox.find(({ id }) => String(id) === params['outboxId']) ?? refuse(404, 'not_found'), {
      status: 'queued',
      needsPerson: false,
    }),
  closeOutbox: ({ params, body, refuse }) =>
    Object.assign(outbox.find(({ id }) => String(id) === params['outboxId']) ?? refuse(404, 'not_found'), {
      closedBy: session.user.name,
      closeReason: body['reason'],
      needsPerson: false,
    }),
  accountHealth: () => account,
  sendingState: () => sending,
  stopSending: ({ body, tell }) => {
    Object.assign(sending, {
      stopped: true,
      scope: 'company',
      at: new Date().toISOString(),
      reason: body['reason'],
      by: session.user.name,
    });
    tell(['settings']);
    return sending;
  },
  resumeSending: ({ tell }) => {
    Object.assign(sending, { stopped: false, scope: null, at: null, reason: null, by: null });
    tell(['settings']);
    return sending;
  },
  setDeliveryMode: ({ body }) => ({ mode: (settings.deliveryMode = body['mode'] as 'moderation'), applied: 3 }),
  getSettings: () => settings,
  putSettings: ({ body }) => Object.assign(settings, body, { version: settings.version + 1 }),
  listAudit: (ask) => pageOf(audit, ask, ({ actorLabel, action }) => actorLabel + action),
};
