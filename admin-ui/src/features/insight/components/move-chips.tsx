/** From which segment to which: two chips and an arrow. */

import { useTranslation } from 'react-i18next';
import { SegmentChip } from '../../../components/chip.tsx';
import { Icon } from '../../../components/icon.tsx';

export function MoveChips({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Place segment={from} />
      <Icon name="arrowRight" size={15} className="text-ink-3" />
      <span className="sr-only">{t('segments.wentTo')}</span>
      <Place segment={to} />
    </span>
  );
}

function Place({ segment }: { segment: string | null }) {
  const { t } = useTranslation();
  if (segment !== null) return <SegmentChip segment={segment} />;
  return <span className="inline-flex h-6 items-center text-sm text-ink-3">{t('segments.none')}</span>;
}
