/** A change as an arrow and a signed number: green or red only where one way is good news. */

import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { Nature } from './metric-groups.ts';
import { useNumberWords } from './number-words.ts';
import { changeOf } from './trend.ts';

export function ChangeWords({
  nature,
  now,
  before,
  since,
}: {
  nature: Nature;
  now: number | null | undefined;
  before: number | null | undefined;
  since: string;
}) {
  const { t } = useTranslation();
  const { shortDay } = useFormats();
  const words = useNumberWords();
  const change = changeOf(nature.kind, now, before);
  if (!change) return null;
  const isUp = change.by > 0;
  const isGood = nature.good === null || change.by === 0 ? null : (nature.good === 'up') === isUp;
  const colour = isGood === null ? 'text-ink-3' : isGood ? 'text-green' : 'text-red';
  const said = words.change(change);
  return (
    <span
      className={`tabular inline-flex items-baseline gap-0.5 text-sm font-medium whitespace-nowrap ${colour}`}
      title={t('insight.changeSince', { change: said, day: shortDay(since) })}
    >
      {change.by !== 0 && (
        <Icon name={isUp ? 'arrowUp' : 'arrowDown'} size={13} className="self-center [stroke-width:2.2]" />
      )}
      <span aria-hidden="true">{change.by === 0 ? '±0' : said}</span>
      <span className="sr-only">{t('insight.changeSince', { change: said, day: shortDay(since) })}</span>
    </span>
  );
}
