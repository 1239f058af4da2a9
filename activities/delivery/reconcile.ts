/** Starts whatever an open row says should be running and is not: after a crash, a restore, or on another Temporal server. */

import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { DeliverMessage, SendOutbox } from '../../contracts/workflows/delivery.ts';
import type { HoldConversation, ReactivateClient } from '../../contracts/workflows/campaigns.ts';
import { tellZone, type ZoneDeps } from '../access/tell-zone.ts';

export interface OpenMessage extends DeliverMessage {
  workflowId: string;
}
export interface OpenReactivation extends ReactivateClient {
  clientId: number;
  workflowId: string;
}
export interface OpenConversation extends HoldConversation {
  workflowId: string;
}

export interface ReconcileDeps {
  /** Companies whose clock changed while Temporal could not be told. */
  zones: ZoneDeps['zones'];
  /** Companies whose platform moved them to another zone, country or currency, and that were not read again since. */
  rereads: { companiesToReread(): Promise<number[]> };
  openRows: {
    numbers(): Promise<SendOutbox[]>;
    /** Oldest first, after this id: pages, so that ten thousand open rows are never one array. */
    messages(afterId: number, atMost: number): Promise<OpenMessage[]>;
    reactivations(afterId: number, atMost: number): Promise<OpenReactivation[]>;
    conversations(afterId: number, atMost: number): Promise<OpenConversation[]>;
    /** Companies whose numbers nobody brought up to date, though there was reason to and time. */
    staleInsights(at: Date): Promise<number[]>;
  };
  notices: { forgetOlderThan(days: number): Promise<number> };
  temporal: {
    startSender(input: SendOutbox): Promise<unknown>;
    startGuard(input: SendOutbox): Promise<unknown>;
    startDelivery(input: DeliverMessage): Promise<unknown>;
    startReactivation(input: ReactivateClient & { clientId: number }): Promise<unknown>;
    startConversation(input: HoldConversation): Promise<unknown>;
    wakeInsight(input: { companyId: number; isFull: boolean }): Promise<unknown>;
    moveSchedules: ZoneDeps['temporal']['moveSchedules'];
    startRebuild(companyId: number): Promise<unknown>;
    /** null: this server cannot list, so each is started; what runs already is left alone. */
    runningIds(type: 'deliverMessage' | 'reactivateClient' | 'holdConversation'): Promise<Set<string> | null>;
  };
  log: Logger;
}

export interface Reconciled {
  started: { senders: number; messages: number; reactivations: number; conversations: number; insights: number };
  /** The limit of one run was reached; the next one goes on. */
  hasMore: boolean;
}

const PAGE = 500;
/** Starts of one run: about ten seconds at the pace of a small box; the rest comes in five minutes. */
const MOST_STARTS = 2_000;
/** Told notices only explain why a workflow moved; nobody asks that after two weeks. */
const TOLD_KEPT_DAYS = 14;

export function createReconcileActivities({ zones, rereads, openRows, notices, temporal, log }: ReconcileDeps) {
  return {
    /** Twice is harmless: starting what runs changes nothing, and a workflow begins from its row's state. */
    async startMissing({ at }: { at: string }): Promise<Reconciled> {
      const budget = { left: MOST_STARTS };
      const numbers = await openRows.numbers();
      for (const number of numbers) {
        await temporal.startSender(number);
        await temporal.startGuard(number);
      }
      const messages = await startAll(budget, {
        running: await temporal.runningIds('deliverMessage'),
        page: (after) => openRows.messages(after, PAGE),
        idOf: (row) => row.messageId,
        start: ({ companyId, messageId, scenario }) => temporal.startDelivery({ companyId, messageId, scenario }),
      });
      const reactivations = await startAll(budget, {
        running: await temporal.runningIds('reactivateClient'),
        page: (after) => openRows.reactivations(after, PAGE),
        idOf: (row) => row.reactivationId,
        start: ({ companyId, reactivationId, clientId }) =>
          temporal.startReactivation({ companyId, reactivationId, clientId }),
      });
      const conversations = await startAll(budget, {
        running: await temporal.runningIds('holdConversation'),
        page: (after) => openRows.conversations(after, PAGE),
        idOf: (row) => row.conversationId,
        start: ({ companyId, conversationId }) => temporal.startConversation({ companyId, conversationId }),
      });
      for (const changed of await zones.zonesToTell()) await tellZone({ zones, temporal }, changed);
      for (const companyId of await rereads.companiesToReread()) await temporal.startRebuild(companyId);
      const insights = await openRows.staleInsights(new Date(at));
      for (const companyId of insights) await temporal.wakeInsight({ companyId, isFull: false });
      const started = { senders: numbers.length, messages, reactivations, conversations, insights: insights.length };
      if (messages + reactivations + conversations > 0) log.info(started, 'reconcile started what was missing');
      // One bounded batch a run, last: what is missing matters more than what is old.
      await notices.forgetOlderThan(TOLD_KEPT_DAYS);
      return { started, hasMore: budget.left <= 0 };
    },
  };
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;

interface Kind<Row> {
  running: Set<string> | null;
  page: (afterId: number) => Promise<Row[]>;
  idOf: (row: Row) => number;
  start: (row: Row) => Promise<unknown>;
}

async function startAll<Row extends { workflowId: string }>(
  budget: { left: number },
  kind: Kind<Row>,
): Promise<number> {
  let after = 0;
  let started = 0;
  while (budget.left > 0) {
    const rows = await kind.page(after);
    for (const row of rows) {
      after = kind.idOf(row);
      if (kind.running?.has(row.workflowId) || budget.left <= 0) continue;
      await kind.start(row);
      started += 1;
      budget.left -= 1;
      Context.current().heartbeat({ started });
    }
    if (rows.length < PAGE) break;
    Context.current().heartbeat({ started });
  }
  return started;
}
