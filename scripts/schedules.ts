/** Makes sure that every company's Temporal schedules exist and say what this version says. Twice is harmless. */

import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
  type ScheduleOptionsAction,
} from '@temporalio/client';
import { insightScheduleId } from '../contracts/workflows/insight.ts';
import { followTemplatesId, RECONCILE_ID } from '../contracts/workflows/delivery.ts';
import {
  runReactivationId,
  runReactivationScheduleId,
  suggestIntervalsId,
  suggestIntervalsScheduleId,
} from '../contracts/workflows/campaigns.ts';
import { rebuildScheduleId, runSyncCycleId, syncScheduleId } from '../contracts/workflows/sync.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../contracts/workflows/temporal.ts';

export interface ScheduledCompany {
  id: number;
  /** IANA zone: the daily run follows the company's clock. */
  timeZone: string;
}

/** An overlapping run is skipped, and an outage is caught up only for a moment: the next cycle reads everything anyway. */
const POLICIES = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '2 minutes' } as const;

function action(
  workflowType: string,
  workflowId: string,
  args: unknown[],
  context: string,
  company: ScheduledCompany | null,
): ScheduleOptionsAction {
  return {
    type: 'startWorkflow',
    workflowType,
    workflowId,
    taskQueue: TASK_QUEUES.core,
    args,
    typedSearchAttributes: [
      { key: SEARCH_ATTRIBUTES.context, value: context },
      ...(company ? [{ key: SEARCH_ATTRIBUTES.companyId, value: company.id }] : []),
    ],
  };
}

function schedulesOf(company: ScheduledCompany): ScheduleOptions[] {
  return [
    {
      scheduleId: syncScheduleId(company.id),
      spec: { intervals: [{ every: '1 minute' }] },
      action: action('runSyncCycle', runSyncCycleId(company.id), [{ companyId: company.id }], 'sync', company),
      policies: POLICIES,
    },
    {
      scheduleId: rebuildScheduleId(company.id),
      // definitions.md: the rebuild at 04:10, before the insight of 05:00; clocks change earlier in the night.
      spec: { calendars: [{ hour: 4, minute: 10 }], timezone: company.timeZone },
      action: action(
        'rebuildCompany',
        rebuildScheduleId(company.id),
        [{ companyId: company.id, isScheduled: true }],
        'sync',
        company,
      ),
      policies: POLICIES,
    },
    {
      scheduleId: insightScheduleId(company.id),
      // After the rebuild, which may have repaired old books. Its run only wakes the company's own refresh.
      spec: { calendars: [{ hour: 5, minute: 0 }], timezone: company.timeZone },
      action: action(
        'refreshInsight',
        insightScheduleId(company.id),
        [{ companyId: company.id, isFull: true, isScheduled: true }],
        'insight',
        company,
      ),
      // A laptop that was asleep at five has its full refresh when it wakes.
      policies: { ...POLICIES, catchupWindow: '6 hours' },
    },
    {
      scheduleId: runReactivationScheduleId(company.id),
      // 10:00 exists on every day of every zone; no schedule lies between 00:00 and 04:00, where clocks change.
      spec: { calendars: [{ hour: 10, minute: 0 }], timezone: company.timeZone },
      action: action(
        'runReactivation',
        runReactivationId(company.id),
        [{ companyId: company.id }],
        'campaigns',
        company,
      ),
      // A laptop that was asleep at ten still does its day's run when it wakes within six hours.
      policies: { ...POLICIES, catchupWindow: '6 hours' },
    },
    {
      scheduleId: followTemplatesId(company.id),
      // A safety net below the webhooks: what one of them missed is known an hour later.
      spec: { intervals: [{ every: '1 hour' }] },
      action: action(
        'followTemplates',
        followTemplatesId(company.id),
        [{ companyId: company.id }],
        'delivery',
        company,
      ),
      policies: POLICIES,
    },
    {
      scheduleId: suggestIntervalsScheduleId(company.id),
      // Once a week, after the night has counted the gaps: what history knows by then need not be asked.
      spec: { calendars: [{ dayOfWeek: 'SUNDAY', hour: 5, minute: 40 }], timezone: company.timeZone },
      action: action(
        'suggestIntervals',
        suggestIntervalsId(company.id),
        [{ companyId: company.id }],
        'campaigns',
        company,
      ),
      policies: { ...POLICIES, catchupWindow: '6 hours' },
    },
  ];
}

export async function ensureSchedules(temporal: Client, companies: ScheduledCompany[]): Promise<void> {
  const all: ScheduleOptions[] = [
    {
      scheduleId: RECONCILE_ID,
      spec: { intervals: [{ every: '5 minutes' }] },
      action: action('reconcile', RECONCILE_ID, [], 'delivery', null),
      policies: POLICIES,
    },
    ...companies.flatMap(schedulesOf),
  ];
  for (const schedule of all) await ensure(temporal, schedule);
  // At boot nothing waits: neither what should be running, nor the first look at the books and at WhatsApp's templates.
  const atBoot = [RECONCILE_ID, ...companies.flatMap(({ id }) => [syncScheduleId(id), followTemplatesId(id)])];
  for (const id of atBoot) await temporal.schedule.getHandle(id).trigger(ScheduleOverlapPolicy.SKIP);
}

/** Creates, or brings an existing schedule to this version's spec; whether an operator paused it stays as it is. */
async function ensure(temporal: Client, schedule: ScheduleOptions): Promise<void> {
  try {
    await temporal.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await temporal.schedule.getHandle(schedule.scheduleId).update((existing) => ({
      ...existing,
      spec: schedule.spec,
      action: schedule.action as typeof existing.action,
      policies: schedule.policies as typeof existing.policies,
    }));
  }
}
