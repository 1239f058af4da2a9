/** Asks the model after how many days services are usually due again: a few services at a time, each suggestion for a manager to accept. */

import {
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { SuggestIntervalsActivities } from '../../activities/campaigns/suggest-intervals.ts';
import { type SuggestIntervals, wantSuggestions } from '../../contracts/workflows/campaigns.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const database = proxyActivities<SuggestIntervalsActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '15s', maximumAttempts: 10 },
});
/** A few tries: what the model does not say today it may say next week, and what was known stays. */
const model = proxyActivities<SuggestIntervalsActivities>({
  taskQueue: TASK_QUEUES.model,
  startToCloseTimeout: '2m',
  retry: { initialInterval: '10s', backoffCoefficient: 3, maximumAttempts: 3 },
});

export interface SuggestReport {
  asked: number;
  suggested: number;
  failed: number;
}

export async function suggestIntervals({ companyId, serviceIds = null }: SuggestIntervals): Promise<SuggestReport> {
  const wanted: (number[] | null)[] = serviceIds === null || serviceIds.length > 0 ? [serviceIds] : [];
  setHandler(wantSuggestions, (wish) => void wanted.push(wish.serviceIds));

  const report: SuggestReport = { asked: 0, suggested: 0, failed: 0 };
  for (let wish = wanted.shift(); wish !== undefined; wish = wanted.shift()) {
    tell('running', 'Choosing which services to ask about');
    const { batches } = await database.planSuggestions({ companyId, serviceIds: wish, at: now() });
    for (const batch of batches) {
      tell('running', `Asking about ${String(batch.length)} services; ${String(report.suggested)} suggestions so far`);
      report.asked += batch.length;
      try {
        const { suggested } = await model.suggestForServices({ companyId, serviceIds: batch, at: now() });
        report.suggested += suggested;
      } catch (error) {
        if (isCancellation(error)) throw error;
        report.failed += batch.length;
      }
    }
  }
  tell('done', `${String(report.asked)} services asked about, ${String(report.suggested)} suggestions`);
  return report;
}

const now = (): string => new Date().toISOString();

function tell(status: string, story: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.status, value: status }]);
  setCurrentDetails(story);
}
