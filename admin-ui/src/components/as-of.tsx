/** The day that a page is asked about, kept in the address, and the button that chooses another one. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { addDays, addMonths, asDay } from '../platform/days.ts';
import { useFormats } from '../platform/formats.ts';
import { DayPicker } from './day-picker.tsx';
import { Skeleton } from './states.tsx';

/** Undefined: today, which is the API's to say. */
export function useAsOf(): string | undefined {
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  return asDay(search['asOf']);
}

/** `today`: the company's, once it is known. */
export function AsOfPicker({ today }: { today: string | undefined }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const navigate = useNavigate();
  const asOf = useAsOf();
  const shown = asOf ?? today;
  if (shown === undefined || today === undefined) return <Skeleton className="h-9 w-28 rounded-md max-md:h-11" />;
  const one = (day: string) => ({ from: day, to: day });
  return (
    <DayPicker
      mode="day"
      label={t('days.asOf')}
      words={shown === today ? t('days.today') : date(shown)}
      value={one(shown)}
      latest={today}
      testId="as-of"
      shortcuts={[
        { label: t('days.today'), value: one(today) },
        { label: t('days.yesterday'), value: one(addDays(today, -1)) },
        { label: t('days.weekAgo'), value: one(addDays(today, -7)) },
        { label: t('days.monthAgo'), value: one(addMonths(today, -1)) },
        { label: t('days.yearAgo'), value: one(addMonths(today, -12)) },
      ]}
      onChange={({ to }) =>
        void navigate({
          to: '.',
          resetScroll: false,
          // Today is no day of its own in the address: tomorrow the same link shows tomorrow.
          search: (before: Record<string, unknown>) => ({
            ...before,
            page: undefined,
            asOf: to === today ? undefined : to,
          }),
        })
      }
    />
  );
}
