/** One person in four figures: worth, visits, when last, how often. */

import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { useFormats } from '../../../platform/formats.ts';

export function ClientFigures({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { money, number, date } = useFormats();
  const { spendMinor, visits, firstVisitOn, lastVisitOn, daysSince, rhythmDays } = client;
  const figures: [words: string, value: string, hint: string | undefined][] = [
    [
      t('client.spend'),
      money(spendMinor),
      visits > 0 ? t('profile.perVisit', { money: money(Math.round(spendMinor / visits)) }) : undefined,
    ],
    [t('client.visits'), number(visits), firstVisitOn ? t('client.since', { date: date(firstVisitOn) }) : undefined],
    [
      t('client.lastVisit'),
      daysSince === null ? '–' : t('client.daysAgo', { count: daysSince }),
      lastVisitOn ? date(lastVisitOn) : undefined,
    ],
    [
      t('client.rhythm'),
      rhythmDays === null ? '–' : t('client.every', { count: rhythmDays }),
      rhythmDays === null ? t('client.noRhythm') : t('profile.median'),
    ],
  ];
  return (
    <section
      aria-label={t('client.figures')}
      className="overflow-hidden rounded-md border border-line bg-surface shadow-shade"
    >
      <dl className="grid grid-cols-2 gap-px bg-line md:grid-cols-4">
        {figures.map(([words, value, hint]) => (
          <div key={words} className="flex flex-col bg-surface px-4 py-3.5">
            <dt className="text-sm text-ink-3">{words}</dt>
            <dd className="tabular text-xl font-semibold">{value}</dd>
            {hint && <dd className="text-sm text-ink-3">{hint}</dd>}
          </div>
        ))}
      </dl>
    </section>
  );
}
