/** The daily runs, newest first: what each considered and began. */

import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../../contracts/http/campaigns.ts';
import { Go, TemporalLink } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useRuns } from '../api/campaigns.ts';
import { CampaignTabs } from '../components/campaign-tabs.tsx';
import { RunChip, RunDecisions } from '../components/run-card.tsx';

export function RunsPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-localDate' });
  const { day, time, number } = useFormats();
  const result = useRuns(state.query);
  const columns: Column<Run>[] = [
    {
      key: 'day',
      title: t('table.day'),
      sort: 'localDate',
      card: 'title',
      className: 'font-medium',
      cell: (run) => (
        <Go to="/campaigns/people" search={{ runId: String(run.id) }} className="text-ink hover:underline">
          {day(run.localDate)}
        </Go>
      ),
    },
    { key: 'status', title: t('table.status'), card: 'status', cell: (run) => <RunChip status={run.status} /> },
    {
      key: 'by',
      title: t('table.by'),
      card: 'none',
      className: 'text-ink-2',
      cell: (run) =>
        `${run.startedBy === 'schedule' ? t('campaigns.schedule') : run.startedBy}, ${time(run.startedAt)}`,
    },
    {
      key: 'considered',
      title: t('campaigns.considered'),
      align: 'end',
      card: 'fact',
      cell: (run) => number(run.considered),
    },
    {
      key: 'started',
      title: t('campaigns.startedCount'),
      align: 'end',
      card: 'fact',
      cell: (run) => number(run.started),
    },
    {
      key: 'skipped',
      title: t('campaigns.leftOut'),
      card: 'line',
      className: 'max-w-96 py-1.5 text-sm text-pretty text-ink-2',
      cell: (run) => <LeftOut run={run} />,
    },
    { key: 'decisions', title: t('campaigns.decisions'), card: 'none', cell: (run) => <RunDecisions runId={run.id} /> },
    { key: 'temporal', title: 'Temporal', card: 'none', cell: (run) => <TemporalLink url={run.temporalUrl} /> },
  ];
  return (
    <Page title={t('nav.campaigns')} lead={t('campaigns.lead')}>
      <CampaignTabs />
      <DataTable
        label={t('campaigns.tab.runs')}
        columns={columns}
        rowKey={(run) => run.id}
        result={result}
        state={state}
        toolbar={
          <>
            <p className="text-sm text-ink-2">{t('campaigns.decisionsHint')}</p>
            <ExportAction
              file="/decisions.csv"
              state={{ query: {} }}
              needs="see_company"
              label={t('campaigns.exportAllDecisions')}
              testId="export-decisions"
            />
          </>
        }
        empty={
          <Empty icon="campaigns" title={t('campaigns.noRunsTitle')}>
            {t('campaigns.noRunsBody')}
          </Empty>
        }
      />
    </Page>
  );
}

/** Each reason opens its people. */
function LeftOut({ run }: { run: Run }) {
  const { number } = useFormats();
  const skips = useReasonWords('skip');
  return Object.entries(run.skipped)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count], index) => (
      <span key={reason}>
        {index > 0 && ' · '}
        <Go
          to="/campaigns/decisions"
          search={{ runId: String(run.id), reason }}
          className="text-ink-2 hover:text-ink hover:underline"
        >
          {skips(reason)} <span className="tabular">{number(count)}</span>
        </Go>
      </span>
    ));
}
