/** How each occasion is set, with how many people it is about today. */

import { useQuery } from '@tanstack/react-query';
import type { Settings, SettingsUpdate } from '../../../../../contracts/http/access.ts';
import type {
  ScenarioSetting,
  ScenarioSettings,
  ScenarioUpdate,
} from '../../../../../contracts/http/scenario-settings.ts';
import { put } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useScenarioSettings() {
  const { api } = useSession();
  return useQuery({ ...ask<ScenarioSettings>(api, '/settings/scenarios', ['settings']), staleTime: 60_000 });
}

export function useSaveScenario(
  scenario: ScenarioSetting['scenario'],
  options: { done: (saved: ScenarioSetting) => void; refused: (failure: unknown) => boolean },
) {
  const { api } = useSession();
  return useAct(
    (update: ScenarioUpdate) => put<ScenarioSetting>(`${api}/settings/scenarios/${scenario}`, update),
    options,
  );
}

export function useSaveSwitch(done: () => void) {
  const { api } = useSession();
  return useAct((update: SettingsUpdate) => put<Settings>(`${api}/settings`, update), { done });
}
