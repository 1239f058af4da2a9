/** Today's run of service reactivation: who would be written to and why, who not and why, and the button that starts it. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidates } from '../../../../../contracts/http/campaigns.ts';
import { useAsOf } from '../../../components/as-of.tsx';
import { Button } from '../../../components/button.tsx';
import { Page } from '../../../components/page.tsx';
import { Go } from '../../../components/go.tsx';
import { Notice, ProblemNote } from '../../../components/states.tsx';
import { ask } from '../../../components/dialog.tsx';
import { toast } from '../../../components/toast.tsx';
import { useListState } from '../../../platform/list-state.ts';
import { useMay } from '../../../platform/session.ts';
import {
  CANDIDATES_AT_ONCE,
  useAllowance,
  useCampaignSettings,
  useCandidates,
  useRuns,
  useStartRun,
} from '../api/campaigns.ts';
import { CampaignTabs } from '../components/campaign-tabs.tsx';
import { CandidatesTable } from '../components/candidates-table.tsx';
import { DryRunParts, type DryRunPart, partOf } from '../components/dry-run-parts.tsx';
import { RunCard } from '../components/run-card.tsx';
import { SkippedTable } from '../components/skipped-table.tsx';

export function RunPage() {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const settings = useCampaignSettings();
  const list = { ...useListState({ filters: ['show', 'reason'] }), pageSize: CANDIDATES_AT_ONCE };
  const candidates = useCandidates(asOf, list.query);
  // Of everybody, whoever is searched for: a run writes to all of them.
  const [whole, setWhole] = useState(0);
  const data = candidates.data;
  const found = data?.total?.candidates;
  useEffect(() => {
    if (list.q === '' && found !== undefined && !candidates.isPlaceholderData) setWhole(found);
  }, [list.q, found, candidates.isPlaceholderData]);
  const starting = useStarting(data?.asOf, whole, settings.data?.deliveryMode);
  return (
    <Page
      title={t('nav.campaigns')}
      lead={t('campaigns.lead')}
      action={
        // A run is always today's.
        starting.mayRun &&
        asOf === undefined && (
          <Button
            look={starting.todays?.status === 'done' ? 'plain' : 'primary'}
            icon="play"
            busy={starting.isBusy}
            disabled={!data || settings.data?.enabled === false}
            onClick={() => void starting.start()}
            data-testid="start-run"
          >
            {t(starting.todays?.status === 'done' ? 'campaigns.runAgain' : 'campaigns.start')}
          </Button>
        )
      }
    >
      <CampaignTabs />
      <div className="space-y-4">
        {settings.data?.enabled === false && (
          <Notice tone="waiting" action={<Go to="/settings">{t('campaigns.switchOn')}</Go>}>
            {t('campaigns.isOff')}
          </Notice>
        )}
        {starting.todays && <RunCard run={starting.todays} />}
        <div>
          <DryRunParts list={list} counts={countsOf(data)} asOf={data?.asOf} />
          {candidates.error && !data ? (
            <ProblemNote failure={candidates.error} retry={() => void candidates.refetch()} />
          ) : partOf(list) === 'candidates' ? (
            <CandidatesTable result={candidates} list={list} asOf={asOf} />
          ) : (
            <SkippedTable result={candidates} list={list} total={data?.total} />
          )}
        </div>
      </div>
    </Page>
  );
}

const countsOf = (data: Candidates | undefined): Record<DryRunPart, number> | undefined =>
  data && {
    candidates: data.total?.candidates ?? data.candidates.length,
    skipped: data.total?.allSkipped ?? data.skipped.length,
  };

/** Starting by hand: asked once, then followed until its row is there. */
function useStarting(asOf: string | undefined, count: number, mode: string | undefined) {
  const { t } = useTranslation();
  const mayRun = useMay('run_campaigns');
  const [wantedAt, setWantedAt] = useState<number | null>(null);
  const runs = useRuns({ pageSize: 1, sort: '-localDate' }, wantedAt !== null && Date.now() - wantedAt < 60_000);
  const allowance = useAllowance();
  const newest = runs.data?.items[0];
  const todays = newest && newest.localDate === asOf ? newest : undefined;
  const starting = useStartRun((started) => {
    setWantedAt(Date.now());
    const isOld = started.runId !== null && started.runId === todays?.id && todays.status === 'done';
    toast(t(isOld ? 'campaigns.alreadyDone' : 'campaigns.started'), { tone: isOld ? 'info' : 'good' });
  });
  const isRunning = todays?.status === 'running';
  const left =
    allowance.data?.limits.daily === undefined || allowance.data.limits.daily === null
      ? null
      : Math.max(0, allowance.data.limits.daily - allowance.data.used.today);
  return {
    mayRun,
    todays,
    isBusy: starting.isPending || isRunning,
    start: async () => {
      const yes = await ask({
        title: t('campaigns.startTitle'),
        body: (
          <div className="space-y-2">
            <p>{t('campaigns.startBody', { count })}</p>
            {left !== null && left < count && <p>{t('campaigns.startAllowance', { count: left })}</p>}
            {mode && <p>{t(`campaigns.startMode.${mode}`)}</p>}
          </div>
        ),
        confirm: t('campaigns.start'),
      });
      if (yes !== null) starting.mutate(undefined);
    },
  };
}
