/** Twelve months of one person as a line: while they came, and since they do not. */

import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { useFormats } from '../../../platform/formats.ts';
import { monthsOf, stripOf, type Strip } from './year-strip.ts';

const share = (fraction: number): string => `${String(fraction * 100)}%`;
const span = ({ from, to }: Strip['away']) => ({ left: share(from), width: share(to - from) });

export function YearLine({ client, today }: { client: Client; today: string }) {
  const strip = stripOf(client.firstVisitOn, client.lastVisitOn, today);
  const words = useStripWords()(client, strip);
  return (
    <div className="relative h-6" title={words}>
      <span className="sr-only">{words}</span>
      <span
        aria-hidden="true"
        style={span(strip.away)}
        className="absolute top-1/2 h-0 border-t-2 border-dotted border-line-strong"
      />
      {strip.came && (
        <>
          <span
            aria-hidden="true"
            style={span(strip.came)}
            className="absolute top-1/2 h-2 min-w-2 -translate-y-1/2 rounded-full bg-accent/35"
          />
          <span
            aria-hidden="true"
            style={{ left: share(strip.came.to) }}
            className="absolute top-1/2 size-2.5 -translate-1/2 rounded-full bg-accent"
          />
        </>
      )}
    </div>
  );
}

function useStripWords(): (client: Client, strip: Strip) => string {
  const { t } = useTranslation();
  const { date } = useFormats();
  return ({ firstVisitOn, lastVisitOn, daysSince }, { came }) => {
    if (firstVisitOn === null || lastVisitOn === null) return t('strip.never');
    if (came === null) return t('strip.longAgo', { date: date(lastVisitOn) });
    const [from, to] = [date(firstVisitOn), date(lastVisitOn)];
    return daysSince === null || daysSince === 0
      ? t('strip.here', { from, to })
      : t('strip.came', { from, to, days: daysSince });
  };
}

/** The months above the lines of a list, every second one where there is little room. */
export function MonthScale({ today }: { today: string }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const name = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  return (
    <div aria-hidden="true" className="relative h-4 text-xs text-ink-3">
      {monthsOf(today).map(({ on, at }, index) => (
        <span
          key={on}
          style={{ left: share(at) }}
          className={`absolute -translate-x-1/2 first:translate-x-0 ${index % 2 === 1 || at > 0.82 ? 'hidden' : ''}`}
        >
          {name.format(new Date(`${on}T00:00:00Z`)).replace('.', '')}
        </span>
      ))}
      <span className="absolute right-0">{t('strip.today')}</span>
    </div>
  );
}
