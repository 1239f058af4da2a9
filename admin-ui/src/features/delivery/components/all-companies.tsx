/** The stop button over all companies, for whoever runs the installation. */

import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useInstallation, useInstallationButton } from '../../../platform/installation.ts';

export function AllCompanies() {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { data } = useInstallation();
  const { stop, resume, isBusy } = useInstallationButton();
  if (!data?.mayChange) return null;
  return (
    <Card title={t('account.all.title')} hint={t('account.all.hint')} className="lg:col-span-2" testId="all-companies">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-60 text-pretty text-ink-2">
          {data.stopped
            ? t('account.all.stopped', {
                by: data.by ?? t('state.someone'),
                at: data.at ? moment(data.at) : '',
                reason: data.reason ?? '',
              })
            : t('account.all.goesOn')}
        </p>
        {data.stopped ? (
          <Button icon="play" busy={isBusy} onClick={() => void resume()} data-testid="resume-all">
            {t('account.all.resume')}
          </Button>
        ) : (
          <Button look="danger" icon="stop" busy={isBusy} onClick={() => void stop()} data-testid="stop-all">
            {t('account.all.stop')}
          </Button>
        )}
      </div>
    </Card>
  );
}
