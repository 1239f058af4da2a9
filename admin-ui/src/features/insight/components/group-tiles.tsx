/** The groups of a page as tiles: how many, how that changed, the trend; pressing one shows its people beneath. */

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MetricHistory } from '../../../../../contracts/http/metrics.ts';
import { Sparkline } from '../../../components/chart/sparkline.tsx';
import { InfoTip } from '../../../components/info-tip.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { addDays, dayNumber } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { COMPARED_DAYS } from '../api/numbers.ts';
import { ChangeWords } from './change-words.tsx';
import { natureOf } from './metric-groups.ts';
import { useGroupName } from './group-name.ts';
import { useNumberWords } from './number-words.ts';
import type { GroupKey } from './people-groups.ts';
import { valueOn } from './trend.ts';

interface GroupTilesProps {
  groups: readonly GroupKey[];
  chosen: GroupKey;
  count: (key: GroupKey) => number | undefined;
  series: MetricHistory['series'] | undefined;
  /** The day all of it is asked about; undefined until it is known. */
  asOf: string | undefined;
}

export function GroupTiles({ groups, chosen, count, series, asOf }: GroupTilesProps) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('group.choose')} className="mb-6">
      <ul className="grid grid-cols-2 gap-3 max-sm:gap-2 lg:grid-cols-4">
        {groups.map((key) => (
          <Tile
            key={key}
            metric={key}
            isChosen={key === chosen}
            count={count(key)}
            points={series?.find((one) => one.key === key)?.points ?? []}
            asOf={asOf}
          />
        ))}
      </ul>
    </nav>
  );
}

function Tile({
  metric,
  isChosen,
  count,
  points,
  asOf,
}: {
  metric: GroupKey;
  isChosen: boolean;
  count: number | undefined;
  points: MetricHistory['series'][number]['points'];
  asOf: string | undefined;
}) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const words = useNumberWords();
  const nature = natureOf(metric);
  const name = useGroupName()(metric);
  const since = asOf === undefined ? undefined : addDays(asOf, -COMPARED_DAYS);
  return (
    <li
      data-testid={`group-${metric}`}
      className={`relative flex min-w-0 flex-col rounded-md border bg-surface px-4 pt-3 pb-3 shadow-shade transition-colors max-sm:px-3 ${isChosen ? 'border-accent outline-1 outline-accent' : 'border-line hover:border-line-strong hover:bg-hover'}`}
    >
      <div className="flex min-h-6 items-start justify-between gap-1">
        <Link
          to="."
          search={(before: Record<string, unknown>) => ({ ...before, group: metric, page: undefined, sort: undefined })}
          replace
          resetScroll={false}
          aria-current={isChosen ? 'true' : undefined}
          className={`min-w-0 pt-0.5 text-sm after:absolute after:inset-0 after:rounded-md ${isChosen ? 'font-medium text-accent-text' : 'text-ink-2'}`}
        >
          {name}
        </Link>
        <InfoTip label={t('chart.about', { name })} className="-mr-1.5">
          {words.about(metric)}
        </InfoTip>
      </div>
      <div className="mt-auto flex flex-wrap items-baseline gap-x-2.5 pb-1">
        {count === undefined ? (
          <Skeleton className="my-1 h-7 w-14" />
        ) : (
          <span className="tabular text-2xl font-semibold tracking-[-0.01em] text-ink max-sm:text-xl">
            {number(count)}
          </span>
        )}
        {nature && since !== undefined && count !== undefined && (
          <ChangeWords nature={nature} now={count} before={valueOn(points, since)} since={since} />
        )}
      </div>
      <Sparkline height={30} points={points.map((point) => ({ x: dayNumber(point.on), value: point.value }))} />
    </li>
  );
}
