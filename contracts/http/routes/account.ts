/** Routes of the number's history and pauses, of the stop button over all companies, and of test sends. */

import * as account from '../account.ts';
import { companyPath, reasonRequest } from '../common.ts';
import { accountHealth } from '../delivery.ts';
import { company, type RouteContract } from './route-contract.ts';

export const accountRoutes = {
  accountEvents: {
    method: 'get',
    path: `${company}/account-health/events`,
    summary: 'What happened to the number, newest first',
    params: companyPath,
    query: account.accountEventsQuery,
    response: account.accountEventPage,
  },
  pauseNumber: {
    method: 'post',
    path: `${company}/account-health/pause`,
    summary: 'Nothing leaves from the number until an instant, or until somebody resumes',
    params: companyPath,
    body: account.pauseRequest,
    response: accountHealth,
  },
  resumeNumber: {
    method: 'post',
    path: `${company}/account-health/resume`,
    summary: 'The number may send again: somebody has looked',
    params: companyPath,
    body: reasonRequest,
    response: accountHealth,
  },
  installationSending: {
    method: 'get',
    path: '/api/installation/sending',
    summary: 'Is sending stopped for all companies, by whom and why',
    response: account.installationSending,
  },
  stopInstallation: {
    method: 'post',
    path: '/api/installation/sending/stop',
    summary: 'No send of any company starts within a second',
    body: reasonRequest,
    response: account.installationSending,
  },
  resumeInstallation: {
    method: 'post',
    path: '/api/installation/sending/resume',
    summary: 'Companies that did not stop by themselves send again',
    body: reasonRequest,
    response: account.installationSending,
  },
  listTestNumbers: {
    method: 'get',
    path: `${company}/test-numbers`,
    summary: 'Numbers that test messages may go to',
    params: companyPath,
    response: account.testNumbers,
  },
  addTestNumber: {
    method: 'post',
    path: `${company}/test-numbers`,
    summary: 'Confirm a number as one’s own',
    params: companyPath,
    body: account.addTestNumber,
    status: 201,
    response: account.testNumbers,
  },
  removeTestNumber: {
    method: 'post',
    path: `${company}/test-numbers/remove`,
    summary: 'No test message goes to this number any more',
    params: companyPath,
    body: account.addTestNumber.pick({ phone: true }).strict().meta({ id: 'RemoveTestNumber' }),
    response: account.testNumbers,
  },
  listTestSends: {
    method: 'get',
    path: `${company}/test-send`,
    summary: 'What became of the newest test messages',
    params: companyPath,
    response: account.testSends,
  },
  testSend: {
    method: 'post',
    path: `${company}/test-send`,
    summary: 'A template to one’s own number, through the same checks as everything else',
    params: companyPath,
    body: account.testSendRequest,
    status: 201,
    response: account.testSend,
    takesIdempotencyKey: true,
  },
} as const satisfies Record<string, RouteContract>;
