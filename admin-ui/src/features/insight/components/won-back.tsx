/** What the club won back this month, and the way from draft to visit. */

import { useTranslation } from 'react-i18next';
import type { Today } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { WeekBars } from './week-bars.tsx';

export function WonBack({ wonBack, funnel }: { wonBack: Today['wonBack']; funnel: Today['funnel'] }) {
  const { t } = useTranslation();
  const { money, number } = useFormats();
  const hasWon = wonBack.clients > 0 || wonBack.byWeek.some((week) => week.clients > 0);
  return (
    <Card
      title={t('today.wonBack')}
      action={
        <Go to="/campaigns/people" search={{ endsAs: 'converted' }}>
          {t('today.seePeople')}
        </Go>
      }
      testId="won-back"
    >
      <div className="flex flex-wrap items-end gap-x-8 gap-y-3">
        <Figure
          value={number(wonBack.clients)}
          words={t('today.clients', { count: wonBack.clients })}
          hint={t('today.clientsHint')}
          big
        />
        <Figure value={money(wonBack.bookedMinor)} words={t('today.booked')} hint={t('today.bookedHint')} />
        <Figure
          value={money(wonBack.visitedMinor)}
          words={t('today.visited')}
          hint={t('today.visitedHint')}
          testId="revenue"
        />
        <Figure value={money(wonBack.costMinor)} words={t('today.cost')} hint={t('today.costHint')} />
      </div>
      <div className="mt-5">
        {hasWon ? (
          <WeekBars weeks={wonBack.byWeek} />
        ) : (
          <p className="rounded-md bg-sunken px-4 py-5 text-center text-pretty text-ink-2">{t('today.nobodyYet')}</p>
        )}
      </div>
      {funnel.drafted > 0 && <Funnel funnel={funnel} />}
    </Card>
  );
}

function Figure({
  value,
  words,
  hint,
  big = false,
  testId,
}: {
  value: string;
  words: string;
  hint: string;
  big?: boolean;
  testId?: string;
}) {
  return (
    <div title={hint}>
      <p
        className={`tabular font-semibold tracking-[-0.01em] text-ink ${big ? 'text-2xl' : 'text-xl'}`}
        data-testid={testId}
      >
        {value}
      </p>
      <p className="text-sm text-ink-3">{words}</p>
    </div>
  );
}

const STEPS: { key: keyof Today['funnel']; search: Record<string, string>; to: string }[] = [
  { key: 'drafted', to: '/messages', search: {} },
  { key: 'approved', to: '/messages', search: {} },
  { key: 'sent', to: '/messages', search: { status: 'sent' } },
  { key: 'read', to: '/messages', search: { status: 'read' } },
  { key: 'replied', to: '/campaigns/people', search: {} },
  { key: 'booked', to: '/campaigns/people', search: { endsAs: 'converted' } },
  { key: 'visited', to: '/campaigns/people', search: { endsAs: 'converted' } },
];

function Funnel({ funnel }: { funnel: Today['funnel'] }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const most = Math.max(1, funnel.drafted);
  return (
    <ol
      aria-label={t('today.funnel')}
      className="mt-5 grid grid-cols-7 border-t border-line pt-4 max-sm:grid-cols-4 max-sm:gap-y-3"
    >
      {STEPS.map(({ key, to, search }) => (
        <li key={key} className="min-w-0">
          <Go to={to} search={search} className="group block rounded-sm pr-1">
            <span className="tabular block text-lg font-semibold text-ink group-hover:text-accent-text">
              {number(funnel[key])}
            </span>
            <span className="block truncate text-xs text-ink-3">{t(`today.step.${key}`)}</span>
            <span aria-hidden="true" className="mt-1.5 block h-1 rounded-full bg-sunken">
              <span
                className="block h-1 rounded-full bg-accent/60"
                style={{ width: `${String(Math.min(100, (funnel[key] / most) * 100))}%` }}
              />
            </span>
          </Go>
        </li>
      ))}
    </ol>
  );
}
