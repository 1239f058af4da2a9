/** The whole club as one bar: how many are in each segment; each part opens its people. */

import { useTranslation } from 'react-i18next';
import type { Segments } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { AsOf } from '../api/numbers.ts';
import { SEGMENTS } from './segment-names.ts';

/** From those who come to those who are gone; the word beside each says what the shade means, and each stands out 3:1. */
const SHADES: Record<string, string> = {
  vip_members: 'bg-accent',
  regular_members: 'bg-accent/70',
  at_risk: 'bg-amber',
  going_silent: 'bg-amber/70',
  pt_cancellations: 'bg-blue',
  trial_dropoffs: 'bg-blue/70',
  nearly_lost: 'bg-ink-3',
  lost_clients: 'bg-line-strong',
};

export function Everybody({ segments, asOf }: { segments: Segments['segments']; asOf: AsOf }) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  const order = Object.keys(SHADES).flatMap((key) => SEGMENTS.filter((segment) => segment === key));
  const total = order.reduce((sum, segment) => sum + segments[segment], 0);
  if (total === 0) return null;
  return (
    <Card title={t('insight.everybody')} hint={t('insight.everybodyHint', { count: total })} testId="everybody">
      <div aria-hidden="true" className="flex h-4 gap-0.5 overflow-hidden rounded-full">
        {order
          .filter((segment) => segments[segment] > 0)
          .map((segment) => (
            <span
              key={segment}
              className={`h-full min-w-1 ${SHADES[segment] ?? ''}`}
              style={{ flexGrow: segments[segment], flexBasis: 0 }}
            />
          ))}
      </div>
      <ul className="mt-3 grid grid-cols-2 gap-x-4 sm:grid-cols-4 -mx-2">
        {order.map((segment) => (
          <li key={segment}>
            <Go
              to="/clients"
              search={{ segment, ...(asOf === undefined ? {} : { asOf }) }}
              testId={`segment-${segment}`}
              className="flex items-baseline gap-2 rounded-sm px-2 py-1.5 hover:bg-hover"
            >
              <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${SHADES[segment] ?? ''}`} />
              <span className="min-w-0">
                <span className="tabular font-semibold text-ink">{number(segments[segment])}</span>
                <span className="tabular ml-1.5 text-sm text-ink-3">{percent(segments[segment] / total)}</span>
                <span className="block truncate text-sm text-ink-2">{t(`segment.${segment}`)}</span>
              </span>
            </Go>
          </li>
        ))}
      </ul>
    </Card>
  );
}
