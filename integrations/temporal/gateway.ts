/** The one door to Temporal for API, bots, activities and loops: starts, signals, updates and schedules, each repeatable and with a deadline. */

import {
  Client,
  Connection,
  isGrpcServiceError,
  ScheduleNotFoundError,
  type ScheduleOptionsAction,
  ScheduleOverlapPolicy,
  ServiceError,
  type WorkflowStartOptions,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  ApplicationFailure,
  type PayloadCodec,
  TypedSearchAttributes,
  type SearchAttributePair,
} from '@temporalio/common';
import {
  type HoldConversation,
  holdConversationId,
  inboundReceived,
  type ReactivateClient,
  reactivateClientId,
  runReactivationScheduleId,
  type SuggestIntervals,
  suggestIntervalsId,
  suggestIntervalsScheduleId,
  wantSuggestions,
} from '../../contracts/workflows/campaigns.ts';
import {
  approveMessage,
  type Decided,
  type DeliverMessage,
  deliverMessageId,
  editMessage,
  type GuardAccount,
  guardAccountId,
  rejectMessage,
  rewriteMessage,
  type SendOutbox,
  sendOutboxId,
} from '../../contracts/workflows/delivery.ts';
import {
  insightScheduleId,
  insightWanted,
  refreshInsightId,
  type RefreshInsight,
} from '../../contracts/workflows/insight.ts';
import { rebuildCompanyId, rebuildScheduleId, type RebuildCompany } from '../../contracts/workflows/sync.ts';
import { type Notice, SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';
import { Unavailable } from '../../domain/errors.ts';

const SYSTEM = 'temporal';
/** Those whose hour is the company's; the minute's cycle has none. */
const SCHEDULES_BY_CLOCK = [
  rebuildScheduleId,
  insightScheduleId,
  runReactivationScheduleId,
  suggestIntervalsScheduleId,
] as const;
/** gRPC's number for "the server does not know this call": the time-skipping test server lacks a few. */
const UNIMPLEMENTED = 12;

export interface TemporalSetting {
  address: string;
  namespace: string;
  codecs?: PayloadCodec[];
}

/** Opens nothing yet: the first call connects, a lost connection is made anew by gRPC, and every call has its own deadline. */
export function openTemporal(setting: TemporalSetting): { client: Client; close: () => Promise<void> } {
  const connection = Connection.lazy({ address: setting.address });
  const codecs = setting.codecs ?? [];
  const client = new Client({
    connection,
    namespace: setting.namespace,
    ...(codecs.length > 0 ? { dataConverter: { payloadCodecs: codecs } } : {}),
  });
  return { client, close: () => connection.close() };
}

export type DecisionKind = 'approve' | 'reject' | 'edit' | 'rewrite';

/** What the workflow said to a decision. `not_found`: nothing is waiting for one under this id any more. */
export type DecisionAnswer =
  | { outcome: 'decided'; status: string }
  | { outcome: 'already_decided' | 'not_ready' | 'not_found' }
  | { outcome: 'refused'; code: string };

const UPDATES = { approve: approveMessage, reject: rejectMessage, edit: editMessage, rewrite: rewriteMessage };

export interface GatewayLimits {
  /** For starts, signals and triggers. */
  callMs: number;
  /** For an update: it runs an activity before it answers. */
  decisionMs: number;
}

export function createTemporalGateway(client: Client, limits: GatewayLimits = { callMs: 5_000, decisionMs: 8_000 }) {
  /** World down becomes Unavailable with a code; the original text may quote an argument and is dropped. */
  async function calling<T>(ms: number, call: () => Promise<T>): Promise<T> {
    try {
      return await client.withDeadline(Date.now() + ms, call);
    } catch (error) {
      const cause = error instanceof ServiceError && error.cause ? error.cause : error;
      if (isGrpcServiceError(cause)) throw new Unavailable(SYSTEM, `grpc_${String(cause.code)}`, 1_000);
      throw error;
    }
  }

  /** Starting what already runs changes nothing; starting what has ended begins anew, from its row's state. */
  async function start(
    type: string,
    workflowId: string,
    input: unknown,
    story: { summary: string; attributes: SearchAttributePair[] },
  ): Promise<{ workflowId: string }> {
    const options: WorkflowStartOptions = {
      workflowId,
      taskQueue: TASK_QUEUES.core,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: story.summary,
      typedSearchAttributes: new TypedSearchAttributes(story.attributes),
    };
    await calling(limits.callMs, () => client.workflow.start(type, options));
    return { workflowId };
  }

  const company = (companyId: number, context: string): SearchAttributePair[] => [
    { key: SEARCH_ATTRIBUTES.companyId, value: companyId },
    { key: SEARCH_ATTRIBUTES.context, value: context },
  ];

  return {
    startDelivery: (input: DeliverMessage): Promise<{ workflowId: string }> =>
      start('deliverMessage', deliverMessageId(input.messageId), input, {
        summary: `Message ${String(input.messageId)} (${input.scenario})`,
        attributes: [
          ...company(input.companyId, 'delivery'),
          { key: SEARCH_ATTRIBUTES.scenario, value: input.scenario },
        ],
      }),

    startSender: (input: SendOutbox): Promise<{ workflowId: string }> =>
      start('sendOutbox', sendOutboxId(input.phoneNumberId), input, {
        summary: `Sender of company ${String(input.companyId)}`,
        attributes: company(input.companyId, 'delivery'),
      }),

    startGuard: (input: GuardAccount): Promise<{ workflowId: string }> =>
      start('guardAccount', guardAccountId(input.phoneNumberId), input, {
        summary: `Watches the number of company ${String(input.companyId)}`,
        attributes: company(input.companyId, 'delivery'),
      }),

    startReactivation: (input: ReactivateClient & { clientId: number }): Promise<{ workflowId: string }> =>
      start(
        'reactivateClient',
        reactivateClientId(input.companyId, input.clientId),
        { companyId: input.companyId, reactivationId: input.reactivationId } satisfies ReactivateClient,
        {
          summary: `Reactivation ${String(input.reactivationId)}`,
          attributes: [
            ...company(input.companyId, 'campaigns'),
            { key: SEARCH_ATTRIBUTES.scenario, value: 'service_reactivation' },
          ],
        },
      ),

    startConversation: (input: HoldConversation): Promise<{ workflowId: string }> =>
      start('holdConversation', holdConversationId(input.conversationId), input, {
        summary: `Conversation ${String(input.conversationId)}`,
        attributes: company(input.companyId, 'delivery'),
      }),

    startRebuild: (companyId: number): Promise<{ workflowId: string }> =>
      start('rebuildCompany', rebuildCompanyId(companyId), { companyId } satisfies RebuildCompany, {
        summary: `Rebuild of company ${String(companyId)}`,
        attributes: company(companyId, 'sync'),
      }),

    /** Begins the company's refresh, or tells the one that runs to look once more. */
    async wakeInsight({ companyId, isFull }: { companyId: number; isFull: boolean }): Promise<void> {
      await calling(limits.callMs, () =>
        client.workflow.signalWithStart('refreshInsight', {
          workflowId: refreshInsightId(companyId),
          taskQueue: TASK_QUEUES.core,
          args: [{ companyId } satisfies RefreshInsight],
          signal: insightWanted,
          signalArgs: [{ isFull }],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `Numbers of company ${String(companyId)}`,
          typedSearchAttributes: new TypedSearchAttributes(company(companyId, 'insight')),
        }),
      );
    },

    /** Begins it, or tells the one that runs what else is wanted. */
    async startSuggestIntervals(asked: {
      companyId: number;
      serviceIds: number[] | null;
    }): Promise<{ workflowId: string }> {
      const { companyId, serviceIds } = asked;
      const workflowId = suggestIntervalsId(companyId);
      const input: SuggestIntervals = { companyId, serviceIds: [] };
      await calling(limits.callMs, () =>
        client.workflow.signalWithStart('suggestIntervals', {
          workflowId,
          taskQueue: TASK_QUEUES.core,
          args: [input],
          signal: wantSuggestions,
          signalArgs: [{ serviceIds }],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `Interval suggestions for company ${String(companyId)}`,
          typedSearchAttributes: new TypedSearchAttributes(company(companyId, 'campaigns')),
        }),
      );
      return { workflowId };
    },

    startReconcile: (workflowId: string): Promise<{ workflowId: string }> =>
      start(
        'reconcile',
        workflowId,
        {},
        {
          summary: 'Starts what open rows say should be running',
          attributes: [{ key: SEARCH_ATTRIBUTES.context, value: 'delivery' }],
        },
      ),

    /**
     * Tells a running workflow a fact. An inbound message is the one fact that may also begin its workflow;
     * for all others 'gone' means there is nobody left to tell.
     */
    async signalNotice(notice: {
      companyId: number;
      workflowId: string;
      signal: string;
      notice: Notice;
    }): Promise<'delivered' | 'gone'> {
      const { companyId, workflowId, signal } = notice;
      try {
        if (signal === inboundReceived.name) {
          const input: HoldConversation = { companyId, conversationId: Number(workflowId.split(':')[1]) };
          await calling(limits.callMs, () =>
            client.workflow.signalWithStart('holdConversation', {
              workflowId,
              taskQueue: TASK_QUEUES.core,
              args: [input],
              signal,
              signalArgs: [notice.notice],
              workflowIdReusePolicy: 'ALLOW_DUPLICATE',
              staticSummary: `Conversation ${String(input.conversationId)}`,
              typedSearchAttributes: new TypedSearchAttributes(company(companyId, 'delivery')),
            }),
          );
        } else {
          await calling(limits.callMs, () => client.workflow.getHandle(workflowId).signal(signal, notice.notice));
        }
        return 'delivered';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },

    /** Asks the message's workflow to take a stored decision. The same decisionId asked twice gives the same answer. */
    async executeDecision(asked: {
      messageId: number;
      decision: DecisionKind;
      decisionId: number;
    }): Promise<DecisionAnswer> {
      const handle = client.workflow.getHandle(deliverMessageId(asked.messageId));
      try {
        const decided: Decided = await calling(limits.decisionMs, () =>
          handle.executeUpdate(UPDATES[asked.decision], {
            args: [{ decisionId: asked.decisionId }],
            updateId: `decision-${String(asked.decisionId)}`,
          }),
        );
        return { outcome: 'decided', status: decided.status };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { outcome: 'not_found' };
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
          throw new Unavailable(SYSTEM, 'decision_deadline', 2_000);
        if (!(error instanceof WorkflowUpdateFailedError)) throw error;
        return refusal(error);
      }
    },

    /** Runs a schedule's action now. Temporal answers nothing: whoever asked looks for the row the run writes. */
    async triggerSchedule(scheduleId: string): Promise<'triggered' | 'not_found'> {
      try {
        await calling(limits.callMs, () =>
          client.schedule.getHandle(scheduleId).trigger(ScheduleOverlapPolicy.BUFFER_ONE),
        );
        return 'triggered';
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return 'not_found';
        throw error;
      }
    },

    /** The schedules that follow a company's clock fire by another zone's. Twice is harmless; one that is missing comes with the next start. */
    async moveSchedules({ companyId, timeZone }: { companyId: number; timeZone: string }): Promise<void> {
      for (const idOf of SCHEDULES_BY_CLOCK) {
        try {
          await calling(limits.callMs, () =>
            client.schedule.getHandle(idOf(companyId)).update((before) => ({
              ...before,
              spec: { ...before.spec, timezone: timeZone },
              action: before.action as ScheduleOptionsAction & { workflowType: string },
            })),
          );
        } catch (error) {
          if (!(error instanceof ScheduleNotFoundError)) throw error;
        }
      }
    },

    /**
     * The ids of all running workflows of a type, or null where the server cannot list (then start each: it is harmless).
     * Visibility lags a little behind; whoever starts something because it is missing here starts it with USE_EXISTING.
     */
    async runningIds(
      type: 'deliverMessage' | 'reactivateClient' | 'holdConversation' | 'sendOutbox',
    ): Promise<Set<string> | null> {
      const ids = new Set<string>();
      try {
        await calling(limits.callMs * 6, async () => {
          const query = `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
          for await (const found of client.workflow.list({ query, pageSize: 1_000 })) ids.add(found.workflowId);
        });
        return ids;
      } catch (error) {
        if (error instanceof Unavailable && error.message.endsWith(`grpc_${String(UNIMPLEMENTED)}`)) return null;
        throw error;
      }
    },
  };
}

function refusal(error: WorkflowUpdateFailedError): DecisionAnswer {
  const cause = error.cause instanceof ApplicationFailure ? error.cause : undefined;
  // An activity's refusal arrives one level deeper than the workflow's own.
  const inner = cause?.type ? cause : error.cause?.cause instanceof ApplicationFailure ? error.cause.cause : undefined;
  const code = inner?.type ?? 'refused';
  if (code === 'already_decided' || code === 'not_ready') return { outcome: code };
  // The workflow ended while the update was under way.
  if (code === 'AcceptedUpdateCompletedWorkflow') return { outcome: 'already_decided' };
  return { outcome: 'refused', code };
}

export type TemporalGateway = ReturnType<typeof createTemporalGateway>;
