/** The last cycles and rebuilds: what each changed, or why it did not get through. */

import { useTranslation } from 'react-i18next';
import type { SyncRun } from '../../../../../contracts/http/sync.ts';
import { Card } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';

const TONES = { failed: 'trouble', changed: 'good', idle: 'quiet', running: 'moving' } as const;

export function RunsCard({ runs }: { runs: SyncRun[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('sync.runs')} flush testId="sync-runs">
      {runs.length === 0 && <p className="px-4 py-5 text-ink-2">{t('sync.noRuns')}</p>}
      <ol className="divide-y divide-line">
        {runs.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ol>
    </Card>
  );
}

function RunLine({ run }: { run: SyncRun }) {
  const { t } = useTranslation();
  const { moment, number } = useFormats();
  const words = useReasonWords('failure');
  const outcome = run.outcome ?? 'running';
  const counts = Object.entries(run.counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${t(`sync.rows.${what}`, { defaultValue: humanised(what) })} ${number(count)}`);
  const kind = run.kind === 'rebuild' ? [t('sync.rebuild.title')] : [];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <time dateTime={run.startedAt} className="tabular w-28 text-sm text-ink-3">
        {moment(run.startedAt)}
      </time>
      <Chip tone={TONES[outcome]}>{t(`sync.outcome.${outcome}`)}</Chip>
      <span className="min-w-0 flex-1 basis-48 text-sm text-ink-2">
        {[...kind, ...(run.failureCode ? [words(run.failureCode)] : counts)].join(' · ')}
      </span>
    </li>
  );
}
