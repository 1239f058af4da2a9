/** How long free text may still be written to somebody, counting down. */

import { useTranslation } from 'react-i18next';
import { Chip } from '../../../components/chip.tsx';
import { useNow } from '../../../platform/now.ts';

const MINUTE_MS = 60_000;
/** From here on it is time to hurry. */
const SOON_MINUTES = 120;

export function WindowClock({ until }: { until: string | null }) {
  const { t } = useTranslation();
  const now = useNow();
  if (until === null) return null;
  const left = Math.ceil((Date.parse(until) - now) / MINUTE_MS);
  if (left <= 0)
    return (
      <Chip tone="quiet" icon="clock">
        {t('conversations.clock.closed')}
      </Chip>
    );
  const shown = `${String(Math.floor(left / 60))}:${String(left % 60).padStart(2, '0')}`;
  return (
    <Chip tone={left <= SOON_MINUTES ? 'waiting' : 'quiet'} icon="clock">
      {t('conversations.clock.left', { left: shown })}
    </Chip>
  );
}
