/** One dot for the state of the whole: green, or what is wrong in words, leading to where it can be mended. */

import { useTranslation } from 'react-i18next';
import type { Health } from '../../../contracts/http/insight.ts';
import { Go } from '../components/go.tsx';
import { useFormats } from '../platform/formats.ts';
import { useReasonWords } from '../platform/reasons.ts';
import { useHealth } from './health.ts';

const PLACES: Record<string, string> = {
  number_paused: '/system/number',
  no_number: '/system/number',
  sending_stopped: '/system/number',
};
const DOTS: Record<string, string> = { ok: 'bg-green', attention: 'bg-amber', trouble: 'bg-red', unknown: 'bg-ink-3' };

export function StateDot() {
  const { t } = useTranslation();
  const { data, isError, dataUpdatedAt } = useHealth();
  const { ago } = useFormats();
  const words = useReasonWords('health');
  const state: Health['state'] | 'unknown' = isError ? 'trouble' : (data?.state ?? 'unknown');
  const problem = data?.problems[0];
  const said = isError
    ? t('health.unreachable')
    : problem
      ? words(problem.code, { detail: problem.detail ?? '' })
      : data?.lastSyncAt
        ? t('health.synced', { ago: ago(data.lastSyncAt, Math.max(dataUpdatedAt, Date.now())) })
        : t('health.waiting');
  return (
    <Go
      to={PLACES[problem?.code ?? ''] ?? '/system'}
      testId="state-dot"
      label={`${t('health.label')}: ${said}`}
      className="flex h-9 max-w-64 min-w-0 items-center gap-2 rounded-md px-2 text-sm text-ink-2 hover:bg-hover hover:text-ink max-md:size-11 max-md:justify-center"
    >
      <span className={`size-2 shrink-0 rounded-full ${DOTS[state] ?? ''}`} />
      <span className="truncate max-md:hidden">{said}</span>
    </Go>
  );
}
