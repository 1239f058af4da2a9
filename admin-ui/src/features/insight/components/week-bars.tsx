/** Who came back, week by week, beside the figures of the month. */

import { useTranslation } from 'react-i18next';
import type { Today } from '../../../../../contracts/http/insight.ts';
import type { ChartTable } from '../../../components/chart/chart-table.ts';
import { SmallChart } from '../../../components/chart/small-chart.tsx';
import { Plot } from '../../../components/chart/plot.tsx';
import { useFormats } from '../../../platform/formats.ts';

export function WeekBars({ weeks }: { weeks: Today['wonBack']['byWeek'] }) {
  const { t } = useTranslation();
  const { money, number, day, shortDay } = useFormats();
  const table: ChartTable = {
    columns: [t('today.week'), t('today.wonBackClients'), t('today.booked')],
    rows: weeks.map(({ weekOf, clients, bookedMinor }) => ({
      key: weekOf,
      cells: [{ words: day(weekOf) }, { words: number(clients) }, { words: money(bookedMinor) }],
    })),
  };
  return (
    <SmallChart title={t('today.byWeek')} table={table} height={132}>
      <Plot
        kind="bar"
        isBare
        isWhole
        height={132}
        label={t('today.byWeek')}
        tickOf={number}
        points={weeks.map(({ weekOf, clients, bookedMinor }, index) => ({
          key: weekOf,
          x: index,
          value: clients,
          tick: shortDay(weekOf),
          label: day(weekOf),
          words: `${t('today.people', { count: clients })} · ${money(bookedMinor)}`,
          isOpen: index === weeks.length - 1,
        }))}
      />
    </SmallChart>
  );
}
