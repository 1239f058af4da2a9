/** What every card of the settings is given. */

import type { SettingsUpdate } from '../../../../../contracts/http/access.ts';

export interface SettingsFormProps {
  value: SettingsUpdate;
  change: (patch: Partial<SettingsUpdate>) => void;
  disabled: boolean;
}

/** A number field holds text; empty is null. */
export const asCount = (words: string): number | null =>
  words.trim() === '' ? null : Math.max(0, Math.trunc(Number(words)) || 0);
