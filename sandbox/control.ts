/** The control API under /sandbox: health, faults, live changes, and a part for each stand-in. */

import express, { type Router } from 'express';
import type { FaultOrder, Faults, FaultSystem } from './faults.ts';
import type { Live } from './live.ts';

export interface ControlOptions {
  faults: Faults;
  live: Live;
  parts: Readonly<Record<string, Router>>;
}

const SYSTEMS: readonly string[] = ['whatsapp', 'telegram', 'claude', 'booking'] satisfies FaultSystem[];

/** What is wrong with an order, in words for whoever typed it. */
function problemOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return 'the body must be a JSON object';
  const order: Partial<Record<keyof FaultOrder, unknown>> = body;
  if (typeof order.system !== 'string' || !SYSTEMS.includes(order.system))
    return `system must be one of ${SYSTEMS.join(', ')}`;
  if (typeof order.kind !== 'string' || order.kind === '') return 'kind is missing';
  const { probability, count } = order;
  if (probability !== undefined && (typeof probability !== 'number' || probability < 0 || probability > 1)) {
    return 'probability must be between 0 and 1';
  }
  if (count !== undefined && (!Number.isInteger(count) || (count as number) < 1))
    return 'count must be a positive integer';
  return undefined;
}

export function createControl({ faults, live, parts }: ControlOptions): Router {
  const router = express.Router();
  router.use(express.json());
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok', parts: Object.keys(parts) });
  });
  router.get('/live', live.handler);
  router.get('/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });
  router.post('/faults', (request, response) => {
    const problem = problemOf(request.body);
    if (problem !== undefined) {
      response.status(400).json({ error: problem });
      return;
    }
    response.status(201).json(faults.add(request.body as FaultOrder));
  });
  router.delete('/faults', (request, response) => {
    const { system } = request.query;
    faults.clear(typeof system === 'string' ? (system as FaultSystem) : undefined);
    response.status(204).end();
  });
  for (const [name, part] of Object.entries(parts)) router.use(`/${name}`, part);
  return router;
}
