/** The company's settings, and the delivery mode, which acts on messages that already exist. */

import { useQuery } from '@tanstack/react-query';
import type { Settings, SettingsUpdate } from '../../../../../contracts/http/access.ts';
import type { DeliveryMode, DeliveryModeRequest } from '../../../../../contracts/http/delivery.ts';
import { put } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useSettings() {
  const { api } = useSession();
  return useQuery(ask<Settings>(api, '/settings', ['settings']));
}

export function useSaveSettings(options: { done: () => void; refused: (failure: unknown) => boolean }) {
  const { api } = useSession();
  return useAct((update: SettingsUpdate) => put<Settings>(`${api}/settings`, update), options);
}

export function useSetMode(done: (answer: DeliveryMode) => void) {
  const { api } = useSession();
  return useAct((request: DeliveryModeRequest) => put<DeliveryMode>(`${api}/delivery-mode`, request), { done });
}
