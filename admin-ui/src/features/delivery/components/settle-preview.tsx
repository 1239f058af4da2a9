/** What saying yes would do: to whom, with which risk, and which of the chosen are left out. */

import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import { MessageStatusChip } from '../../../components/chip.tsx';
import type { Settlement } from './settlements.ts';

const SHOWN = 5;

export function SettlePreview({
  rows,
  settlement,
  others,
}: {
  rows: OutboxItem[];
  settlement: Settlement;
  others: number;
}) {
  const { t } = useTranslation();
  const inDoubt = rows.filter(({ status }) => status === 'unknown').length;
  return (
    <div className="space-y-3" data-testid="settle-preview">
      <p>{t(`outboxWork.body.${settlement}`)}</p>
      {settlement === 'retry' && inDoubt > 0 && (
        <p className="font-medium text-red">{t('outboxWork.risk', { count: inDoubt })}</p>
      )}
      <ul className="divide-y divide-line rounded-md border border-line">
        {rows.slice(0, SHOWN).map((row) => (
          <li key={row.id} className="flex items-center justify-between gap-3 px-3 py-1.5">
            <span className="truncate text-ink">{row.clientName || t('clients.nameless')}</span>
            <MessageStatusChip status={row.status} />
          </li>
        ))}
        {rows.length > SHOWN && (
          <li className="px-3 py-1.5 text-sm">{t('outboxWork.more', { count: rows.length - SHOWN })}</li>
        )}
      </ul>
      {others > 0 && <p className="text-sm">{t('outboxWork.notThese', { count: others })}</p>}
    </div>
  );
}
