/** What a dialog is given, by whoever opens it and to the half that is fetched later. */

import type { ReactNode } from 'react';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  wide?: boolean;
  side?: boolean;
  children: ReactNode;
  testId?: string;
}
