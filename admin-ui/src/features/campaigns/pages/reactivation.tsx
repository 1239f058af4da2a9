/** One person's weeks: why them, each attempt, what was said, the booking and what it earned. */

import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReactivationDetail } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { ReactivationChip } from '../../../components/chip.tsx';
import { ask } from '../../../components/dialog.tsx';
import { Go, TemporalLink } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page } from '../../../components/page.tsx';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useReactivation, useReactivationActs } from '../api/campaigns.ts';
import { Attempts } from '../components/attempts.tsx';
import { ReactivationChat } from '../components/reactivation-chat.tsx';
import { Outcome } from '../components/outcome.tsx';

export function ReactivationPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useReactivation(id);
  const back = { to: '/campaigns/people', label: t('campaigns.tab.people') };
  if (!data) {
    return (
      <Page title={t('campaigns.reactivation')} back={back}>
        {error ? <ProblemNote failure={error} retry={() => void refetch()} /> : <SkeletonLines lines={10} />}
      </Page>
    );
  }
  return (
    <Page
      title={data.clientName}
      back={back}
      heading={
        <span className="flex flex-wrap items-center gap-3">
          <Go to={`/clients/${String(data.clientId)}`} className="hover:underline">
            {data.clientName}
          </Go>
          <ReactivationChip status={data.status} endsAs={data.endsAs} />
        </span>
      }
      lead={<Lead reactivation={data} />}
      action={<Acts reactivation={data} />}
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="min-w-0 space-y-4">
          <Outcome reactivation={data} />
          <Why reactivation={data} />
          <Attempts reactivation={data} />
        </div>
        <ReactivationChat reactivation={data} />
      </div>
    </Page>
  );
}

function Lead({ reactivation }: { reactivation: ReactivationDetail }) {
  const { t } = useTranslation();
  const { date, moment } = useFormats();
  const parts = [reactivation.serviceTitle, t('campaigns.begunOn', { date: date(reactivation.startedAt) })];
  if (reactivation.status === 'paused')
    parts.push(
      reactivation.pausedUntil
        ? t('campaigns.pausedUntil', { date: date(reactivation.pausedUntil) })
        : t('campaigns.pausedOpen'),
    );
  else if (reactivation.nextAttemptAt && reactivation.status !== 'ended')
    parts.push(t('campaigns.nextAttempt', { at: moment(reactivation.nextAttemptAt) }));
  return <p>{parts.join(' · ')}</p>;
}

function Acts({ reactivation }: { reactivation: ReactivationDetail }) {
  const { t } = useTranslation();
  const mayRun = useMay('run_campaigns');
  const { pause, resume, cancel } = useReactivationActs(String(reactivation.id));
  const stop = async (): Promise<void> => {
    const yes = await ask({
      title: t('campaigns.cancelTitle', { name: reactivation.clientName }),
      body: t('campaigns.cancelBody'),
      confirm: t('campaigns.cancel'),
      danger: true,
    });
    if (yes !== null) cancel.mutate(undefined);
  };
  return (
    <>
      {mayRun && reactivation.status === 'running' && (
        <Button icon="pause" busy={pause.isPending} onClick={() => pause.mutate(null)} data-testid="pause">
          {t('campaigns.pause')}
        </Button>
      )}
      {mayRun && reactivation.status === 'paused' && (
        <Button
          icon="play"
          look="primary"
          busy={resume.isPending}
          onClick={() => resume.mutate(undefined)}
          data-testid="resume"
        >
          {t('campaigns.resume')}
        </Button>
      )}
      {mayRun && reactivation.status !== 'ended' && (
        <Button look="quiet" busy={cancel.isPending} onClick={() => void stop()} data-testid="cancel">
          {t('campaigns.cancel')}
        </Button>
      )}
      <TemporalLink url={reactivation.temporalUrl} />
    </>
  );
}

function Why({ reactivation }: { reactivation: ReactivationDetail }) {
  const { t } = useTranslation();
  const { score } = useFormats();
  const words = useReasonWords();
  return (
    <Card title={t('campaigns.whyThem')}>
      <ul className="space-y-1.5">
        {reactivation.reasons.map((reason, index) => (
          <li key={index} className="flex gap-2 text-pretty text-ink-2">
            <Icon name="arrowRight" size={15} className="mt-1 text-ink-3" />
            {words(reason)}
          </li>
        ))}
      </ul>
      <Facts
        className="mt-4 border-t border-line pt-4"
        items={[
          [t('campaigns.score'), score(reactivation.score)],
          [t('client.phone'), reactivation.phone],
        ]}
      />
    </Card>
  );
}
