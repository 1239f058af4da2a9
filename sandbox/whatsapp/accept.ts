/** The send call: reads it strictly, runs into whatever fault was ordered, and accepts it into the witness log. */

import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../domain/clock.ts';
import type { Fault, Faults } from '../faults.ts';
import { GraphError } from './graph-error.ts';
import type { Limits } from './limits.ts';
import { readMessage, type Outgoing } from './read-message.ts';
import { isFields } from './read-request.ts';
import { chatOf, type Account, type WhatsAppEvent, type WhatsAppState } from './state.ts';
import type { Template } from './templates.ts';
import { newWamid } from './wamid.ts';

const WINDOW_MS = 24 * 3_600_000;
const BEFORE = ['timeout_before', 'reset_before', 'server_error_before', 'code'];
const AFTER = ['timeout_after', 'reset_after', 'server_error_after', 'code_after'];
/** The answer comes, but late: a status may be told before it. */
const LATE = ['late_answer'];

export interface AcceptOptions {
  state: WhatsAppState;
  append: (event: WhatsAppEvent) => void;
  faults: Faults;
  limits: Limits;
  clock: Clock;
  templatesOf: (account: Account) => Iterable<Template>;
  arrived: (wamid: string) => void;
}

export function createAccept(options: AcceptOptions): (account: Account) => RequestHandler {
  const { state, append, faults, limits, clock } = options;

  function checkLimits(account: Account, message: Outgoing): void {
    const refusal = limits.refusal(account.phoneNumberId, message.waId, Date.now());
    if (refusal === 'throughput') throw new GraphError(130429);
    if (refusal === 'pair') throw new GraphError(131056);
  }

  function checkBlock(account: Account, message: Outgoing): void {
    const block = state.blocked.get(account.phoneNumberId);
    const holds = block && (block.until === null || block.until > clock.now().getTime());
    if (holds && (message.kind === 'template' || !block.templatesOnly)) throw new GraphError(block.code);
  }

  /** Free text needs a word of the person within the last 24 hours; templates always may. */
  function checkWindow(account: Account, message: Outgoing): void {
    if (message.kind === 'template') return;
    const lastInboundAt = state.chats.get(`${account.phoneNumberId}:${message.waId}`)?.lastInboundAt ?? null;
    if (lastInboundAt === null || clock.now().getTime() - lastInboundAt >= WINDOW_MS) throw new GraphError(131047);
  }

  function accept(account: Account, message: Outgoing): string {
    const wamid = newWamid(message.waId, 'out');
    const at = clock.now().getTime();
    const doomed = faults.take('whatsapp', ['fail_by_webhook'], message.waId);
    const { input: _input, waId, ...kept } = message;
    chatOf(state, account.phoneNumberId, waId);
    append({
      type: 'accepted',
      phoneNumberId: account.phoneNumberId,
      waId,
      message: {
        ...kept,
        id: wamid,
        direction: 'out',
        at,
        status: 'accepted',
        statusAt: at,
        ...(doomed ? { failsWith: doomed.code ?? 131049 } : {}),
      },
    });
    options.arrived(wamid);
    return wamid;
  }

  /** Reading a chat needs no limits and starts nothing; the ticks on the person's side are not ours to show. */
  function isReadMark(body: unknown): boolean {
    return isFields(body) && body['status'] === 'read' && typeof body['message_id'] === 'string';
  }

  return (account) => (request, response) => {
    if (isReadMark(request.body)) {
      response.json({ success: true });
      return;
    }
    const message = readMessage(request.body, account, options.templatesOf(account));
    const before = faults.take('whatsapp', BEFORE, message.waId);
    if (before) {
      suffer(before, request, response);
      return;
    }
    checkBlock(account, message);
    checkWindow(account, message);
    checkLimits(account, message);
    const wamid = accept(account, message);
    const after = faults.take('whatsapp', AFTER, message.waId);
    if (after) {
      suffer(after, request, response);
      return;
    }
    const state = message.kind === 'template' ? { message_status: 'accepted' } : {};
    const answer = {
      messaging_product: 'whatsapp',
      contacts: [{ input: message.input, wa_id: message.waId }],
      messages: [{ id: wamid, ...state }],
    };
    const late = faults.take('whatsapp', LATE, message.waId);
    if (late) setTimeout(() => response.json(answer), late.afterMs ?? 1_000).unref();
    else response.json(answer);
  };
}

function suffer(fault: Fault, request: Request, response: Response): void {
  switch (fault.kind) {
    case 'reset_before':
    case 'reset_after':
      request.socket.resetAndDestroy();
      return;
    case 'server_error_before':
    case 'server_error_after':
      response
        .status(fault.code ?? 503)
        .type('html')
        .send('<html><body><h1>Sorry, something went wrong.</h1></body></html>');
      return;
    case 'code':
    case 'code_after':
      throw new GraphError(fault.code ?? (fault.kind === 'code' ? 130429 : 131000));
    default:
    // A timeout: the caller gives up first. Closing the sandbox closes what still waits.
  }
}
