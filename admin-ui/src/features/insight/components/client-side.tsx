/** What stands beside a person's story: what is coming, what they like, what they have, who they are. */

import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { Chip, ReactivationChip } from '../../../components/chip.tsx';
import { Go, TemporalLink } from '../../../components/go.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { AboutCard } from './about-card.tsx';
import { LikesCard } from './likes-card.tsx';
import { SegmentStory } from './segment-story.tsx';
import { TalkCard } from './talk-card.tsx';

export function ClientSide({ client, reply }: { client: ClientDetail; reply?: (() => void) | undefined }) {
  return (
    <div className="min-w-0 space-y-4">
      {client.conversation && <TalkCard conversation={client.conversation} reply={reply} />}
      {client.reactivation && <Weeks reactivation={client.reactivation} />}
      {client.nextBooking && <NextBooking booking={client.nextBooking} />}
      <LikesCard preferences={client.preferences} />
      <Membership membership={client.membership} />
      <SegmentStory moves={client.segmentMoves} />
      <AboutCard client={client} />
    </div>
  );
}

function Weeks({ reactivation }: { reactivation: NonNullable<ClientDetail['reactivation']> }) {
  const { t } = useTranslation();
  return (
    <Card title={t('client.reactivation')} action={<TemporalLink url={reactivation.temporalUrl} />}>
      <ReactivationChip status={reactivation.status} endsAs={reactivation.endsAs} />
      <p className="mt-2 text-ink-2">{reactivation.serviceTitle}</p>
      <p className="mt-2">
        <Go to={`/reactivations/${String(reactivation.id)}`} testId="open-reactivation">
          {t('client.openReactivation')}
        </Go>
      </p>
    </Card>
  );
}

function NextBooking({ booking }: { booking: NonNullable<ClientDetail['nextBooking']> }) {
  const { t } = useTranslation();
  const { day, time, money } = useFormats();
  return (
    <Card title={t('client.nextBooking')} testId="next-booking">
      <p className="font-medium">
        {day(booking.startsAt)}, {time(booking.startsAt)}
      </p>
      <p className="text-ink-2">
        {[booking.serviceTitle, booking.staffName, money(booking.costMinor)].filter(Boolean).join(' · ')}
      </p>
      {booking.byReprise && (
        <div className="mt-2">
          <Chip tone="accent" icon="bot">
            {t('outcome.byReprise')}
          </Chip>
        </div>
      )}
    </Card>
  );
}

function Membership({ membership }: { membership: ClientDetail['membership'] }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Card title={t('member.title')} testId="membership">
      {membership === null ? (
        <p className="text-ink-2">{t('member.none')}</p>
      ) : (
        <>
          <p className="font-medium">{membership.title}</p>
          <p className="text-ink-2">
            {membership.endsOn === null
              ? t('member.open', { from: date(membership.soldOn) })
              : t('member.until', { from: date(membership.soldOn), to: date(membership.endsOn) })}
          </p>
        </>
      )}
    </Card>
  );
}
