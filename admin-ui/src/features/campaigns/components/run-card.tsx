/** One daily run: how far it is, how many it began with, and why the others were left out. */

import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../../contracts/http/campaigns.ts';
import { Chip } from '../../../components/chip.tsx';
import { Card } from '../../../components/card.tsx';
import { Go, TemporalLink } from '../../../components/go.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

export function RunChip({ status }: { status: Run['status'] }) {
  const { t } = useTranslation();
  const look = { running: ['moving', 'sync'], done: ['good', 'check'], failed: ['trouble', 'warning'] } as const;
  const [tone, icon] = look[status];
  return (
    <Chip tone={tone} icon={icon} testId="run-status">
      {t(`runStatus.${status}`)}
    </Chip>
  );
}

/** Who was chosen and who was left out, each with the reason, for a spreadsheet. */
export function RunDecisions({ runId }: { runId: number }) {
  const { t } = useTranslation();
  return (
    <ExportAction
      file="/decisions.csv"
      state={{ query: { runId } }}
      needs="see_company"
      label={t('campaigns.exportDecisions')}
      testId="export-run-decisions"
    />
  );
}

export function RunCard({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { time, number } = useFormats();
  const skips = useReasonWords('skip');
  const left = Object.entries(run.skipped).toSorted(([, a], [, b]) => b - a);
  return (
    <Card
      testId="run-card"
      title={
        <span className="flex flex-wrap items-center gap-2.5">
          {t('campaigns.todaysRun')}
          <RunChip status={run.status} />
        </span>
      }
      hint={t('campaigns.startedBy', {
        by: run.startedBy === 'schedule' ? t('campaigns.schedule') : run.startedBy,
        at: time(run.startedAt),
      })}
      action={
        <>
          <RunDecisions runId={run.id} />
          <TemporalLink url={run.temporalUrl} />
        </>
      }
    >
      <div className="flex flex-wrap items-start gap-x-10 gap-y-4">
        <Figure words={t('campaigns.considered')} value={number(run.considered)} />
        <Figure words={t('campaigns.startedCount')} value={number(run.started)} testId="run-started" />
        <div className="min-w-60 flex-1">
          <p className="mb-1.5 text-sm text-ink-3">{t('campaigns.leftOut')}</p>
          {left.length === 0 ? (
            <p className="text-ink-2">{t('campaigns.nobodyLeftOut')}</p>
          ) : (
            <ul className="flex flex-wrap gap-1.5">
              {left.map(([reason, count]) => (
                <li key={reason}>
                  <Go
                    to="/campaigns/decisions"
                    search={{ runId: String(run.id), reason }}
                    className="inline-flex min-h-6 rounded-full hover:ring-1 hover:ring-line-strong"
                    testId={`left-out-${reason}`}
                  >
                    <Chip>
                      <span className="tabular">{number(count)}</span> {skips(reason)}
                    </Chip>
                  </Go>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {run.status === 'running' && (
        <div
          role="progressbar"
          aria-label={t('runStatus.running')}
          className="mt-4 h-1 overflow-hidden rounded-full bg-sunken"
        >
          <div className="h-full w-1/3 animate-glow rounded-full bg-accent" />
        </div>
      )}
      {run.status === 'failed' && (
        <p className="mt-3 text-red">{t('campaigns.failed', { code: run.failureCode ?? '' })}</p>
      )}
      {run.status === 'done' && run.started > 0 && (
        <p className="mt-4 flex flex-wrap gap-x-5 gap-y-1">
          <Go to="/approvals" testId="run-approvals">
            {t('campaigns.toApprovals')}
          </Go>
          <Go to="/campaigns/people" search={{ runId: String(run.id) }}>
            {t('campaigns.toPeople')}
          </Go>
        </p>
      )}
    </Card>
  );
}

function Figure({ words, value, testId }: { words: string; value: string; testId?: string }) {
  return (
    <div>
      <p className="tabular text-xl font-semibold" data-testid={testId}>
        {value}
      </p>
      <p className="text-sm text-ink-3">{words}</p>
    </div>
  );
}
