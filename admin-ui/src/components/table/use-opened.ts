/** The row whose dialog is open: it stays when the list turns the page or narrows beneath it, and is renewed while the list has it. */

import { useState } from 'react';

/** `idOf` must name the row for good. */
export function useOpened<Row>(rows: readonly Row[] | undefined, idOf: (row: Row) => number) {
  const [opened, setOpened] = useState<Row | null>(null);
  const fresh = opened === null ? undefined : rows?.find((row) => idOf(row) === idOf(opened));
  return { row: fresh ?? opened, open: (row: Row): void => setOpened(row), close: (): void => setOpened(null) };
}
