/** The columns of a list of clients; on a phone the name, the segment and the facts of its card. */

import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { SegmentChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import type { Column } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';

/** `withTraining`: for the people behind a number of personal training. */
export function useClientColumns(withTraining: boolean): Column<Client>[] {
  const { t } = useTranslation();
  const { wholeMoney, number, date } = useFormats();
  const quiet = 'tabular whitespace-nowrap text-ink-2';
  const training: Column<Client>[] = [
    {
      key: 'pt',
      title: t('pt.visits'),
      sort: 'ptVisits',
      align: 'end',
      card: 'fact',
      cell: (client) => number(client.ptVisits),
    },
    {
      key: 'lastPt',
      title: t('pt.last'),
      sort: 'lastPtOn',
      card: 'fact',
      className: quiet,
      cell: (client) => (client.lastPtOn ? date(client.lastPtOn) : null),
    },
  ];
  return [
    { key: 'name', title: t('table.client'), sort: 'name', card: 'title', cell: (client) => <Name client={client} /> },
    {
      key: 'phone',
      title: t('client.phone'),
      card: 'none',
      className: quiet,
      cell: (client) => client.phone ?? <span className="text-ink-3">{t('clients.noPhone')}</span>,
    },
    {
      key: 'segment',
      title: t('clients.segment'),
      card: 'status',
      cell: (client) => (client.segment === null ? null : <SegmentChip segment={client.segment} />),
    },
    {
      key: 'last',
      title: t('client.lastVisit'),
      sort: 'lastVisitOn',
      card: 'fact',
      className: quiet,
      cell: (client) => (client.lastVisitOn ? date(client.lastVisitOn) : null),
    },
    {
      key: 'since',
      title: t('clients.daysSince'),
      sort: 'daysSince',
      align: 'end',
      card: 'none',
      cell: (client) => (client.daysSince === null ? null : number(client.daysSince)),
    },
    ...(withTraining ? training : []),
    {
      key: 'visits',
      title: t('client.visits'),
      sort: 'visits',
      align: 'end',
      card: 'fact',
      cell: (client) => number(client.visits),
    },
    {
      key: 'spend',
      title: t('client.spend'),
      sort: 'spendMinor',
      align: 'end',
      card: 'fact',
      className: 'font-medium',
      cell: (client) => wholeMoney(client.spendMinor),
    },
  ];
}

function Name({ client }: { client: Client }) {
  const { t } = useTranslation();
  return (
    <div className="min-w-40">
      <Go
        to={`/clients/${String(client.id)}`}
        className="font-medium text-ink after:absolute after:inset-0 hover:underline"
      >
        {client.name || t('clients.nameless')}
      </Go>
      {client.optedOut && (
        <span className="ml-2 inline-flex items-center gap-1 text-xs font-medium text-red">
          <Icon name="stop" size={13} />
          {t('clients.optedOut')}
        </span>
      )}
    </div>
  );
}
