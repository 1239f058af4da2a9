/** The round visits of the last 30 days, side by side: each opens its people. */

import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import type { MetricCardProps } from './metric-card.tsx';
import { useNumberWords } from './number-words.ts';

export function MilestoneCard({ cards }: { cards: MetricCardProps[] }) {
  const { t } = useTranslation();
  const words = useNumberWords();
  return (
    <Card title={t('insight.group.milestones')} hint={t('insight.groupLead.milestones')} flush testId="milestones">
      <ul className="grid grid-cols-3 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-6">
        {cards.map(({ metric, value, asOf }) => {
          const said = words.value('count', value);
          return (
            <li key={metric} className="bg-surface">
              <Go
                to="/clients"
                search={{ metric, ...(asOf === undefined ? {} : { asOf }) }}
                label={t('insight.openPeople', { name: words.name(metric), value: said })}
                testId={`open-${metric}`}
                className="block px-4 py-3 hover:bg-hover max-sm:px-3"
              >
                <span className={`tabular block text-xl font-semibold ${value ? 'text-ink' : 'text-ink-3'}`}>
                  {said}
                </span>
                <span className="block text-sm text-ink-3">{words.name(metric)}</span>
              </Go>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
