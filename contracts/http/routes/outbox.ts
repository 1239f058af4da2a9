/** Routes of the outbox as a whole, and of what a month may cost. */

import { budget, budgetUpdate } from '../budget.ts';
import { companyPath } from '../common.ts';
import { outboxCounts, settledRows, settleRequest } from '../outbox.ts';
import { company, type RouteContract } from './route-contract.ts';

export const outboxRoutes = {
  outboxCounts: {
    method: 'get',
    path: `${company}/outbox/counts`,
    summary: 'How many rows are in which state, and what the waiting ones wait for',
    params: companyPath,
    response: outboxCounts,
  },
  settleOutbox: {
    method: 'post',
    path: `${company}/outbox/settle`,
    summary: 'Send again, mark as arrived, close or call off many rows; those that have moved on are named',
    params: companyPath,
    body: settleRequest,
    response: settledRows,
    takesIdempotencyKey: true,
  },
  getBudget: {
    method: 'get',
    path: `${company}/settings/budget`,
    summary: 'What this month has cost, its caps, and the prices it is counted with',
    params: companyPath,
    response: budget,
  },
  putBudget: {
    method: 'put',
    path: `${company}/settings/budget`,
    summary: 'Change caps and prices; a newer version answers 409 with the current ones',
    params: companyPath,
    body: budgetUpdate,
    response: budget,
  },
} as const satisfies Record<string, RouteContract>;
