/** One claimed row: its turn, its request, and what came of it written down. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Scope } from '../../domain/access/scope.ts';
import type { Clock } from '../../domain/clock.ts';
import { type SendResult, type Verdict, verdictOf } from '../../domain/delivery/answers.ts';
import { buildRequest, type Outgoing, type WhatsAppRequest } from '../../domain/delivery/request.ts';
import type { TemplateShape } from '../../domain/delivery/template-shape.ts';

export interface Sender {
  phoneNumberId: string;
  epoch: number;
}

export interface ClaimedRow {
  id: number;
  phone: string;
  key: string;
  attempts: number;
  kind: 'template' | 'text';
  template: string | null;
  language: string | null;
  variables: string[] | null;
  shape?: TemplateShape | null;
  text: string | null;
}

/** What sending needs from the world; db/repositories/delivery/sending.ts and integrations/whatsapp fit. */
export interface SendingDeps {
  sending: {
    raiseEpoch(scope: Scope, phoneNumberId: string): Promise<number | null>;
    sweep(scope: Scope, sender: Sender, inFlight: readonly number[], at: Date): Promise<number>;
    expire(scope: Scope, sender: Sender, at: Date): Promise<number>;
    consentRead(scope: Scope, id: number, at: Date): Promise<void>;
    slotsSeenFree(scope: Scope, id: number, at: Date): Promise<void>;
    takeBack(scope: Scope, id: number, at: Date): Promise<void>;
    takeTurn(scope: Scope, sender: Sender): Promise<number | null>;
    slowDown(scope: Scope, phoneNumberId: string, ms: number): Promise<void>;
    noteTrouble(scope: Scope, code: string, at: Date): Promise<void>;
    begin(scope: Scope, row: { id: number; epoch: number }, at: Date): Promise<boolean>;
    giveBack(scope: Scope, row: { id: number; epoch: number }, at: Date): Promise<void>;
    markSent(scope: Scope, id: number, wamid: string, at: Date): Promise<void>;
    markDead(scope: Scope, id: number, code: string, at: Date): Promise<void>;
    markFailed(
      scope: Scope,
      row: { id: number; epoch: number; tries: number; code: string; random: number },
      at: Date,
    ): Promise<'failed' | 'dead'>;
    markUnknown(scope: Scope, row: { id: number; epoch: number; code: string }, at: Date): Promise<void>;
  };
  /** What a refused send says about its template. */
  templates?: {
    sendRefused(scope: Scope, which: { name: string; language: string; code: string }, at: Date): Promise<void>;
  };
  whatsapp: { send(companyId: number, phoneNumberId: string, request: WhatsAppRequest): Promise<SendResult> };
  clock: Clock;
  log: Logger;
}

/** After "too many requests" the whole number waits this long; the row itself has its own, longer delay. */
const SLOW_DOWN_MS = 2_000;
const WRITE_AGAIN_MS = 500;
/** About five minutes; then the row stays `sending`, and the sweep calls it unknown. */
const MOST_WRITES = 65;

/** The template is paused, or not there in that language: both pass, or are mended by a person. */
const WAITS_AFTER: ReadonlySet<string> = new Set(['132001', '132015']);

/** True when WhatsApp accepted it. */
export async function sendRow(
  deps: SendingDeps,
  scope: Scope,
  sender: Sender,
  row: ClaimedRow,
  signal: AbortSignal,
): Promise<boolean> {
  const { sending, clock } = deps;
  const built = buildRequest(row.phone, row.key, outgoingOf(row));
  if ('problem' in built) {
    await sending.markDead(scope, row.id, built.problem, clock.now());
    return false;
  }
  const waitMs = await sending.takeTurn(scope, sender);
  if (waitMs === null) return false;
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted || !(await begins(deps, scope, sender, row))) return false;
  // From here on the row is `sending`: whatever happens must be written, and if it cannot be, it stays in doubt.
  const result = await deps.whatsapp
    .send(scope.companyId, sender.phoneNumberId, built.request)
    .catch((error: unknown): SendResult => {
      deps.log.error({ err: error, outboxId: row.id }, 'the WhatsApp gateway failed unexpectedly');
      return { kind: 'lost', why: 'reset' };
    });
  const verdict = verdictOf(result);
  await writtenDown(deps, row, () => write(deps, scope, sender, row, verdict));
  return verdict.verdict === 'sent';
}

