/** The eight segments in order of priority, where people went between them, and the newest moves. */

import { useTranslation } from 'react-i18next';
import { RemovableChip } from '../../../components/chip.tsx';
import type { DaySpan } from '../../../components/day-picker-props.ts';
import { Empty, ProblemNote } from '../../../components/states.tsx';
import { Go } from '../../../components/go.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips } from '../../../components/table/toolbar.tsx';
import type { SegmentMove } from '../../../../../contracts/http/metrics.ts';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useFlows, useMoves, useSegments, useTrends } from '../api/numbers.ts';
import { Flows } from '../components/flows.tsx';
import { useAsOf } from '../../../components/as-of.tsx';
import { InsightPage } from '../components/insight-page.tsx';
import { MoveChips } from '../components/move-chips.tsx';
import { SegmentTable } from '../components/segment-table.tsx';
import { BY_PRIORITY, SEGMENTS } from '../components/segment-names.ts';

/** As the API names being in none. */
const NO_SEGMENT = 'none';
const SEGMENT_KEYS = BY_PRIORITY.map((segment) => `segment_${segment}`);

export function SegmentsPage() {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const state = useListState({ sort: '-at', filters: ['segment', 'fromSegment', 'toSegment'] });
  const segments = useSegments(asOf);
  const trends = useTrends(asOf, SEGMENT_KEYS);
  const flows = useFlows(asOf);
  return (
    <InsightPage tab={t('insight.tab.segments')} lead={t('segments.lead')}>
      <div className="space-y-4">
        <SegmentTable
          data={segments.data}
          trends={trends.data?.series}
          asOf={asOf}
          asked={{ ...segments, isPlaceholderData: segments.isPlaceholderData || trends.isPlaceholderData }}
        />
        <Flows
          data={flows.data}
          asked={flows}
          onOpen={({ from, to }) => {
            state.change({ segment: undefined, fromSegment: from ?? NO_SEGMENT, toSegment: to ?? NO_SEGMENT });
            scrollToMoves();
          }}
        />
        <Moves state={state} until={asOf} days={flows.isPlaceholderData ? undefined : flows.data} />
      </div>
    </InsightPage>
  );
}

/** Only the page scrolls: `scrollIntoView` would move the frame around it as well. */
function scrollToMoves(): void {
  const page = document.getElementById('content');
  const moves = document.getElementById('moves');
  if (page && moves) page.scrollTo({ top: page.scrollTop + moves.getBoundingClientRect().top - page.offsetTop });
}

/** A stream is that of the same days that it was counted in. */
function Moves({
  state,
  until,
  days,
}: {
  state: ReturnType<typeof useListState>;
  until: string | undefined;
  days: DaySpan | undefined;
}) {
  const { t } = useTranslation();
  const isStream = state.filter('fromSegment') !== '' && state.filter('toSegment') !== '';
  const asked = { ...state.query, ...(isStream && days ? { from: days.from, to: days.to } : { to: until }) };
  const result = useMoves(asked);
  return (
    <section id="moves" aria-labelledby="moves-title" className="pt-3">
      <h2 id="moves-title" className="mb-3 text-lg font-semibold text-ink">
        {t('segments.moves')}
      </h2>
      {result.error && !result.data ? (
        <ProblemNote failure={result.error} retry={() => void result.refetch()} />
      ) : (
        <DataTable
          label={t('segments.moves')}
          testId="moves"
          rowTestId="move-row"
          columns={useColumns()}
          rowKey={(move) => move.id}
          result={result}
          state={state}
          toolbar={
            <>
              {isStream && <StreamChip state={state} days={days} />}
              <FilterChips
                state={state}
                name="segment"
                label={t('segments.segment')}
                options={SEGMENTS.map((value) => ({ value, label: t(`segment.${value}`) }))}
              />
              <ExportAction file="/segments/moves.csv" state={{ query: asked }} testId="export-moves" />
            </>
          }
          empty={
            <Empty icon="insight" title={t(state.isFiltered ? 'table.nothingFits' : 'segments.noMovesTitle')}>
              {t(state.isFiltered ? 'table.nothingFitsBody' : 'segments.noMovesBody')}
            </Empty>
          }
        />
      )}
    </section>
  );
}

/** The stream whose people are listed, until it is pressed. */
function StreamChip({ state, days }: { state: ReturnType<typeof useListState>; days: DaySpan | undefined }) {
  const { t } = useTranslation();
  const { shortDay } = useFormats();
  const name = (side: string): string => {
    const segment = state.filter(side);
    return t(segment === NO_SEGMENT ? 'segments.none' : `segment.${segment}`);
  };
  const words = `${name('fromSegment')} → ${name('toSegment')}`;
  const span = days ? `, ${t('days.range', { from: shortDay(days.from), to: shortDay(days.to) })}` : '';
  return (
    <RemovableChip
      label={t('whom.remove', { filter: words + span })}
      testId="stream"
      onRemove={() => state.change({ fromSegment: undefined, toSegment: undefined })}
    >
      {words}
      {span}
    </RemovableChip>
  );
}

function useColumns(): Column<SegmentMove>[] {
  const { t } = useTranslation();
  const { day } = useFormats();
  return [
    {
      key: 'client',
      title: t('table.client'),
      card: 'title',
      cell: (move) => (
        <Go
          to={`/clients/${String(move.clientId)}`}
          className="font-medium text-ink after:absolute after:inset-0 hover:underline"
        >
          {move.clientName || t('clients.nameless')}
        </Go>
      ),
    },
    {
      key: 'move',
      title: t('segments.move'),
      card: 'line',
      cell: (move) => <MoveChips from={move.from} to={move.to} />,
    },
    {
      key: 'day',
      title: t('table.day'),
      sort: 'at',
      card: 'status',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (move) => <span className="text-sm text-ink-2">{day(move.on)}</span>,
    },
  ];
}
