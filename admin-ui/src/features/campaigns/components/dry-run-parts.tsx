/** The two halves of a dry run, who would be written to and who is left out, and the day it was computed for. */

import { useTranslation } from 'react-i18next';
import { AsOfPicker } from '../../../components/as-of.tsx';
import { Count } from '../../../components/page.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { ListState } from '../../../platform/list-state.ts';

export type DryRunPart = 'candidates' | 'skipped';

/** Kept in the address, as every filter is. */
export const partOf = (list: ListState): DryRunPart => (list.filter('show') === 'skipped' ? 'skipped' : 'candidates');

export function showPart(list: ListState, part: DryRunPart): void {
  list.change({ show: part === 'candidates' ? '' : part, reason: '' });
}

export function DryRunParts({
  list,
  counts,
  asOf,
}: {
  list: ListState;
  counts: Record<DryRunPart, number> | undefined;
  asOf: string | undefined;
}) {
  const { t } = useTranslation();
  const { date, timeZone } = useFormats();
  const shown = partOf(list);
  // The company's clock by the browser's: only what may be chosen hangs on it.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
      <div role="group" aria-label={t('campaigns.dryRun')} className="flex gap-4">
        {(['candidates', 'skipped'] as const).map((part) => (
          <button
            key={part}
            type="button"
            aria-pressed={shown === part}
            data-testid={`show-${part}`}
            onClick={() => showPart(list, part)}
            className="inline-flex h-9 items-center gap-2 text-lg text-ink-3 hover:text-ink aria-pressed:font-semibold aria-pressed:text-ink"
          >
            {t(`campaigns.${part}`)}
            {counts && <Count value={counts[part]} strong={shown === part} exact />}
          </button>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        {asOf !== undefined && <p className="text-sm text-ink-3">{t('campaigns.asOf', { date: date(asOf) })}</p>}
        <AsOfPicker today={today} />
      </div>
    </div>
  );
}
