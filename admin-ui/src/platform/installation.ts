/** The stop button over all companies: its state, and pressing it, for the banner and for the page of the number. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InstallationSending } from '../../../contracts/http/account.ts';
import { ask as askPerson } from '../components/dialog.tsx';
import { toast } from '../components/toast.tsx';
import { post } from './http.ts';
import { ask, useAct } from './queries.ts';

const API = '/api/installation';

export function useInstallation(isAsked = true) {
  return useQuery({ ...ask<InstallationSending>(API, '/sending', ['settings']), enabled: isAsked });
}

export function useInstallationButton(): { stop: () => Promise<void>; resume: () => Promise<void>; isBusy: boolean } {
  const { t } = useTranslation();
  const stopping = useAct((reason: string) => post(`${API}/sending/stop`, { reason }), {
    done: () => toast(t('account.all.isStopped')),
  });
  const resuming = useAct((reason: string) => post(`${API}/sending/resume`, { reason }), {
    done: () => toast(t('account.all.isResumed')),
  });
  return {
    isBusy: stopping.isPending || resuming.isPending,
    stop: async () => {
      const reason = await askPerson({
        title: t('account.all.stopTitle'),
        body: t('account.all.stopBody'),
        confirm: t('account.all.stop'),
        danger: true,
        reason: { label: t('account.pauseReason'), required: true },
      });
      if (reason !== null) stopping.mutate(reason);
    },
    resume: async () => {
      const reason = await askPerson({
        title: t('account.all.resumeTitle'),
        body: t('account.all.resumeBody'),
        confirm: t('account.all.resume'),
        reason: { label: t('account.resumeReason'), required: true },
      });
      if (reason !== null) resuming.mutate(reason);
    },
  };
}
