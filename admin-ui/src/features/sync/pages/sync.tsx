/** The copy of the booking platform: how fresh it is, what the last cycles changed, what could not be taken over. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SystemLinks } from '../../../../../contracts/http/access.ts';
import type { StartedWorkflow } from '../../../../../contracts/http/common.ts';
import type { SyncRun, SyncState } from '../../../../../contracts/http/sync.ts';
import { Button, buttonClass } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { TemporalLink } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page } from '../../../components/page.tsx';
import { SystemTabs } from '../../../components/settings-tabs.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { get, post } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';
import { useMay, useSession } from '../../../platform/session.ts';

const TONES = {
  fresh: 'good',
  first_copy: 'moving',
  never: 'waiting',
  stale: 'waiting',
  failing: 'trouble',
  refused: 'trouble',
} as const;

export function SyncPage() {
  const { t } = useTranslation();
  const { api } = useSession();
  const mayStart = useMay('start_sync');
  const { data, error, refetch } = useQuery({ ...ask<SyncState>(api, '/sync', ['sync']), refetchInterval: 10_000 });
  const starting = useAct(() => post<StartedWorkflow>(`${api}/sync`), { done: () => toast(t('sync.started')) });
  return (
    <Page
      title={t('nav.system')}
      action={
        <>
          <OpenLinks />
          {mayStart && (
            <Button
              look="primary"
              icon="sync"
              busy={starting.isPending}
              onClick={() => starting.mutate(undefined)}
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
      {!data && !error && <SkeletonLines lines={8} />}
      {data && <State sync={data} />}
    </Page>
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
      <a key={words} href={url} target="_blank" rel="noreferrer" className={buttonClass('plain')}>
        {words}
        <Icon name="external" size={15} />
      </a>
    ) : null,
  );
}

function State({ sync }: { sync: SyncState }) {
  const { t } = useTranslation();
  const { number, ago, moment } = useFormats();
  const words = useReasonWords('failure');
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
      {sync.failureCode && (
        <Notice tone="trouble" className="lg:col-span-2">
          {t('sync.failing')} {words(sync.failureCode)}
        </Notice>
      )}
      <div className="min-w-0 space-y-4">
        <Card
          title={
            <span className="flex items-center gap-2.5">
              {t('sync.title')}
              <Chip tone={TONES[sync.state]} testId="sync-state">
                {t(`sync.is.${sync.state}`)}
              </Chip>
            </span>
          }
          hint={sync.lastSuccessAt ? t('sync.last', { ago: ago(sync.lastSuccessAt) }) : t('sync.never')}
          action={<TemporalLink url={sync.temporalUrl} />}
          flush
        >
          <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-4">
            {(['clients', 'visits', 'services', 'staff'] as const).map((what) => (
              <li key={what} className="bg-surface px-4 py-3">
                <span className="tabular block text-xl font-semibold" data-testid={`rows-${what}`}>
                  {number(sync.rows[what])}
                </span>
                <span className="block text-sm text-ink-3">{t(`sync.rows.${what}`)}</span>
              </li>
            ))}
          </ul>
        </Card>
        <Card title={t('sync.runs')} flush>
          {sync.runs.length === 0 && <p className="px-4 py-5 text-ink-2">{t('sync.noRuns')}</p>}
          <ol className="divide-y divide-line">
            {sync.runs.map((run) => (
              <RunLine key={run.id} run={run} />
            ))}
          </ol>
        </Card>
      </div>
      <div className="min-w-0 space-y-4">
        <Card title={t('sync.upTo')}>
          <Facts
            items={sync.cursors.map((cursor) => [
              t(`sync.rows.${cursor.collection}`, { defaultValue: humanised(cursor.collection) }),
              cursor.firstCopyDoneAt === null
                ? t('sync.page', { page: cursor.firstCopyPage ?? 1 })
                : cursor.changedUpTo
                  ? moment(cursor.changedUpTo)
                  : '–',
            ])}
          />
        </Card>
        <Card title={t('sync.quarantine')} hint={t('sync.quarantineHint')}>
          {sync.quarantined.total === 0 ? (
            <p className="flex items-center gap-2 text-ink-2">
              <Icon name="check" className="text-green" />
              {t('sync.noQuarantine')}
            </p>
          ) : (
            <ul className="space-y-2.5">
              {sync.quarantined.newest.map((record) => (
                <li key={record.id}>
                  <p className="font-medium">
                    {humanised(record.collection)} {record.externalId}
                  </p>
                  <p className="text-sm text-ink-2">
                    {words(record.reason)} · {moment(record.lastSeenAt)}
                  </p>
                </li>
              ))}
              {sync.quarantined.total > sync.quarantined.newest.length && (
                <li className="text-sm text-ink-3">
                  {t('sync.andMore', { count: sync.quarantined.total - sync.quarantined.newest.length })}
                </li>
              )}
            </ul>
          )}
        </Card>
      </div>
    </div>
  );
}

function RunLine({ run }: { run: SyncRun }) {
  const { t } = useTranslation();
  const { moment, number } = useFormats();
  const words = useReasonWords('failure');
  const counts = Object.entries(run.counts).filter(([, count]) => count > 0);
  const tone =
    run.outcome === null
      ? 'moving'
      : run.outcome === 'failed'
        ? 'trouble'
        : run.outcome === 'changed'
          ? 'good'
          : 'quiet';
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <time dateTime={run.startedAt} className="tabular w-28 text-sm text-ink-3">
        {moment(run.startedAt)}
      </time>
      <Chip tone={tone}>{t(`sync.outcome.${run.outcome ?? 'running'}`)}</Chip>
      <span className="min-w-0 flex-1 text-sm text-ink-2">
        {run.kind === 'rebuild' ? `${t('sync.rebuild')} · ` : ''}
        {run.failureCode
          ? words(run.failureCode)
          : counts
              .map(([what, count]) => `${t(`sync.rows.${what}`, { defaultValue: humanised(what) })} ${number(count)}`)
              .join(' · ')}
      </span>
    </li>
  );
}
