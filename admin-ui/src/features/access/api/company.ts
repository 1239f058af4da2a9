/** What the company is; saving it changes what every page reads days and money by. */

import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { CompanySettings, CompanyUpdate } from '../../../../../contracts/http/company-settings.ts';
import { put } from '../../../platform/http.ts';
import { ask, queries, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useCompany() {
  const { api } = useSession();
  return useQuery(ask<CompanySettings>(api, '/settings/company', ['settings']));
}

export function useSaveCompany(options: {
  done: (saved: CompanySettings) => void;
  refused: (failure: unknown) => boolean;
}) {
  const { api } = useSession();
  const router = useRouter();
  return useAct((update: CompanyUpdate) => put<CompanySettings>(`${api}/settings/company`, update), {
    ...options,
    done: (saved) => {
      options.done(saved);
      // The session tells every page the zone and the currency.
      void queries.invalidateQueries({ queryKey: ['session'] }).then(() => router.invalidate());
    },
  });
}
