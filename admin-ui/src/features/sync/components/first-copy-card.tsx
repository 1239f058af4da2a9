/** The first copy under way: as a whole, and collection by collection. */

import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { Card } from '../../../components/card.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { ReadingList } from './reading-list.tsx';

export function FirstCopyCard({ copy, isHalted }: { copy: NonNullable<SyncState['firstCopy']>; isHalted: boolean }) {
  const { t } = useTranslation();
  const { percent } = useFormats();
  return (
    <Card title={t('sync.progress.title')} testId="first-copy">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-[auto_minmax(0,1fr)] sm:items-center">
        {copy.percent !== null && (
          <p className="sm:w-32">
            <span className="tabular block text-2xl font-semibold text-ink">{percent(copy.percent / 100)}</span>
            <span className="text-sm text-ink-3">{t('sync.progress.whole')}</span>
          </p>
        )}
        <ReadingList readings={copy.collections} isHalted={isHalted} />
      </div>
    </Card>
  );
}
