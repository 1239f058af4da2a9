/** The API's view of the copying where nothing is copied: it writes down what was asked. */

import type { ApiDeps } from '../../api/deps.ts';

export function syncNoting(note: (what: string, companyId: number, about?: unknown) => void): ApiDeps['sync'] {
  return {
    start: async ({ companyId }) => {
      note('startSync', companyId);
      return { workflowId: `sync:${String(companyId)}` };
    },
    wake: async ({ companyId }) => note('wakeSync', companyId),
    startRebuild: async ({ companyId }) => {
      note('startRebuild', companyId);
      return { workflowId: `rebuild:${String(companyId)}` };
    },
    pauseRebuild: async ({ companyId }) => note('pauseRebuild', companyId),
    resumeRebuild: async ({ companyId }) => note('resumeRebuild', companyId),
    retry: async ({ companyId }, id) => {
      note('retry', companyId, id);
      return 'resolved';
    },
    retryAll: async ({ companyId }) => {
      note('retryAll', companyId);
      return { resolved: 1, gone: 0, stillUnreadable: 0, nextReading: 0, left: 0 };
    },
    webhook: async () => ({ url: 'http://localhost:3000/webhooks/booking/secret', lastReceivedAt: null, isUsed: true }),
    renewWebhook: async ({ companyId }) => {
      note('renewWebhook', companyId);
      return { url: 'http://localhost:3000/webhooks/booking/other', lastReceivedAt: null, isUsed: true };
    },
  };
}
