/** Whether the window is as narrow as a phone's: tables become cards there. */

import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 767px)');

export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (tell) => {
      narrow.addEventListener('change', tell);
      return () => narrow.removeEventListener('change', tell);
    },
    () => narrow.matches,
  );
}
