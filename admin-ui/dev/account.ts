/** Invented history of the number, test numbers and the button over all companies; pauses and presses really change. */

import type { AccountEvent, InstallationSending, TestNumbers, TestSend } from '../../contracts/http/account.ts';
import type { Ask } from './answers.ts';
import { account } from './company.ts';
import { pageOf } from './page-of.ts';
import { ago } from './people.ts';

const told = [
  ['spam_score', 'guardAccount', { score: 0.34, sent: 221, optOuts: 15, errors: 0, band: 'halved' }],
  ['resumed', 'Maria Keller', { was: 'restricted', words: 'Meta has lifted it, texts are changed' }],
  ['paused', 'whatsapp', { reason: 'restricted', until: ago(-600) }],
  ['restricted', 'whatsapp', { types: ['RESTRICTED_BIZ_INITIATED_MESSAGING'] }],
  ['tier', 'whatsapp', { from: 250, to: 2000 }],
  ['quality', 'whatsapp', { event: 'UPGRADE' }],
  ['warmup', 'guardAccount', { from: 'cold', to: 'warm' }],
  ['error_burst', 'guardAccount', { code: '131026', failed: 12, tried: 20 }],
] as const;
const events: AccountEvent[] = Array.from({ length: 61 }, (_, index) => {
  const [kind, by, details] = told[index % told.length] ?? told[0];
  return { id: 500 - index, kind, by, details, at: ago(30 + index * 700) };
});
const happened = (kind: string, details: Record<string, unknown>): void => {
  events.unshift({ id: 500 + events.length, kind, by: 'Maria Keller', details, at: ago(0) });
};

const numbers: TestNumbers = {
  numbers: [{ phone: '+420777111222', name: 'Maria Keller', addedBy: 'Maria Keller', addedAt: ago(9000) }],
};
const sends: TestSend[] = [];
const all: InstallationSending = { stopped: false, at: null, reason: null, by: null, mayChange: true };

export const accountAnswers: Record<string, (ask: Ask) => unknown> = {
  accountEvents: (ask) => pageOf(events, ask, ({ kind }) => kind),
  pauseNumber: ({ body, tell }) => {
    Object.assign(account, { pausedAt: ago(0), pausedReason: 'by_person', pausedBy: 'Maria Keller' });
    happened('paused', { reason: 'by_person', until: null, words: body['reason'] });
    tell(['settings']);
    return account;
  },
  resumeNumber: ({ body, tell }) => {
    happened('resumed', { was: account.pausedReason, words: body['reason'] });
    Object.assign(account, { pausedAt: null, pausedReason: null, pausedUntil: null, pausedBy: null });
    tell(['settings']);
    return account;
  },
  installationSending: () => all,
  stopInstallation: ({ body }) =>
    Object.assign(all, { stopped: true, at: ago(0), reason: body['reason'], by: 'Maria Keller' }),
  resumeInstallation: () => Object.assign(all, { stopped: false, at: null, reason: null, by: null }),
  listTestNumbers: () => numbers,
  addTestNumber: ({ body }) => {
    const { phone, name } = body as { phone: string; name: string };
    numbers.numbers.push({ phone, name, addedBy: 'Maria Keller', addedAt: ago(0) });
    return numbers;
  },
  removeTestNumber: ({ body }) => {
    numbers.numbers = numbers.numbers.filter(({ phone }) => phone !== body['phone']);
    return numbers;
  },
  listTestSends: () => ({ items: sends }),
  testSend: ({ body, tell }) => {
    const { phone, template, language } = body as { phone: string; template: string; language: string };
    const sent: TestSend = {
      id: sends.length + 1,
      phone,
      template,
      language,
      text: 'Hello Maria! [personal_part] Reply STOP to stop.',
      status: 'queued',
      reason: null,
      by: 'Maria Keller',
      createdAt: ago(0),
      sentAt: null,
      deliveredAt: null,
      readAt: null,
    };
    sends.unshift(sent);
    tell(['messages']);
    return sent;
  },
};
