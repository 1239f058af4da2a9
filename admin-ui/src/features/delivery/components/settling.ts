/** Settling rows by hand, one or many: what would happen is shown first, because a second sending cannot be taken back. */

import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import type { SettledRows } from '../../../../../contracts/http/outbox.ts';
import { ask } from '../../../components/dialog.tsx';
import { toast } from '../../../components/toast.tsx';
import { type Wish, useSettleMany } from '../api/outbox.ts';
import { fitting, type Settlement } from './settlements.ts';
import { SettlePreview } from './settle-preview.tsx';

export function useAskToSettle(settled: () => void = () => undefined) {
  const { t } = useTranslation();
  const tell = ({ done, again, tooLate, notFound }: SettledRows, { settlement }: Wish): void => {
    const gone = tooLate.length + notFound.length;
    const also = [
      ...(again.length > 0 ? [t('outboxWork.again', { count: again.length })] : []),
      ...(gone > 0 ? [t('outboxWork.tooLate', { count: gone })] : []),
    ].join(', ');
    const title = done.length > 0 || also === '' ? t(`outboxWork.done.${settlement}`, { count: done.length }) : also;
    toast(title, {
      tone: gone > 0 ? 'info' : 'good',
      ...(done.length > 0 && also !== '' ? { detail: also } : {}),
    });
    settled();
  };
  const { settle, isBusy, progress } = useSettleMany(tell);
  return {
    isBusy,
    progress,
    settle: async (items: OutboxItem[], settlement: Settlement) => {
      const rows = fitting(items, settlement);
      const inDoubt = rows.filter(({ status }) => status === 'unknown').length;
      const mustSay = settlement !== 'retry' || inDoubt > 0;
      const reason = await ask({
        title: t(`outboxWork.title.${settlement}`, { count: rows.length }),
        body: createElement(SettlePreview, { rows, settlement, others: items.length - rows.length }),
        confirm: t(
          settlement === 'retry' || settlement === 'close' ? `outbox.${settlement}` : `outboxWork.${settlement}`,
        ),
        danger: (settlement === 'retry' && inDoubt > 0) || settlement === 'cancel',
        reason: {
          label: t('outbox.reason'),
          required: mustSay,
          ...(settlement === 'arrived' ? { suggestions: [t('outbox.arrived')] } : {}),
          ...(settlement === 'close' && inDoubt > 0 ? { suggestions: [t('outbox.notArrived')] } : {}),
        },
      });
      if (reason === null) return;
      // Named by this yes: sent again after a lost answer, nothing is done a second time.
      settle({ ids: rows.map(({ id }) => id), settlement, reason, key: crypto.randomUUID() });
    },
  };
}
