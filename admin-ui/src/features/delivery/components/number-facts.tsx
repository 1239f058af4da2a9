/** How the number fares: its score with what it is made of, its level and the next one, and the pause that a person makes or ends. */

import { useTranslation } from 'react-i18next';
import type { AccountHealth } from '../../../../../contracts/http/delivery.ts';
import { Button } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { ask } from '../../../components/dialog.tsx';
import { TemporalLink } from '../../../components/go.tsx';
import { InfoTip } from '../../../components/info-tip.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { usePausing } from '../api/account.ts';

const TONES = { calm: 'good', halved: 'waiting', paused: 'trouble' } as const;

export function NumberFacts({ health }: { health: AccountHealth }) {
  const { t } = useTranslation();
  const { date, ago } = useFormats();
  const why = useReasonWords('account.why');
  const none = t('number.none');
  return (
    <Card
      title={t('number.title')}
      hint={health.lookedAt ? t('account.lookedAt', { ago: ago(health.lookedAt) }) : undefined}
      action={<TemporalLink url={health.temporalUrl} />}
    >
      <Facts
        items={[
          [t('number.phone'), health.displayPhone ?? health.phoneNumberId ?? '–'],
          [
            t('number.warmup'),
            <Chip key="warmup" tone={health.warmup === 'hot' ? 'good' : 'waiting'}>
              {t(`number.is.${health.warmup}`)}
            </Chip>,
          ],
          [t('account.next'), <Next key="next" next={health.nextWarmup} />],
          [t('number.since'), health.accountCreatedAt ? date(health.accountCreatedAt) : '–'],
          [t('account.quality'), health.quality ? humanised(health.quality) : t('account.nothingSaid')],
          [t('account.score'), <Score key="score" health={health} />],
          [
            t('number.bans'),
            health.banCount === 0
              ? none
              : `${String(health.banCount)}${health.lastBanDate ? `, ${date(health.lastBanDate)}` : ''}`,
          ],
          [
            t('number.incident'),
            health.lastIncidentType
              ? `${why(health.lastIncidentType)}${health.lastIncidentDate ? `, ${date(health.lastIncidentDate)}` : ''}`
              : none,
          ],
        ]}
      />
      {!health.pausedAt && <PauseButton />}
    </Card>
  );
}

function Next({ next }: { next: AccountHealth['nextWarmup'] }) {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  if (!next) return t('account.nextNone');
  return t('account.nextAt', {
    level: t(`account.level.${next.level}`),
    on: date(next.on),
    daily: number(next.daily),
    hourly: number(next.hourly),
    concurrent: number(next.concurrent),
  });
}

function Score({ health: { spamScore, spamParts } }: { health: AccountHealth }) {
  const { t } = useTranslation();
  const { percent, number } = useFormats();
  const { sent, optOuts, errors, band, accepted } = spamParts;
  const facts = { sent: number(sent), optOuts: number(optOuts), errors: number(errors) };
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1" data-testid="spam-score">
      <span className="font-medium">{percent(spamScore)}</span>
      <Chip tone={TONES[band]}>{t(`account.band.${band}`)}</Chip>
      <InfoTip label={t('account.score')}>{t('account.scoreAbout')}</InfoTip>
      <span className="basis-full text-sm text-ink-3">
        {t(sent < 20 ? 'account.fewer' : 'account.parts', facts)}
        {accepted ? `; ${t('account.accepted')}` : ''}
      </span>
    </span>
  );
}

function PauseButton() {
  const { t } = useTranslation();
  const mayPause = useMay('stop_sending');
  const { pause } = usePausing({ paused: () => toast(t('account.paused')), resumed: () => undefined });
  if (!mayPause) return null;
  const press = async (): Promise<void> => {
    const reason = await ask({
      title: t('account.pauseTitle'),
      body: t('account.pauseBody'),
      confirm: t('account.pause'),
      danger: true,
      reason: { label: t('account.pauseReason'), required: true },
    });
    if (reason !== null) pause.mutate(reason);
  };
  return (
    <div className="mt-4">
      <Button size="sm" icon="pause" busy={pause.isPending} onClick={() => void press()} data-testid="pause-number">
        {t('account.pause')}
      </Button>
    </div>
  );
}

/** Above everything while the number is paused: since when, why, what ends it. */
export function PauseNotice({ health }: { health: AccountHealth }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const mayResume = useMay('settle_outbox');
  const why = useReasonWords('account.why');
  const { resume } = usePausing({ paused: () => undefined, resumed: () => toast(t('account.resumed')) });
  if (!health.pausedAt) return null;
  const press = async (): Promise<void> => {
    const reason = await ask({
      title: t('account.resumeTitle'),
      body: t('account.resumeBody'),
      confirm: t('account.resume'),
      reason: { label: t('account.resumeReason'), required: true },
    });
    if (reason !== null) resume.mutate(reason);
  };
  const by = health.pausedBy ?? t('state.someone');
  return (
    <Notice tone="trouble" className="lg:col-span-2">
      <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="min-w-0 flex-1 basis-60 text-pretty">
          {t('account.pausedBy', {
            by: t(`account.who.${by}`, { defaultValue: by }),
            at: moment(health.pausedAt),
            why: why(health.pausedReason),
          })}{' '}
          {health.pausedUntil ? t('account.byItself', { at: moment(health.pausedUntil) }) : t('account.byPerson')}
        </span>
        {mayResume && (
          <Button
            size="sm"
            icon="play"
            busy={resume.isPending}
            onClick={() => void press()}
            data-testid="resume-number"
          >
            {t('account.resume')}
          </Button>
        )}
      </span>
    </Notice>
  );
}
