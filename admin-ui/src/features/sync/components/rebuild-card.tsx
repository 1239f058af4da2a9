/** Full rebuilds: the one under way with its progress and its buttons, and what the last one found different. */

import { useTranslation } from 'react-i18next';
import type { Rebuild, SyncState } from '../../../../../contracts/http/sync.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { ask } from '../../../components/dialog.tsx';
import { TemporalLink } from '../../../components/go.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { useKeptFocus } from '../../../components/kept-focus.ts';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useRebuildActs } from '../api/sync.ts';
import { DriftTable } from './drift-table.tsx';
import { ReadingList } from './reading-list.tsx';

const LOOKS = {
  running: ['moving', 'sync'],
  waiting: ['waiting', 'clock'],
  paused: ['waiting', 'pause'],
  done: ['good', 'check'],
  failed: ['trouble', 'warning'],
} as const satisfies Record<Rebuild['state'], [string, IconName]>;

export function RebuildCard({
  rebuild: { current, last },
  isRefused,
}: {
  rebuild: SyncState['rebuild'];
  isRefused: boolean;
}) {
  const { t } = useTranslation();
  const may = useMay('start_sync');
  return (
    <Card
      title={t('sync.rebuild.title')}
      hint={t('sync.rebuild.hint')}
      testId="rebuild"
      action={current && <TemporalLink url={current.temporalUrl} />}
    >
      <div className="space-y-5">
        {current && <Current rebuild={current} />}
        {may && !(isRefused && current === null) && <Buttons current={current} />}
        {last ? (
          <Last rebuild={last} isAlone={current === null} />
        ) : (
          current === null && <p className="text-ink-2">{t('sync.rebuild.none')}</p>
        )}
      </div>
    </Card>
  );
}

function Buttons({ current }: { current: Rebuild | null }) {
  const { t } = useTranslation();
  const acts = useRebuildActs((act) => toast(t(`sync.rebuild.${act}`)));
  const start = async (): Promise<void> => {
    const yes = await ask({
      title: t('sync.rebuild.sure'),
      body: t('sync.rebuild.sureBody'),
      confirm: t('sync.rebuild.now'),
    });
    if (yes !== null) acts.start.mutate(undefined);
  };
  const button = useKeptFocus(acts.start.isPending || acts.pause.isPending || acts.resume.isPending);
  if (current === null)
    return (
      <Button
        ref={button}
        icon="sync"
        busy={acts.start.isPending}
        onClick={() => void start()}
        data-testid="rebuild-start"
      >
        {t('sync.rebuild.now')}
      </Button>
    );
  const isPaused = current.state === 'paused';
  const act = isPaused ? acts.resume : acts.pause;
  return (
    <Button
      ref={button}
      icon={isPaused ? 'play' : 'pause'}
      busy={act.isPending}
      onClick={() => act.mutate(undefined)}
      data-testid={isPaused ? 'rebuild-resume' : 'rebuild-pause'}
    >
      {t(isPaused ? 'sync.rebuild.resume' : 'sync.rebuild.pause')}
    </Button>
  );
}

function StateChip({ state }: { state: Rebuild['state'] }) {
  const { t } = useTranslation();
  const [tone, icon] = LOOKS[state];
  return (
    <Chip tone={tone} icon={icon} testId="rebuild-state">
      {t(`sync.rebuild.is.${state}`)}
    </Chip>
  );
}

function Current({ rebuild }: { rebuild: Rebuild }) {
  const { t } = useTranslation();
  const { ago } = useFormats();
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center justify-between gap-2">
        <StateChip state={rebuild.state} />
        <span className="text-sm text-ink-3">{t('sync.rebuild.begun', { ago: ago(rebuild.startedAt) })}</span>
      </p>
      <ReadingList readings={rebuild.progress} isHalted={rebuild.state !== 'running'} />
      <DriftTable drift={rebuild.drift} title={t('sync.rebuild.soFar')} isOpen />
    </div>
  );
}

function Last({ rebuild, isAlone }: { rebuild: Rebuild; isAlone: boolean }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useReasonWords('failure');
  const minutes = rebuild.endedAt
    ? Math.round((Date.parse(rebuild.endedAt) - Date.parse(rebuild.startedAt)) / 60_000)
    : 0;
  const took = minutes === 0 ? t('sync.rebuild.moment') : t('sync.rebuild.minutes', { count: minutes });
  return (
    <div className={`space-y-2 ${isAlone ? '' : 'border-t border-line pt-4'}`}>
      <p className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium text-ink">{t('sync.rebuild.lastOne')}</span>
        <StateChip state={rebuild.state} />
      </p>
      <p className="tabular text-sm text-ink-3">{t('sync.rebuild.ended', { at: moment(rebuild.startedAt), took })}</p>
      {rebuild.failureCode && <p className="text-sm text-red">{words(rebuild.failureCode)}</p>}
      {rebuild.state === 'done' && <DriftTable drift={rebuild.drift} title={t('sync.rebuild.drift')} />}
    </div>
  );
}
