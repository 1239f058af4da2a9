/** Up to when each collection is copied, and what of it waits to be asked for again. */

import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { Card, Facts } from '../../../components/card.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { humanised } from '../../../platform/reasons.ts';

export function CursorsCard({ cursors, postponedCards }: Pick<SyncState, 'cursors' | 'postponedCards'>) {
  const { t } = useTranslation();
  const { moment, number } = useFormats();
  const upTo = ({ changedUpTo, firstCopyPage, firstCopyDoneAt, refusedAt }: SyncState['cursors'][number]): string => {
    if (refusedAt !== null) return t('sync.noRight', { at: moment(refusedAt) });
    if (firstCopyDoneAt === null)
      return firstCopyPage === null
        ? t('sync.progress.waits')
        : t('sync.progress.page', { page: number(firstCopyPage) });
    return changedUpTo === null ? t('sync.notByChange') : moment(changedUpTo);
  };
  if (cursors.length === 0) return null;
  return (
    <Card title={t('sync.upTo')} testId="cursors">
      <Facts
        items={cursors.map((cursor) => [
          t(`sync.rows.${cursor.collection}`, { defaultValue: humanised(cursor.collection) }),
          upTo(cursor),
        ])}
      />
      {postponedCards && (
        <p className="mt-3 text-sm text-pretty text-ink-2" data-testid="postponed-cards">
          {t('sync.postponed', {
            count: postponedCards.count,
            cards: number(postponedCards.count),
            at: moment(postponedCards.nextTryAt),
          })}
        </p>
      )}
    </Card>
  );
}
