/** How often changes are looked for, how fast they are copied, and what is used of the platform's limit. */

import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { Card } from '../../../components/card.tsx';
import { InfoTip } from '../../../components/info-tip.tsx';
import { Notice } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { ProgressBar } from './progress-bar.tsx';

/** Beyond this the limit is nearly in use, and what is not urgent waits. */
const NEARLY_USED = 90;

export function PaceCard({ sync: { state, interval, speed } }: { sync: SyncState }) {
  const { t, i18n } = useTranslation();
  const { number } = useFormats();
  const minutes = interval === null ? null : Math.max(1, Math.round(interval.seconds / 60));
  const used = speed.requestsLastMinute;
  const limit = speed.requestsPerMinuteLimit;
  const words = t('sync.pace.of', { used: number(used), limit: number(limit) });
  const share = limit === 0 ? 0 : Math.min(100, (used / limit) * 100);
  const why = `sync.pace.stretched.${interval?.reason ?? ''}`;
  return (
    <Card title={t('sync.pace.title')} testId="sync-pace">
      <dl className="space-y-2">
        <Line
          words={t('sync.pace.every')}
          value={
            state === 'refused'
              ? t('sync.pace.stopped')
              : minutes === null
                ? '–'
                : minutes === 1
                  ? t('sync.pace.everyMinute')
                  : t('sync.pace.minutes', { count: minutes })
          }
        />
        <Line
          words={t('sync.pace.speed')}
          value={
            speed.recordsPerMinute === null
              ? t('sync.pace.noSpeed')
              : t('sync.pace.perMinute', { records: number(speed.recordsPerMinute) })
          }
        />
      </dl>
      {state !== 'refused' && interval !== null && interval.reason !== null && i18n.exists(why) && (
        <Notice tone="waiting" className="mt-3">
          {t(why)}
        </Notice>
      )}
      <div className="mt-4">
        <p className="mb-1 flex items-center justify-between gap-2 text-sm">
          <span className="flex items-center text-ink-3">
            {t('sync.pace.requests')}
            <InfoTip label={t('sync.pace.requests')}>{t('sync.pace.requestsHint')}</InfoTip>
          </span>
          <span className="tabular text-ink">{words}</span>
        </p>
        <ProgressBar
          label={t('sync.pace.requests')}
          words={words}
          percent={share}
          tone={share >= NEARLY_USED ? 'amber' : 'blue'}
        />
      </div>
    </Card>
  );
}

function Line({ words, value }: { words: string; value: string }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-sm text-ink-3">{words}</dt>
      <dd className="tabular text-right text-ink">{value}</dd>
    </div>
  );
}
