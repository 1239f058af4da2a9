/** Settling a row by hand: the questions first, because a second sending cannot be taken back. */

import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import { ask } from '../../../components/dialog.tsx';
import { toast } from '../../../components/toast.tsx';
import { useSettling } from '../api/delivery.ts';

export function useAskToSettle() {
  const { t } = useTranslation();
  const { retry, close } = useSettling({
    retried: () => toast(t('outbox.retried')),
    closed: () => toast(t('outbox.closed')),
  });
  return {
    isBusy: retry.isPending || close.isPending,
    retry: async (item: OutboxItem) => {
      const reason = await ask({
        title: t('outbox.retryTitle', { name: item.clientName }),
        body: t(`outbox.retryBody.${item.status === 'unknown' ? 'unknown' : 'dead'}`),
        confirm: t('outbox.retry'),
        danger: item.status === 'unknown',
        reason: { label: t('outbox.reason'), required: item.status === 'unknown' },
      });
      if (reason !== null) retry.mutate({ item, reason });
    },
    close: async (item: OutboxItem) => {
      const reason = await ask({
        title: t('outbox.closeTitle', { name: item.clientName }),
        body: t(`outbox.closeBody.${item.status === 'unknown' ? 'unknown' : 'dead'}`),
        confirm: t('outbox.close'),
        reason: {
          label: t('outbox.reason'),
          required: true,
          ...(item.status === 'unknown' ? { suggestions: [t('outbox.arrived'), t('outbox.notArrived')] } : {}),
        },
      });
      if (reason !== null) close.mutate({ item, reason });
    },
  };
}
