/** The five occasions side by side in the order in which they are looked at, each with how many it is about today. */

import { useTranslation } from 'react-i18next';
import type { ScenarioCandidates } from '../../../../../contracts/http/campaigns.ts';
import { Count } from '../../../components/page.tsx';

export type ScenarioList = ScenarioCandidates['scenarios'][number];

export function ScenarioPicker({
  scenarios,
  chosen,
  choose,
}: {
  scenarios: ScenarioList[];
  chosen: ScenarioList['scenario'];
  choose: (scenario: ScenarioList['scenario']) => void;
}) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t('scenarios.choose')} className="flex flex-wrap gap-2 md:grid md:grid-cols-5">
      {scenarios.map(({ scenario, isOn, candidates }) => (
        <button
          key={scenario}
          type="button"
          aria-pressed={scenario === chosen}
          data-testid={`scenario-${scenario}`}
          onClick={() => choose(scenario)}
          className="flex min-h-11 grow items-center justify-between gap-2 rounded-md border border-line bg-surface px-3 py-1.5 text-left text-ink-2 hover:bg-hover hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent-text"
        >
          <span className="min-w-0 text-balance">{t(`scenario.${scenario}`)}</span>
          {isOn ? (
            <Count value={candidates.length} strong={scenario === chosen} exact />
          ) : (
            <span className="text-sm font-normal text-ink-3">{t('scenarios.off')}</span>
          )}
        </button>
      ))}
    </div>
  );
}
