/** What can be done with the chosen rows, at the thumb; while it is being done, how far it is. */

import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import { Button } from '../../../components/button.tsx';
import { fitting, offered, type Settlement } from './settlements.ts';

interface BulkBarProps {
  items: OutboxItem[];
  isBusy: boolean;
  progress: { done: number; total: number } | null;
  settle: (settlement: Settlement) => void;
  clear: () => void;
}

export function BulkBar({ items, isBusy, progress, settle, clear }: BulkBarProps) {
  const { t } = useTranslation();
  const name = (settlement: Settlement): string =>
    t(settlement === 'retry' || settlement === 'close' ? `outbox.${settlement}` : `outboxWork.${settlement}`);
  return (
    <div
      role="region"
      aria-label={t('outboxWork.chosen', { count: items.length })}
      className="fixed inset-x-0 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-20 animate-rise border-t border-line bg-raised px-4 py-3 shadow-lift md:bottom-0 md:left-[212px]"
      data-testid="bulk-bar"
    >
      <div className="mx-auto flex max-w-[1096px] flex-wrap items-center gap-2">
        <p className="tabular flex-1 text-ink-2" role="status">
          {progress ? t('outboxWork.progress', progress) : t('outboxWork.chosen', { count: items.length })}
        </p>
        <Button look="quiet" disabled={isBusy} onClick={clear}>
          {t('outboxWork.clear')}
        </Button>
        {offered(items).map((settlement, index) => (
          <Button
            key={settlement}
            look={index === 0 ? 'primary' : 'plain'}
            busy={isBusy && index === 0}
            disabled={isBusy}
            onClick={() => settle(settlement)}
            data-testid={`bulk-${settlement}`}
          >
            {name(settlement)} <span className="tabular opacity-75">{fitting(items, settlement).length}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
