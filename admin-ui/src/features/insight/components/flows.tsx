/** Where people went: from which segment to which, the widest streams first. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SegmentFlows } from '../../../../../contracts/http/metrics.ts';
import { Button } from '../../../components/button.tsx';
import { ChartCard } from '../../../components/chart/chart-card.tsx';
import type { Asked } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { MoveChips } from './move-chips.tsx';

const SHOWN = 8;
export type Flow = SegmentFlows['flows'][number];

export function Flows({
  data,
  asked,
  onOpen,
}: {
  data: SegmentFlows | undefined;
  asked: Asked;
  onOpen: (flow: Flow) => void;
}) {
  const { t } = useTranslation();
  const { number, date } = useFormats();
  const [isWhole, setWhole] = useState(false);
  const flows = (data?.flows ?? []).toSorted((a, b) => b.clients - a.clients);
  const most = Math.max(1, ...flows.map(({ clients }) => clients));
  const name = (segment: string | null) => t(segment === null ? 'segments.none' : `segment.${segment}`);
  const hidden = flows.length - SHOWN;
  const days = data ? { from: date(data.from), to: date(data.to) } : { from: '', to: '' };
  return (
    <ChartCard
      title={t('segments.flows')}
      definition={t('segments.flowsDefinition', days)}
      hint={data ? t('days.range', days) : undefined}
      file="segment-flows"
      height={320}
      isTall
      asked={asked}
      empty={t('segments.noFlows')}
      testId="flows"
      table={
        data && {
          columns: [t('segments.from'), t('segments.to'), t('segments.clients')],
          rows: flows.map(({ from, to, clients }) => ({
            key: `${String(from)}-${String(to)}`,
            cells: [{ words: name(from) }, { words: name(to) }, { words: number(clients), raw: clients }],
          })),
        }
      }
    >
      <ol className="-mx-4 -mt-2">
        {(isWhole ? flows : flows.slice(0, SHOWN)).map((flow) => (
          <Stream
            key={`${String(flow.from)}-${String(flow.to)}`}
            flow={flow}
            share={flow.clients / most}
            label={t('segments.seeMoves', { from: name(flow.from), to: name(flow.to), count: flow.clients })}
            onOpen={onOpen}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <Button size="sm" look="quiet" className="mt-2 -ml-2" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('segments.fewerFlows') : t('segments.allFlows', { count: hidden })}
        </Button>
      )}
    </ChartCard>
  );
}

function Stream({
  flow,
  share,
  label,
  onOpen,
}: {
  flow: Flow;
  share: number;
  label: string;
  onOpen: (flow: Flow) => void;
}) {
  const { number } = useFormats();
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_2.5rem] items-center gap-x-4 gap-y-1 px-4 py-1.5 hover:bg-hover sm:grid-cols-[20rem_minmax(0,1fr)_2.5rem]">
      <button type="button" aria-label={label} className="absolute inset-0 rounded-sm" onClick={() => onOpen(flow)} />
      <span aria-hidden="true">
        <MoveChips from={flow.from} to={flow.to} />
      </span>
      <span aria-hidden="true" className="h-2 max-sm:order-last max-sm:col-span-2">
        <span className="block h-full min-w-1 rounded-full bg-accent/70" style={{ width: `${String(share * 100)}%` }} />
      </span>
      <span aria-hidden="true" className="tabular text-right font-semibold text-ink">
        {number(flow.clients)}
      </span>
    </li>
  );
}