/**
 * PostgreSQL may have written `sending` and died before it said so. The request has not left, and nobody else begins a row of
 * this epoch, so the row is not in doubt: it goes back to the queue. Were the commit to come later than this, the sweep would
 * call the row unknown, which is harmless.
 */
async function begins(deps: SendingDeps, scope: Scope, sender: Sender, row: ClaimedRow): Promise<boolean> {
  const begun = { id: row.id, epoch: sender.epoch };
  try {
    return await deps.sending.begin(scope, begun, deps.clock.now());
  } catch (error) {
    deps.log.warn({ err: error, outboxId: row.id }, 'nobody knows whether this row has begun, so it is given back');
    await writtenDown(deps, row, () => deps.sending.giveBack(scope, begun, deps.clock.now()));
    return false;
  }
}

function outgoingOf(row: ClaimedRow): Outgoing {
  return row.kind === 'text'
    ? { kind: 'text', text: row.text ?? '' }
    : {
        kind: 'template',
        template: row.template ?? '',
        language: row.language ?? 'en',
        variables: row.variables ?? [],
        shape: row.shape ?? null,
      };
}

async function write(
  deps: SendingDeps,
  scope: Scope,
  sender: Sender,
  row: ClaimedRow,
  verdict: Verdict,
): Promise<void> {
  const at = deps.clock.now();
  const { sending } = deps;
  switch (verdict.verdict) {
    case 'sent':
      await sending.markSent(scope, row.id, verdict.wamid, at);
      break;
    case 'retry':
      if (verdict.slowDown) await sending.slowDown(scope, sender.phoneNumberId, SLOW_DOWN_MS);
      await sending.markFailed(
        scope,
        { id: row.id, epoch: sender.epoch, tries: row.attempts + 1, code: verdict.code, random: Math.random() },
        at,
      );
      break;
    case 'unknown':
      await sending.markUnknown(scope, { id: row.id, epoch: sender.epoch, code: verdict.code }, at);
      break;
    case 'dead':
      if (await waitsForTemplate(deps, scope, sender, row, verdict.code)) break;
      if (verdict.concernsAccount) await sending.noteTrouble(scope, verdict.code, at);
      await sending.markDead(scope, row.id, verdict.code, at);
      break;
  }
}

/**
 * A refusal for the template is told to its row first, so that what comes behind waits instead of failing the same way. Where
 * it may be lifted (paused, not there yet) this row waits with the others: it was certainly not sent.
 */
async function waitsForTemplate(
  { sending, templates, clock }: SendingDeps,
  scope: Scope,
  sender: Sender,
  row: ClaimedRow,
  code: string,
): Promise<boolean> {
  if (!templates || row.template === null || row.language === null) return false;
  const at = clock.now();
  await templates.sendRefused(scope, { name: row.template, language: row.language, code }, at);
  if (!WAITS_AFTER.has(code)) return false;
  const tries = row.attempts + 1;
  await sending.markFailed(scope, { id: row.id, epoch: sender.epoch, tries, code, random: Math.random() }, at);
  return true;
}

/**
 * The answer is known and must not get lost because PostgreSQL is away for a moment: written again and again. All writes
 * are repeatable. A process that dies here leaves the row in doubt, which is the truth.
 */
async function writtenDown(deps: SendingDeps, row: ClaimedRow, writeIt: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await writeIt();
      return;
    } catch (error) {
      if (tries >= MOST_WRITES) throw error;
      deps.log.warn({ err: error, outboxId: row.id, tries }, 'the answer of WhatsApp could not be written yet');
      await sleep(Math.min(5_000, WRITE_AGAIN_MS * tries));
    }
  }
}
