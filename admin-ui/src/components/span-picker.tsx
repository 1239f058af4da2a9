/** A span of days on a page of numbers; its shortcuts all end today. */

import { useTranslation } from 'react-i18next';
import { useFormats } from '../platform/formats.ts';
import type { DaySpan } from './day-picker-props.ts';
import { DayPicker } from './day-picker.tsx';

export function SpanPicker({
  span,
  today,
  firsts,
  onChange,
}: {
  span: DaySpan;
  today: string;
  /** What a shortcut is called, and its first day. */
  firsts: readonly (readonly [label: string, from: string])[];
  onChange: (next: DaySpan) => void;
}) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <DayPicker
      mode="span"
      label={t('days.span')}
      words={t('days.range', { from: date(span.from), to: date(span.to) })}
      value={span}
      latest={today}
      testId="span"
      shortcuts={firsts.map(([label, from]) => ({ label, value: { from, to: today } }))}
      onChange={onChange}
    />
  );
}
