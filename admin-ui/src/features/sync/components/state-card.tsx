/** The state of the copy in words: what it is, since when, what happens now, and what a person can do about it. */

import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { TemporalLink } from '../../../components/go.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { Notice } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

const LOOKS = {
  fresh: ['good', 'check'],
  first_copy: ['moving', 'sync'],
  never: ['waiting', 'clock'],
  stale: ['waiting', 'clock'],
  failing: ['trouble', 'warning'],
  refused: ['trouble', 'lock'],
} as const satisfies Record<SyncState['state'], [string, IconName]>;

interface Start {
  may: boolean;
  isBusy: boolean;
  start: () => void;
}

/** What hinders the copying stands above everything else, with the way out beside it. */
export function StateNotice({ sync, starting }: { sync: SyncState; starting: Start }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useReasonWords('failure');
  const { state } = sync;
  if (state !== 'refused' && state !== 'failing' && state !== 'stale') return null;
  return (
    <div role="status" data-testid="sync-notice">
      <Notice
        tone={state === 'stale' ? 'waiting' : 'trouble'}
        action={
          state === 'refused' &&
          starting.may && (
            <Button
              size="sm"
              icon="rewrite"
              busy={starting.isBusy}
              onClick={() => starting.start()}
              data-testid="sync-try-again"
            >
              {t('sync.tryAgain')}
            </Button>
          )
        }
      >
        <p className="font-medium">{sync.failureCode ? words(sync.failureCode) : t(`sync.means.${state}`)}</p>
        <p className="text-ink-2">
          {sync.refusedAt && `${t('sync.since', { at: moment(sync.refusedAt) })} `}
          {t(`sync.${state}Means`)}
        </p>
      </Notice>
    </div>
  );
}

export function StateCard({ sync }: { sync: SyncState }) {
  const { t } = useTranslation();
  const { number, ago } = useFormats();
  const [tone, icon] = LOOKS[sync.state];
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2.5">
          {t('sync.title')}
          <Chip tone={tone} icon={icon} testId="sync-state">
            {t(`sync.is.${sync.state}`)}
          </Chip>
        </span>
      }
      hint={[
        t(`sync.means.${sync.state}`),
        sync.lastSuccessAt ? `${t('sync.last', { ago: ago(sync.lastSuccessAt) })}.` : '',
      ].join(' ')}
      action={<TemporalLink url={sync.temporalUrl} />}
      flush
    >
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-5">
        {(['clients', 'visits', 'services', 'staff', 'goodsOnSale'] as const).map((what) => (
          <li key={what} className="bg-surface px-4 py-3 last:col-span-2 sm:last:col-span-1">
            <span className="tabular block text-xl font-semibold" data-testid={`rows-${what}`}>
              {number(sync.rows[what])}
            </span>
            <span className="block text-sm text-ink-3">{t(`sync.rows.${what}`)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
