/** How the pages ask: one cache, keys that begin with the company, and topics that say which change makes an answer old. */

import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  useMutation,
  type UseMutationResult,
} from '@tanstack/react-query';
import type { ChangeTopic } from '../../../contracts/http/insight.ts';
import { toast } from '../components/toast.tsx';
import { useProblemWords } from '../components/states.tsx';
import { get, Problem, type Query } from './http.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // A refusal stays a refusal; only silence and a server in trouble are worth another try.
      retry: (tries, failure) =>
        tries < 2 && failure instanceof Problem && (failure.status === 0 || failure.status >= 500),
      retryDelay: (tries) => 500 * 2 ** tries,
    },
  },
});

/** A question about a company. `topics` are those of the live events after which it is asked again. */
export function ask<T>(api: string, path: string, topics: ChangeTopic[], query?: Query) {
  return queryOptions({
    queryKey: [api, path, query ?? {}],
    queryFn: ({ signal }) => get<T>(api + path, query, signal),
    meta: { topics },
  });
}

/** The same for one page of a list: the rows before stay until the next ones are there. */
export function askPage<T>(api: string, path: string, topics: ChangeTopic[], query: Query) {
  return queryOptions({ ...ask<T>(api, path, topics, query), placeholderData: keepPreviousData });
}

/** Something a person does: what changed is asked again, a refusal is said in words. */
export function useAct<Input, Output = unknown>(
  act: (input: Input) => Promise<Output>,
  options: {
    done?: (output: Output, input: Input) => void;
    refused?: (failure: unknown, input: Input) => boolean;
  } = {},
): UseMutationResult<Output, unknown, Input> {
  const words = useProblemWords();
  return useMutation({
    mutationFn: act,
    onSuccess: (output, input) => {
      options.done?.(output, input);
    },
    onError: (failure, input) => {
      if (options.refused?.(failure, input)) return;
      const { title, detail } = words(failure);
      toast(title, { tone: 'trouble', detail });
    },
    onSettled: () => queries.invalidateQueries(),
  });
}
