/** The copy of the booking platform: how fresh it is, how fast it goes, what was repaired, what could not be understood. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SystemLinks } from '../../../../../contracts/http/access.ts';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { Button, buttonClass } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page } from '../../../components/page.tsx';
import { SystemTabs } from '../../../components/settings-tabs.tsx';
import { ProblemNote, Skeleton, SkeletonLines, StaleNote } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { get } from '../../../platform/http.ts';
import { useMay } from '../../../platform/session.ts';
import { useStartSync, useSyncState } from '../api/sync.ts';
import { CursorsCard } from '../components/cursors-card.tsx';
import { FirstCopyCard } from '../components/first-copy-card.tsx';
import { PaceCard } from '../components/pace-card.tsx';
import { QuarantineSection } from '../components/quarantine-section.tsx';
import { RebuildCard } from '../components/rebuild-card.tsx';
import { RunsCard } from '../components/runs-card.tsx';
import { StateCard, StateNotice } from '../components/state-card.tsx';
import { WebhookCard } from '../components/webhook-card.tsx';

export function SyncPage() {
  const { t } = useTranslation();
  const { brief } = useFormats();
  const may = useMay('start_sync');
  const { data, error, refetch, dataUpdatedAt } = useSyncState();
  const starting = useStartSync(() => toast(t('sync.started')));
  const start = (): void => starting.mutate(undefined);
  return (
    <Page
      title={t('nav.system')}
      action={
        <>
          <OpenLinks />
          {may && data?.state !== 'refused' && (
            <Button
              look="primary"
              icon="sync"
              className="max-md:order-first"
              busy={starting.isPending}
              onClick={start}
              data-testid="sync-now"
            >
              {t('sync.now')}
            </Button>
          )}
        </>
      }
    >
      <SystemTabs />
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && (
        // What is there for screen readers only is placed by the nearest frame: without this one it would lengthen the page.
        <div className="relative space-y-4">
          {error && <StaleNote since={brief(new Date(dataUpdatedAt))} retry={() => void refetch()} />}
          <StateNotice sync={data} starting={{ may, isBusy: starting.isPending, start }} />
          <State sync={data} />
        </div>
      )}
    </Page>
  );
}

function State({ sync }: { sync: SyncState }) {
  const isRefused = sync.state === 'refused';
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px] lg:grid-rows-[auto_1fr]">
      <div className="min-w-0 space-y-4">
        <StateCard sync={sync} />
        {sync.firstCopy && <FirstCopyCard copy={sync.firstCopy} isHalted={isRefused} />}
      </div>
      <div className="min-w-0 space-y-4 lg:row-span-2">
        <PaceCard sync={sync} />
        <RebuildCard rebuild={sync.rebuild} isRefused={isRefused} />
        <WebhookCard />
        <CursorsCard cursors={sync.cursors} postponedCards={sync.postponedCards} />
      </div>
      <div className="min-w-0 space-y-6">
        <QuarantineSection quarantined={sync.quarantined} />
        <RunsCard runs={sync.runs} />
      </div>
    </div>
  );
}

/** Of the size of what is coming, so that nothing jumps. */
function Waiting() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
      <div className="space-y-4">
        <Skeleton className="h-[142px] rounded-md" />
        <SkeletonLines lines={6} />
      </div>
      <div className="space-y-4 max-lg:hidden">
        <Skeleton className="h-40 rounded-md" />
        <Skeleton className="h-72 rounded-md" />
      </div>
    </div>
  );
}

/** Where operators look further: Temporal's own UI, and the sandbox while there is one. */
function OpenLinks() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['links'],
    queryFn: () => get<SystemLinks>('/api/system/links'),
    staleTime: 600_000,
  });
  const links: [string, string | null | undefined][] = [
    [t('system.openTemporal'), data?.temporalUiUrl],
    [t('system.openSandbox'), data?.sandboxUrl],
  ];
  return links.map(([words, url]) =>
    url ? (
      <a key={words} href={url} target="_blank" rel="noreferrer" className={buttonClass('quiet', 'sm')}>
        {words}
        <Icon name="external" size={15} />
      </a>
    ) : null,
  );
}
