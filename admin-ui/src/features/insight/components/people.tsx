/** The club's people by segment: each figure opens its people, and says how it has changed where the past is known. */

import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import { addDays } from '../../../platform/days.ts';
import { useFormats } from '../../../platform/formats.ts';
import { COMPARED_DAYS, useTrends } from '../api/numbers.ts';
import { ChangeWords } from './change-words.tsx';
import { natureOf } from './metric-groups.ts';
import { SEGMENTS as SHOWN } from './segment-names.ts';
import { valueOn } from './trend.ts';

const KEYS = SHOWN.map((segment) => `segment_${segment}`);

export function People({ people, date }: { people: Record<string, number>; date: string }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const trends = useTrends(undefined, KEYS);
  const known = SHOWN.filter((key) => people[key] !== undefined);
  if (known.length === 0) return null;
  const since = addDays(date, -COMPARED_DAYS);
  return (
    <Card title={t('today.peopleTitle')} action={<Go to="/insight">{t('nav.insight')}</Go>} flush testId="people">
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-4">
        {known.map((key) => {
          const nature = natureOf(`segment_${key}`);
          const points = trends.data?.series.find((one) => one.key === `segment_${key}`)?.points ?? [];
          return (
            <li key={key} className="bg-surface">
              <Go to="/clients" search={{ segment: key }} className="group block h-full px-4 py-3 hover:bg-hover">
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <span className="tabular text-xl font-semibold text-ink">{number(people[key] ?? 0)}</span>
                  {nature && (
                    <ChangeWords nature={nature} now={people[key]} before={valueOn(points, since)} since={since} />
                  )}
                </span>
                <span className="block text-sm text-ink-3" title={t(`segmentHint.${key}`)}>
                  {t(`segment.${key}`)}
                </span>
              </Go>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
