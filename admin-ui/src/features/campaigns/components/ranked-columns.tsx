/** The columns that every ranked list of people has: the place, who, why, and what the score is made of. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate } from '../../../../../contracts/http/campaigns.ts';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import type { Column } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { ScoreButton } from './score-button.tsx';

type Person = Pick<Candidate, 'clientId' | 'clientName' | 'reasons' | 'loyalty' | 'visits' | 'spendMinor' | 'score'>;
export type Ranked<Row> = Row & { rank: number };

export const ranked = <Row,>(rows: readonly Row[]): Ranked<Row>[] =>
  rows.map((row, index) => ({ ...row, rank: index + 1 }));

/** `beneath` stands under the name, `why` in the column of reasons. */
export function useRankedColumns<Row extends Person & { rank: number }>({
  beneath,
  why,
}: {
  beneath: (row: Row) => ReactNode;
  why: (row: Row) => string;
}) {
  const { t } = useTranslation();
  const { wholeMoney, number } = useFormats();
  return {
    rank: { key: 'rank', title: '#', className: 'tabular w-10 text-ink-3', cell: (row) => row.rank, card: 'none' },
    client: {
      key: 'client',
      title: t('table.client'),
      card: 'title',
      cell: (row) => (
        <div className="min-w-36">
          <Go to={`/clients/${String(row.clientId)}`} className="font-medium text-ink hover:underline">
            {row.clientName || t('clients.nameless')}
          </Go>
          <p className="tabular truncate text-sm font-normal text-ink-3">{beneath(row)}</p>
        </div>
      ),
    },
    why: {
      key: 'why',
      title: t('campaigns.why'),
      className: 'py-2 min-w-56 max-w-md text-sm text-pretty text-ink-2',
      card: 'line',
      cell: why,
    },
    loyalty: {
      key: 'loyalty',
      title: t('campaigns.loyalty'),
      card: 'status',
      cell: (row) => (
        <Chip tone={/vip/i.test(row.loyalty) ? 'accent' : 'quiet'}>
          {t(`loyalty.${row.loyalty.toLowerCase()}`, { defaultValue: row.loyalty })}
        </Chip>
      ),
    },
    visits: {
      key: 'visits',
      title: t('client.visits'),
      align: 'end',
      card: 'fact',
      cell: (row) => number(row.visits),
    },
    spend: {
      key: 'spend',
      title: t('client.spend'),
      align: 'end',
      card: 'fact',
      cell: (row) => wholeMoney(row.spendMinor),
    },
    score: {
      key: 'score',
      title: t('campaigns.score'),
      align: 'end',
      className: 'font-medium',
      card: 'fact',
      cell: (row) => <ScoreButton name={row.clientName} score={row.score} reasons={row.reasons} />,
    },
  } satisfies Record<string, Column<Row>>;
}
