/** One record that was set aside: why, since when, and its raw form for those who may see it. */

import { useTranslation } from 'react-i18next';
import type { Quarantined } from '../../../../../contracts/http/sync.ts';
import { Button } from '../../../components/button.tsx';
import { Facts } from '../../../components/card.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Notice } from '../../../components/states.tsx';
import { useCopy } from '../../../components/use-copy.ts';
import { useFormats } from '../../../platform/formats.ts';
import { useMay, useSession } from '../../../platform/session.ts';
import { useQuarantineWords } from './quarantine-words.ts';
import { RetryButton } from './retry-button.tsx';

export function QuarantineDialog({ row, close }: { row: Quarantined; close: () => void }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useQuarantineWords();
  const may = useMay('start_sync');
  return (
    <Dialog open wide onClose={close} title={words.name(row)} testId="quarantine-dialog">
      <div className="space-y-4">
        <p className="text-pretty text-ink">{words.why(row.reason)}</p>
        <Facts
          items={[
            [t('sync.quarantine.code'), <code className="font-mono text-sm">{row.reason}</code>],
            [t('sync.quarantine.firstSeen'), moment(row.firstSeenAt)],
            [t('sync.quarantine.lastSeen'), moment(row.lastSeenAt)],
            ...(row.resolvedAt ? [[t('sync.quarantine.resolved'), moment(row.resolvedAt)] as [string, string]] : []),
          ]}
        />
        <Raw payload={row.payload} />
        <div className="flex justify-end gap-2 max-md:flex-col-reverse">
          <Button onClick={close}>{t('action.close')}</Button>
          {may && row.resolvedAt === null && (
            <RetryButton
              id={row.id}
              name={words.name(row)}
              look="primary"
              done={(outcome) => {
                if (outcome === 'resolved' || outcome === 'gone') close();
              }}
            />
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Raw({ payload }: { payload: unknown }) {
  const { t } = useTranslation();
  const { role } = useSession().company;
  const copy = useCopy();
  const maySee = role === 'owner' || role === 'manager';
  if (payload === null || payload === undefined)
    return <Notice>{t(maySee ? 'sync.quarantine.noRaw' : 'sync.quarantine.rawHidden')}</Notice>;
  const text = JSON.stringify(payload, null, 2);
  return (
    <div>
      <div className="mb-1.5 flex items-center justify-between gap-2">
        <p className="text-sm font-medium text-ink" id="raw-form">
          {t('sync.quarantine.raw')}
        </p>
        <Button size="sm" look="quiet" icon="copy" onClick={() => copy(text, t('sync.quarantine.copied'))}>
          {t('sync.quarantine.copy')}
        </Button>
      </div>
      {/* A region that scrolls must be reachable by the keyboard. */}
      <pre
        tabIndex={0}
        role="region"
        aria-labelledby="raw-form"
        data-testid="raw-form"
        className="max-h-72 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-sm leading-5 text-ink"
      >
        {text}
      </pre>
    </div>
  );
}
