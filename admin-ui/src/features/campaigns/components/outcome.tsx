/** What came of it: the booking, whether it took place, and the money, each as far as it is known. */

import { useTranslation } from 'react-i18next';
import type { ReactivationDetail } from '../../../../../contracts/http/campaigns.ts';
import { Chip } from '../../../components/chip.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';

export function Outcome({
  reactivation: { booking, revenueMinor, convertedAt, startedAt, convertedMessageId, messages },
}: {
  reactivation: ReactivationDetail;
}) {
  const { t } = useTranslation();
  const { money, day, time, date } = useFormats();
  if (!booking) return null;
  const hasVisited = booking.attendance === 1 && !booking.isDeleted;
  const state = booking.isDeleted
    ? 'cancelled'
    : { '1': 'visited', '-1': 'noShow', '2': 'confirmed' }[String(booking.attendance)];
  const won = messages.find(({ id }) => id === convertedMessageId);
  const days = convertedAt
    ? Math.round((Date.parse(convertedAt) - Date.parse(won?.deliveredAt ?? won?.sentAt ?? startedAt)) / 86_400_000)
    : null;
  return (
    <section
      data-testid="outcome"
      className={`rounded-md border p-5 ${booking.isDeleted ? 'border-line bg-surface' : 'border-green-line bg-green-soft'}`}
    >
      <div className="flex flex-wrap items-start gap-x-8 gap-y-4">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-surface text-green">
          <Icon name="calendar" size={20} />
        </span>
        <div className="min-w-52 flex-1">
          <h2 className="text-lg font-semibold">{t(hasVisited ? 'outcome.cameBack' : 'outcome.booked')}</h2>
          <p className="text-ink-2">
            {booking.serviceTitle} · {day(booking.startsAt)}, {time(booking.startsAt)}
            {booking.staffName ? ` · ${booking.staffName}` : ''}
          </p>
          <div className="mt-2 flex flex-wrap gap-1.5">
            {state && (
              <Chip tone={state === 'visited' ? 'good' : state === 'confirmed' ? 'moving' : 'trouble'}>
                {t(`outcome.${state}`)}
              </Chip>
            )}
            {!state && (
              <Chip tone="moving" icon="clock">
                {t('outcome.expected')}
              </Chip>
            )}
            {booking.byReprise && (
              <Chip tone="accent" icon="bot">
                {t('outcome.byReprise')}
              </Chip>
            )}
          </div>
        </div>
        <div className="text-right max-md:text-left">
          <p className="tabular text-2xl font-semibold text-ink" data-testid="revenue">
            {money(revenueMinor ?? booking.costMinor)}
          </p>
          <p className="text-sm text-ink-2">
            {t(revenueMinor === null ? 'outcome.expectedRevenue' : 'outcome.revenue')}
          </p>
        </div>
      </div>
      {convertedAt && (
        <p className="mt-4 border-t border-green-line pt-3 text-sm text-ink-2">
          {won
            ? t('outcome.wonBy', { attempt: won.attempt, count: Math.max(0, days ?? 0), date: date(convertedAt) })
            : t('outcome.on', { date: date(convertedAt) })}
        </p>
      )}
    </section>
  );
}
