/** Numbers of insight as people read them: counts, percentages, money, and changes with their sign. */

import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../platform/formats.ts';
import { segmentOf } from './metric-groups.ts';
import type { Change, NumberKind } from './trend.ts';

export interface NumberWords {
  value: (kind: NumberKind, value: number | null | undefined) => string;
  /** As short as an axis has room for. */
  tick: (kind: NumberKind) => (value: number) => string;
  change: (change: Change) => string;
  /** For a spreadsheet: fractions stay fractions, money is in major units. */
  raw: (kind: NumberKind, value: number | null) => number | null;
  name: (key: string) => string;
  about: (key: string) => string;
}

const MINUS = '−';
const PLUS = '+';
/** Below it the first decimal says something. */
const SMALL_SHARE = 0.1;

export function useNumberWords(): NumberWords {
  const { t } = useTranslation();
  const { number, money, moneyBrief, percent, minorDigits } = useFormats();
  const sign = (by: number): string => (by < 0 ? MINUS : PLUS);
  return {
    value: (kind, value) => {
      if (value === null || value === undefined) return '–';
      if (kind === 'money') return money(Math.round(value));
      return kind === 'rate' ? percent(value, 1) : number(value);
    },
    tick: (kind) => (value) =>
      kind === 'money' ? moneyBrief(value) : kind === 'rate' ? percent(value, 1) : number(value),
    change: ({ by, unit }) => {
      if (by === 0) return t('insight.same');
      const size = Math.abs(by);
      if (unit === 'points') return t('insight.points', { change: sign(by) + number(size, 1) });
      return sign(by) + (unit === 'share' ? percent(size, size < SMALL_SHARE ? 1 : 0) : number(size));
    },
    raw: (kind, value) => (value === null || kind !== 'money' ? value : value / 10 ** minorDigits),
    name: (key) => {
      const segment = segmentOf(key);
      return segment === null ? t(`metric.${key}`) : t(`segment.${segment}`);
    },
    about: (key) => {
      const segment = segmentOf(key);
      return segment === null ? t(`metricAbout.${key}`) : t(`segmentAbout.${segment}`);
    },
  };
}
