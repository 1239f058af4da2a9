/** A page of Insight about groups of people: their tiles, then the people of the chosen one with their last twelve months. */

import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Go } from '../../../components/go.tsx';
import { Dimmed, Empty, FailureNote } from '../../../components/states.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { Pager } from '../../../components/table/pager.tsx';
import { SearchBox } from '../../../components/table/toolbar.tsx';
import { useListState } from '../../../platform/list-state.ts';
import { useClients } from '../api/clients.ts';
import { useMetrics, useSegments, useTrends } from '../api/numbers.ts';
import { FillingNote } from './filling-note.tsx';
import { useGroupName } from './group-name.ts';
import { GroupTiles } from './group-tiles.tsx';
import { useAsOf } from '../../../components/as-of.tsx';
import { InsightPage } from './insight-page.tsx';
import { useNumberWords } from './number-words.ts';
import { chosenOf, countOf, filterOf, type GroupKey } from './people-groups.ts';
import { PeopleList, PeopleSkeleton } from './people-list.tsx';
import { SortSelect } from './sort-select.tsx';

interface GroupPageProps {
  tab: string;
  lead: ReactNode;
  groups: readonly GroupKey[];
  first: GroupKey;
  list: string;
  sorts: readonly [string, ...string[]];
  /** Rows say how often and when somebody trained, instead of what they spent. */
  isTraining?: boolean;
  /** Where no group has anybody: why that may be, and what to do. */
  noneEver?: { words: string; action: ReactNode };
}

export function GroupPage({ tab, lead, groups, first, list, sorts, isTraining = false, noneEver }: GroupPageProps) {
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const chosen = chosenOf(groups, search['group'], first);
  const asOf = useAsOf();
  const metrics = useMetrics(asOf);
  const segments = useSegments(asOf);
  const trends = useTrends(asOf, groups);
  const count = (key: GroupKey) => countOf(key, metrics.data?.metrics, segments.data?.segments);
  const day = metrics.data?.asOf;
  const failed = metrics.error ? metrics : segments;
  return (
    <InsightPage tab={tab} lead={lead}>
      {failed.error && (
        <div className="mb-4">
          <FailureNote asked={failed} has={failed.data !== undefined} />
        </div>
      )}
      <FillingNote backfill={trends.data?.backfill} />
      <Dimmed isOld={metrics.isPlaceholderData || segments.isPlaceholderData || trends.isPlaceholderData}>
        <GroupTiles groups={groups} chosen={chosen} count={count} series={trends.data?.series} asOf={day} />
      </Dimmed>
      <People
        key={chosen}
        group={chosen}
        list={list}
        sorts={sorts}
        asOf={asOf}
        today={day}
        isTraining={isTraining}
        {...(noneEver && groups.every((key) => count(key) === 0) ? { noneEver } : {})}
      />
    </InsightPage>
  );
}

function People({
  group,
  list,
  sorts,
  asOf,
  today,
  isTraining,
  noneEver,
}: {
  group: GroupKey;
  list: string;
  sorts: readonly [string, ...string[]];
  asOf: string | undefined;
  today: string | undefined;
  isTraining: boolean;
  noneEver?: GroupPageProps['noneEver'] | undefined;
}) {
  const { t } = useTranslation();
  const words = useNumberWords();
  const state = useListState({ sort: sorts[0] });
  const asked = { ...state, query: { ...state.query, ...filterOf(group), asOf } };
  const people = useClients(asked.query);
  const { data, error, isPlaceholderData } = people;
  return (
    <section aria-label={list} data-testid="group-people">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 className="text-lg font-semibold text-ink">{useGroupName()(group)}</h2>
        <Go to={`/insight/metrics/${group}`} {...(asOf === undefined ? {} : { search: { asOf } })} testId="group-trend">
          {t('insight.trend')}
        </Go>
      </div>
      <p className="mb-3 max-w-3xl text-pretty text-ink-2">{words.about(group)}</p>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchBox state={state} label={t('clients.search')} />
        <div className="max-md:w-full">
          <SortSelect state={state} sorts={sorts} />
        </div>
        <ExportAction file="/clients.csv" state={asked} />
      </div>
      {error && (
        <div className="mb-3">
          <FailureNote asked={people} has={data !== undefined} />
        </div>
      )}
      {!error && (!data || today === undefined) && <PeopleSkeleton />}
      {data?.items.length === 0 && (
        <div className="rounded-md border border-line bg-surface">
          <Empty
            icon="clients"
            title={t(state.isFiltered ? 'table.nothingFits' : 'group.noneTitle')}
            action={noneEver?.action}
          >
            {state.isFiltered ? t('table.nothingFitsBody') : (noneEver?.words ?? t('group.noneBody'))}
          </Empty>
        </div>
      )}
      {data && data.items.length > 0 && today !== undefined && (
        <Dimmed isOld={isPlaceholderData}>
          <PeopleList label={list} people={data.items} today={today} isTraining={isTraining} />
        </Dimmed>
      )}
      {data && (
        <Pager state={state} total={data.total} isAtLeast={data.totalIsAtLeast === true} shown={data.items.length} />
      )}
    </section>
  );
}
