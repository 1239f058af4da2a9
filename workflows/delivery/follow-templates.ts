/** A company's templates at WhatsApp: tells what people want done, then reads how each stands. Every hour, and when somebody asks. */

import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { FollowTemplatesActivities } from '../../activities/delivery/follow-templates.ts';
import type { FollowedTemplates, FollowTemplates } from '../../contracts/workflows/delivery.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const { followTemplates: tellAndRead } = proxyActivities<FollowTemplatesActivities>({
  taskQueue: TASK_QUEUES.core,
  // Thirty submissions of a few seconds each at the worst.
  startToCloseTimeout: '10m',
  heartbeatTimeout: '1m',
  // The next hour asks again.
  retry: { initialInterval: '2s', backoffCoefficient: 3, maximumInterval: '2m', maximumAttempts: 6 },
});

export async function followTemplates({ companyId }: FollowTemplates): Promise<FollowedTemplates> {
  tell('running', 'Telling WhatsApp what is wanted, then reading its list');
  const report = await tellAndRead({ companyId });
  tell('done', `${String(report.told)} told, ${String(report.refused)} refused, ${String(report.changed)} changed`);
  return report;
}

function tell(status: string, story: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.status, value: status }]);
  setCurrentDetails(story);
}
