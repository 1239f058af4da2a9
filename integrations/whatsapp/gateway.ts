/** Calls to WhatsApp's Cloud API. A send is tried once and never by itself again: the answer says what is known about it. */

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError, type Response, TimeoutError } from 'got';
import { z } from 'zod';
import type { SendResult } from '../../domain/delivery/answers.ts';
import type { WhatsAppRequest } from '../../domain/delivery/request.ts';
import { Unavailable } from '../../domain/errors.ts';
import { createTemplateCalls, type EditedTemplate, type NewTemplate, type RemovedTemplate } from './templates.ts';

const SYSTEM = 'whatsapp';

export interface WhatsAppCredentials {
  accessToken: string;
  businessAccountId: string;
}

export interface WhatsAppSetting {
  baseUrl: string;
  apiVersion: string;
  /** null: this company has not connected WhatsApp. */
  credentials: (companyId: number) => Promise<WhatsAppCredentials | null>;
  /** Until a connection stands, and for the whole call. */
  limits?: { connectMs: number; requestMs: number };
}

const accepted = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });
const refused = z.object({ error: z.object({ code: z.number().int() }) });
export function createWhatsAppGateway(setting: WhatsAppSetting) {
  const { connectMs, requestMs } = setting.limits ?? { connectMs: 5_000, requestMs: 20_000 };
  const http = got.extend({
    prefixUrl: `${setting.baseUrl.replace(/\/$/, '')}/${setting.apiVersion}`,
    // A new connection for every call: a kept one that the other side has just closed looks exactly like a lost answer,
    // and a number sends far too little for handshakes to matter.
    agent: { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, request: requestMs },
  });

  const templates = createTemplateCalls(http);
  async function entry(companyId: number): Promise<WhatsAppCredentials> {
    const credentials = await setting.credentials(companyId);
    if (!credentials) throw new Unavailable(SYSTEM, 'no_credentials');
    return credentials;
  }

  return {
    /** One request, one try. Never throws for what the network or the database does. */
    async send(companyId: number, phoneNumberId: string, request: WhatsAppRequest): Promise<SendResult> {
      // Nothing has left yet, so whatever keeps them from us is no doubt about this message.
      const credentials = await setting.credentials(companyId).catch(() => null);
      if (!credentials) return { kind: 'not_sent', why: 'no_credentials' };
      try {
        const response = await http.post(`${phoneNumberId}/messages`, {
          json: request,
          headers: { authorization: `Bearer ${credentials.accessToken}` },
        });
        return resultOf(response);
      } catch (error) {
        if (error instanceof RequestError) return failureOf(error);
        throw error;
      }
    },

    /** All templates of the business account, every page. */
    listTemplates: async (companyId: number) => templates.list(await entry(companyId)),
    createTemplate: async (companyId: number, asked: NewTemplate) => templates.create(await entry(companyId), asked),
    editTemplate: async (companyId: number, asked: EditedTemplate) => templates.edit(await entry(companyId), asked),
    removeTemplate: async (companyId: number, asked: RemovedTemplate) =>
      templates.remove(await entry(companyId), asked),
  };
}

export type WhatsAppGateway = ReturnType<typeof createWhatsAppGateway>;

function resultOf(response: Response<string>): SendResult {
  const body = json(response.body);
  const { statusCode } = response;
  const ok = accepted.safeParse(body);
  if (statusCode < 300 && ok.success) return { kind: 'accepted', wamid: ok.data.messages[0]!.id };
  const error = refused.safeParse(body);
  if (statusCode < 300 && !error.success) return { kind: 'lost', why: 'unreadable' };
  return { kind: 'refused', httpStatus: statusCode, code: error.success ? error.data.error.code : null };
}

/**
 * Only what failed before a connection stood is certainly not sent; from then on bytes may have left.
 * For TLS that is the end of the handshake: nothing of the request travels earlier.
 */
function failureOf(error: RequestError): SendResult {
  const { phases, connect, secureConnect, lookup } = { phases: undefined, ...error.timings };
  const isTls = error.options.url instanceof URL && error.options.url.protocol === 'https:';
  const hasTimings = error.timings !== undefined && phases !== undefined;
  if (hasTimings && connect === undefined) {
    const isDns = error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN' || lookup === undefined;
    return { kind: 'not_sent', why: isDns && error.code !== 'ECONNREFUSED' ? 'dns' : 'connect' };
  }
  if (hasTimings && isTls && secureConnect === undefined) return { kind: 'not_sent', why: 'tls' };
  return { kind: 'lost', why: error instanceof TimeoutError ? 'timeout' : 'reset' };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
