/** A dry run of the five occasions: whom each would be about today and why, who is left out and why. */

import { useTranslation } from 'react-i18next';
import type { ScenarioCandidates } from '../../../../../contracts/http/campaigns.ts';
import { useAsOf } from '../../../components/as-of.tsx';
import { Page } from '../../../components/page.tsx';
import { Notice, ProblemNote, Skeleton } from '../../../components/states.tsx';
import { type ListState, useListState } from '../../../platform/list-state.ts';
import { useScenarioCandidates } from '../api/campaigns.ts';
import type { Asked } from '../components/asked.ts';
import { CampaignTabs } from '../components/campaign-tabs.tsx';
import { DryRunParts, partOf, showPart } from '../components/dry-run-parts.tsx';
import { type ScenarioList, ScenarioPicker } from '../components/scenario-picker.tsx';
import { ScenarioTable } from '../components/scenario-table.tsx';
import { SkippedTable } from '../components/skipped-table.tsx';

export function ScenariosPage() {
  const { t } = useTranslation();
  const result = useScenarioCandidates(useAsOf());
  const list = useListState({ filters: ['scenario', 'show', 'reason'] });
  const { data } = result;
  const chosen =
    data?.scenarios.find(({ scenario }) => scenario === list.filter('scenario')) ??
    data?.scenarios.find(({ candidates }) => candidates.length > 0) ??
    data?.scenarios[0];
  return (
    <Page title={t('nav.campaigns')} lead={t('scenarios.lead')}>
      <CampaignTabs />
      {result.error && !data ? (
        <ProblemNote failure={result.error} retry={() => void result.refetch()} />
      ) : (
        <div className="space-y-4">
          {data && chosen ? (
            <ScenarioPicker
              scenarios={data.scenarios}
              chosen={chosen.scenario}
              choose={(scenario) => list.change({ scenario, reason: '' })}
            />
          ) : (
            <Skeleton className="h-11 rounded-md" />
          )}
          {chosen && <About scenario={chosen} />}
          {/* The place of a long list is not kept when another occasion is opened. */}
          <People key={chosen?.scenario} result={result} scenario={chosen} list={list} />
        </div>
      )}
    </Page>
  );
}

function About({ scenario: { scenario, isOn, cooldownDays } }: { scenario: ScenarioList }) {
  const { t } = useTranslation();
  const then = cooldownDays === 0 ? t('scenarios.once') : t('scenarios.cooldown', { count: cooldownDays });
  return (
    <div className="space-y-3">
      <p className="max-w-3xl text-pretty text-ink-2">
        {t(`scenarios.about.${scenario}`)} {then}
      </p>
      {!isOn && <Notice tone="waiting">{t('scenarios.isOff')}</Notice>}
    </div>
  );
}

function People({
  result,
  scenario,
  list,
}: {
  result: Asked<ScenarioCandidates>;
  scenario: ScenarioList | undefined;
  list: ListState;
}) {
  const { error, isPending, isPlaceholderData, refetch } = result;
  const asked = { error, isPending, isPlaceholderData, refetch, data: scenario };
  return (
    <div>
      <DryRunParts
        list={list}
        counts={scenario && { candidates: scenario.candidates.length, skipped: scenario.skipped.length }}
        asOf={result.data?.asOf}
      />
      {partOf(list) === 'candidates' ? (
        <ScenarioTable result={asked} seeSkipped={() => showPart(list, 'skipped')} />
      ) : (
        <SkippedTable result={asked} list={list} />
      )}
    </div>
  );
}
