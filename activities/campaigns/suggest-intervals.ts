/** Asks the model for the intervals of services and keeps what it says, for a manager to accept. */

import { type Scope, systemScope } from '../../domain/access/scope.ts';
import {
  type AnsweredInterval,
  type ServiceHistory,
  type SuggestedInterval,
  usableSuggestions,
} from '../../domain/campaigns/suggested-intervals.ts';

export interface SuggestIntervalsDeps {
  suggestions: {
    /** The services to ask about: these, or with null all that nothing better is known about. */
    toAsk(scope: Scope, serviceIds: number[] | null, at: string): Promise<number[]>;
    /** Without those that were asked about at this very moment, by an earlier try. */
    histories(scope: Scope, serviceIds: number[], at: string): Promise<ServiceHistory[]>;
    keep(scope: Scope, asked: number[], suggested: SuggestedInterval[], at: string): Promise<void>;
  };
  /** Throws Unavailable when the model is away; null when it refused or did not keep to the shape. */
  suggestIntervals: (companyId: number, histories: ServiceHistory[]) => Promise<AnsweredInterval[] | null>;
}

/** One call to the model for so many services. */
export const BATCH = 12;

interface Step {
  companyId: number;
  at: string;
}

export function createSuggestIntervalsActivities({ suggestions, suggestIntervals }: SuggestIntervalsDeps) {
  const scopeOf = ({ companyId }: { companyId: number }): Scope => systemScope(companyId, 'suggestIntervals');
  return {
    /** Twice is harmless: it reads. */
    async planSuggestions(input: Step & { serviceIds: number[] | null }): Promise<{ batches: number[][] }> {
      const ids = await suggestions.toAsk(scopeOf(input), input.serviceIds, input.at);
      const batches: number[][] = [];
      for (let from = 0; from < ids.length; from += BATCH) batches.push(ids.slice(from, from + BATCH));
      return { batches };
    },

    /** Twice is harmless: whoever was asked about at this moment is not asked about again; a call that brings nothing changes nothing. */
    async suggestForServices(input: Step & { serviceIds: number[] }): Promise<{ suggested: number }> {
      const scope = scopeOf(input);
      const histories = await suggestions.histories(scope, input.serviceIds, input.at);
      if (histories.length === 0) return { suggested: 0 };
      const asked = histories.map((history) => history.serviceId);
      const answered = await suggestIntervals(input.companyId, histories);
      const usable = usableSuggestions(asked, answered ?? []);
      await suggestions.keep(scope, asked, usable, input.at);
      return { suggested: usable.length };
    },
  };
}

export type SuggestIntervalsActivities = ReturnType<typeof createSuggestIntervalsActivities>;
