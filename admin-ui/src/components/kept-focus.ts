/** A button that is disabled while it works loses the focus, and with it Escape and its place in the page: it gets it back. */

import { useEffect, useRef, type RefObject } from 'react';

export function useKeptFocus(isBusy: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasBusy = useRef(false);
  useEffect(() => {
    // Whoever has gone elsewhere meanwhile stays there.
    if (wasBusy.current && !isBusy && document.activeElement === document.body) button.current?.focus();
    wasBusy.current = isBusy;
  }, [isBusy]);
  return button;
}
