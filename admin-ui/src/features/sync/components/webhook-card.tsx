/** The address for the platform's webhooks: what to copy, where to enter it, and whether anything has come to it yet. */

import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ask } from '../../../components/dialog.tsx';
import { inputClass } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useCopy } from '../../../components/use-copy.ts';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';
import { useRenewWebhook, useWebhook } from '../api/sync.ts';

/** The address is the company's secret: only who may change the settings asks for it. */
export function WebhookCard() {
  return useMay('change_settings') ? <Webhook /> : null;
}

const isLocal = (url: string): boolean => /^https?:\/\/(localhost|127\.|\[::1\])/.test(url);

function Webhook() {
  const { t } = useTranslation();
  const { ago, moment } = useFormats();
  const { data } = useWebhook();
  const copy = useCopy();
  const renewing = useRenewWebhook(() => toast(t('webhook.renewed')));
  const renew = async (): Promise<void> => {
    const yes = await ask({
      title: t('webhook.renewTitle'),
      body: t('webhook.renewBody'),
      confirm: t('webhook.renew'),
    });
    if (yes !== null) renewing.mutate(undefined);
  };
  // Books tell nobody of changes.
  if (data?.isUsed === false) return null;
  return (
    <Card title={t('webhook.title')} hint={t('webhook.hint')} testId="webhook">
      {!data ? (
        <Skeleton className="h-24" />
      ) : (
        <div className="space-y-3">
          <p className="flex items-center gap-2 text-sm text-ink-2" data-testid="webhook-last">
            <Icon name={data.lastReceivedAt ? 'check' : 'clock'} size={16} className="text-ink-3" />
            {data.lastReceivedAt ? (
              <span title={moment(data.lastReceivedAt)}>{t('webhook.last', { ago: ago(data.lastReceivedAt) })}</span>
            ) : (
              t('webhook.never')
            )}
          </p>
          <input
            readOnly
            aria-label={t('webhook.address')}
            value={data.url}
            onFocus={(event) => event.target.select()}
            data-testid="webhook-url"
            className={`tabular h-10 text-sm max-md:h-11 ${inputClass}`}
          />
          {isLocal(data.url) && <p className="text-sm text-pretty text-ink-2">{t('webhook.local')}</p>}
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              icon="copy"
              onClick={() => copy(data.url, t('webhook.copied'))}
              data-testid="webhook-copy"
            >
              {t('webhook.copy')}
            </Button>
            <Button
              size="sm"
              look="quiet"
              icon="rewrite"
              busy={renewing.isPending}
              onClick={() => void renew()}
              data-testid="webhook-renew"
            >
              {t('webhook.renew')}
            </Button>
          </div>
          <details className="text-sm text-ink-2">
            <summary className="cursor-pointer font-medium text-accent-text">{t('webhook.how')}</summary>
            <ol className="mt-2 list-decimal space-y-1 pl-5">
              {(['one', 'two', 'three'] as const).map((step) => (
                <li key={step} className="text-pretty">
                  {t(`webhook.steps.${step}`)}
                </li>
              ))}
            </ol>
            <p className="mt-2 text-pretty text-ink-3">{t('webhook.secret')}</p>
          </details>
        </div>
      )}
    </Card>
  );
}
