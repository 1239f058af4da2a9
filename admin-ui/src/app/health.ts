/** The state of the whole, as the dot, the navigation and the banner show it. */

import { useQuery } from '@tanstack/react-query';
import type { Health } from '../../../contracts/http/insight.ts';
import { ask } from '../platform/queries.ts';
import { useSession } from '../platform/session.ts';

const ASK_AGAIN_MS = 30_000;

export function useHealth() {
  const { api } = useSession();
  return useQuery({
    ...ask<Health>(api, '/health', ['messages', 'replies', 'sync', 'settings']),
    refetchInterval: ASK_AGAIN_MS,
  });
}
