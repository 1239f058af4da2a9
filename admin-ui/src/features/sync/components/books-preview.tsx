/** What an import would bring: how many of what, over which days, a few visits to recognise, and the services. */

import { useTranslation } from 'react-i18next';
import type { BooksCounts, BooksPreview } from '../../../../../contracts/http/books.ts';
import { Card } from '../../../components/card.tsx';
import { Choice } from '../../../components/field.tsx';
import { useFormats } from '../../../platform/formats.ts';

const COUNTED = ['clients', 'visits', 'noShows', 'cancellations', 'bookings'] as const;

export function CountStrip({ counts }: { counts: BooksCounts }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-5">
      {COUNTED.map((what) => (
        <li key={what} className="bg-surface px-4 py-3 first:max-sm:col-span-2">
          <span className="tabular block text-xl font-semibold text-ink" data-testid={`books-count-${what}`}>
            {number(counts[what])}
          </span>
          <span className="block text-sm text-ink-3">{t(`books.count.${what}`)}</span>
        </li>
      ))}
    </ul>
  );
}

export function BooksFound({ preview }: { preview: BooksPreview }) {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const { counts, firstOn, lastOn } = preview;
  return (
    <Card
      title={t('books.found')}
      hint={
        firstOn && lastOn
          ? t('books.range', {
              from: date(firstOn),
              to: date(lastOn),
              staff: number(counts.staff),
              services: number(counts.services),
            })
          : t('books.noVisits')
      }
      flush
      testId="books-preview"
    >
      <CountStrip counts={counts} />
    </Card>
  );
}

/** Old books look asleep: moved, they show the product as if they ended yesterday. */
export function BooksDates({
  preview: { shiftDays, futureBookings },
  moveDates,
  choose,
}: {
  preview: BooksPreview;
  moveDates: boolean;
  choose: (moveDates: boolean) => void;
}) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const ahead = moveDates ? futureBookings.moved : futureBookings.asIs;
  return (
    <Card title={t('books.dates.title')}>
      <Choice
        label={t('books.dates.title')}
        hideLabel
        value={moveDates ? 'move' : 'keep'}
        onChange={(next) => choose(next === 'move')}
        options={[
          { value: 'keep', label: t('books.dates.keep') },
          { value: 'move', label: t('books.dates.move') },
        ]}
      />
      <p className="mt-2.5 text-sm text-pretty text-ink-2" aria-live="polite">
        {moveDates
          ? t('books.dates.moveHelp', { count: shiftDays, days: number(shiftDays) })
          : t('books.dates.keepHelp')}{' '}
        {t('books.dates.ahead', { count: ahead, bookings: number(ahead) })}
      </p>
    </Card>
  );
}

export function BooksExamples({ preview: { examples } }: { preview: BooksPreview }) {
  const { t } = useTranslation();
  const { date, money } = useFormats();
  if (examples.length === 0) return null;
  return (
    <Card title={t('books.examples')} hint={t('books.examplesHint')} flush>
      <ul className="divide-y divide-line">
        {examples.map((visit) => (
          <li
            key={`${visit.date} ${visit.code} ${visit.time} ${visit.kind}`}
            className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2.5"
          >
            <span className="tabular w-24 shrink-0 font-medium text-ink">{visit.code}</span>
            <span className="tabular w-44 shrink-0 text-ink-2">
              {date(visit.date)}, {visit.time}
            </span>
            <span className="min-w-0 flex-1 basis-40 text-ink">
              {visit.what.join(', ')} {visit.staff !== '' && <span className="text-ink-3">· {visit.staff}</span>}
            </span>
            <span className="tabular text-ink">{money(visit.costMinor)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function BooksServices({ preview: { services } }: { preview: BooksPreview }) {
  const { t } = useTranslation();
  const { money } = useFormats();
  return (
    <Card title={t('books.services')} hint={t('books.servicesHint')} flush>
      <ul className="max-h-80 divide-y divide-line overflow-y-auto" tabIndex={0} aria-label={t('books.services')}>
        {services.map((service) => (
          <li key={service.code} className="flex items-baseline gap-3 px-4 py-2">
            <span className="min-w-0 flex-1">
              <span className="text-ink">{service.title}</span>
              {service.category !== '' && <span className="block text-sm text-ink-3">{service.category}</span>}
            </span>
            <span className="tabular text-ink-2">{money(service.priceMinor)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
