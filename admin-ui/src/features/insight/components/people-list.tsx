/** People with the line of their last twelve months; a row opens to every visit of it. */

import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { Skeleton } from '../../../components/states.tsx';
import { PERSON_COLUMNS, PersonRow } from './person-row.tsx';
import { MonthScale } from './year-line.tsx';

export function PeopleList({
  label,
  people,
  today,
  isTraining,
}: {
  label: string;
  people: Client[];
  today: string;
  isTraining: boolean;
}) {
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface shadow-shade">
      <div className={`hidden border-b border-line px-4 py-2 ${PERSON_COLUMNS}`}>
        <span />
        <MonthScale today={today} />
        <span />
        <span />
        <span aria-hidden="true" className="w-32" />
      </div>
      <ul aria-label={label} className="divide-y divide-line">
        {people.map((client) => (
          <PersonRow key={client.id} client={client} today={today} isTraining={isTraining} />
        ))}
      </ul>
    </div>
  );
}

/** As high as the rows that are coming. */
export function PeopleSkeleton() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      aria-label={t('state.loading')}
      className="divide-y divide-line rounded-md border border-line bg-surface"
    >
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="flex h-[69px] items-center gap-8 px-4 max-lg:h-[102px]">
          <div className="w-44 space-y-2">
            <Skeleton className="h-3.5 w-36" />
            <Skeleton className="h-5 w-20 rounded-full" />
          </div>
          <Skeleton className="h-2 flex-1 max-lg:hidden" />
          <Skeleton className="h-3.5 w-20 max-lg:hidden" />
          <Skeleton className="h-8 w-20 max-lg:ml-auto" />
        </div>
      ))}
    </div>
  );
}
