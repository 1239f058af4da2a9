/** The club's people by segment: each figure opens its people. */

import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { SEGMENTS as SHOWN } from './segment-names.ts';

export function People({ people }: { people: Record<string, number> }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const known = SHOWN.filter((key) => people[key] !== undefined);
  if (known.length === 0) return null;
  return (
    <Card title={t('today.peopleTitle')} flush>
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-4">
        {known.map((key) => (
          <li key={key} className="bg-surface">
            <Go to="/clients" search={{ segment: key }} className="group block h-full px-4 py-3 hover:bg-hover">
              <span className="tabular block text-xl font-semibold text-ink">{number(people[key] ?? 0)}</span>
              <span className="block text-sm text-ink-3" title={t(`segmentHint.${key}`)}>
                {t(`segment.${key}`)}
              </span>
            </Go>
          </li>
        ))}
      </ul>
    </Card>
  );
}
