/** One line of a menu. */

import type { IconName } from './icon.tsx';

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName;
  hint?: string;
  danger?: boolean;
  checked?: boolean;
  act: () => void;
}
