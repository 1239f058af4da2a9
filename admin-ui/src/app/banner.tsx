/** The stop button and its banner: everywhere, with who stopped sending and why, until somebody resumes it. */

import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { ask } from '../components/dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { toast } from '../components/toast.tsx';
import { useFormats } from '../platform/formats.ts';
import { post } from '../platform/http.ts';
import { useInstallation, useInstallationButton } from '../platform/installation.ts';
import { useAct } from '../platform/queries.ts';
import { useMay, useSession } from '../platform/session.ts';
import { useHealth } from './health.ts';

/** Asks for the reason, then stops every send of this company within a second. */
export function useStopButton(): { stop: () => Promise<void>; resume: () => Promise<void>; isBusy: boolean } {
  const { t } = useTranslation();
  const { api, company } = useSession();
  const stopping = useAct((reason: string) => post(`${api}/sending/stop`, { reason }), {
    done: () => toast(t('stop.stopped')),
  });
  const resuming = useAct((reason: string) => post(`${api}/sending/resume`, { reason }), {
    done: () => toast(t('stop.resumed')),
  });
  return {
    isBusy: stopping.isPending || resuming.isPending,
    stop: async () => {
      const reason = await ask({
        title: t('stop.title', { company: company.name }),
        body: t('stop.body'),
        confirm: t('stop.confirm'),
        danger: true,
        reason: { label: t('stop.reason'), placeholder: t('stop.reasonExample'), required: true },
      });
      if (reason !== null) stopping.mutate(reason);
    },
    resume: async () => {
      const reason = await ask({
        title: t('stop.resumeTitle'),
        body: t('stop.resumeBody'),
        confirm: t('stop.resume'),
        reason: { label: t('stop.resumeReason'), required: true },
      });
      if (reason !== null) resuming.mutate(reason);
    },
  };
}

export function Banner() {
  const { t } = useTranslation();
  const health = useHealth();
  const { moment } = useFormats();
  const { company } = useSession();
  const mayStop = useMay('stop_sending');
  const { resume, isBusy } = useStopButton();
  const all = useInstallationButton();
  const sending = health.data?.sending;
  const mayResumeAll = useInstallation(sending?.scope === 'installation').data?.mayChange === true;
  if (!sending?.stopped) return null;
  const facts = {
    by: sending.by ?? t('state.someone'),
    at: sending.at ? moment(sending.at) : '',
    company: company.name,
  };
  return (
    <div
      role="alert"
      data-testid="stop-banner"
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-red-line bg-red-soft px-4 py-2 md:px-6"
    >
      <Icon name="stop" className="text-red" />
      <p className="min-w-0 flex-1 basis-60 text-pretty text-ink">
        <strong className="font-semibold">
          {t(sending.scope === 'installation' ? 'stop.bannerAll' : 'stop.banner', facts)}
        </strong>{' '}
        {sending.reason && <span className="text-ink-2">“{sending.reason}” </span>}
        <span className="text-sm text-ink-2">{t('stop.bannerBy', facts)}</span>
      </p>
      {mayResumeAll && sending.scope === 'installation' && (
        <Button size="sm" icon="play" busy={all.isBusy} onClick={() => void all.resume()} data-testid="resume-all">
          {t('account.all.resume')}
        </Button>
      )}
      {mayStop && sending.scope === 'company' && (
        <Button size="sm" icon="play" busy={isBusy} onClick={() => void resume()} data-testid="resume-sending">
          {t('stop.resume')}
        </Button>
      )}
    </div>
  );
}
