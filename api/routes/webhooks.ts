/** What outside systems tell us: checked over the raw bytes, stored, answered. Nothing unsigned is looked at. */

import express, { Router } from 'express';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { systemScope } from '../../domain/access/scope.ts';
import type { ApiDeps } from '../deps.ts';
import { RequestRefused } from '../problems.ts';

/** Meta's batches stay below 3 MB. */
const LIMIT = '3mb';
const challenge = z.object({
  'hub.mode': z.literal('subscribe'),
  'hub.verify_token': z.string().min(1),
  'hub.challenge': z.string().regex(/^[\w.-]{1,200}$/),
});

type WebhookDeps = Pick<ApiDeps, 'webhookCompanies' | 'webhookIntake' | 'sync' | 'clock'>;

export function webhookRoutes({ webhookCompanies, webhookIntake, sync, clock }: WebhookDeps): Router {
  const router = Router();
  // Whatever type it claims to be: the signature is over the bytes as they came.
  router.use('/webhooks', express.raw({ type: () => true, limit: LIMIT }));

  const paths = ['/webhooks/whatsapp', '/webhooks/whatsapp/:key'];
  const companyOf = (key: unknown) => webhookCompanies.whatsapp(typeof key === 'string' ? key : null);

  router.get(paths, async (request, response) => {
    const asked = challenge.safeParse(request.query);
    const company = asked.success ? await companyOf(request.params['key']) : null;
    if (!asked.success || !company?.verifyToken || !isSame(asked.data['hub.verify_token'], company.verifyToken))
      throw new RequestRefused(403, 'bad_signature');
    response.type('text/plain').send(asked.data['hub.challenge']);
  });

  router.post(paths, async (request, response) => {
    const company = await companyOf(request.params['key']);
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!company?.appSecret || !isSigned(body, request.get('x-hub-signature-256'), company.appSecret))
      throw new RequestRefused(403, 'bad_signature');
    const payload = parsedJson(body);
    await webhookIntake.whatsapp(systemScope(company.companyId, 'webhook'), payload, clock.now());
    response.status(200).end();
  });

  /** Only a hint that something changed: the cycle itself asks the platform what. */
  router.post('/webhooks/booking/:secret', async (request, response) => {
    const { secret } = request.params;
    const company = await webhookCompanies.booking(secret);
    if (!company || !isSame(secret, company.path)) throw new RequestRefused(403, 'bad_signature');
    await sync.wake(systemScope(company.companyId, 'webhook'), clock.now());
    response.status(200).end();
  });

  return router;
}

function isSigned(body: Buffer, header: string | undefined, secret: string): boolean {
  const right = createHmac('sha256', secret).update(body).digest('hex');
  return header !== undefined && isSame(header.toLowerCase(), `sha256=${right}`);
}

/** Over hashes, so that neither the length nor the first wrong letter can be timed. */
function isSame(given: string, right: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new RequestRefused(400, 'malformed_json');
  }
}
