/** Listens to the company's live events and asks again for what they touch; without them the pages ask every 15 seconds. */

import { useEffect } from 'react';
import type { ChangeTopic } from '../../../contracts/http/insight.ts';
import { queries } from './queries.ts';

const GATHER_MS = 400;
const WITHOUT_EVENTS_MS = 15_000;

export function useLive(api: string): void {
  useEffect(() => {
    const touched = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      const topics = new Set(touched);
      touched.clear();
      timer = undefined;
      void queries.invalidateQueries({
        predicate: ({ queryKey, meta }) =>
          queryKey[0] === api &&
          ((meta?.['topics'] as ChangeTopic[] | undefined) ?? []).some((topic) => topics.has(topic)),
      });
    };
    const events = new EventSource(`${api}/events`);
    events.addEventListener('changed', (event: MessageEvent<string>) => {
      for (const topic of (JSON.parse(event.data) as { topics: string[] }).topics) touched.add(topic);
      timer ??= setTimeout(refresh, GATHER_MS);
    });
    // After a gap nobody knows what was missed.
    events.addEventListener(
      'open',
      () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === api }),
    );
    const asking = setInterval(() => {
      if (events.readyState !== EventSource.OPEN && document.visibilityState === 'visible')
        void queries.invalidateQueries();
    }, WITHOUT_EVENTS_MS);
    return () => {
      clearTimeout(timer);
      clearInterval(asking);
      events.close();
    };
  }, [api]);
}
