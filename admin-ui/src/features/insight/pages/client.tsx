/** One person: what they are worth, their rhythm, why they are due; their whole story; the way to write to them. */

import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { Chip, ReactivationChip, SegmentChip } from '../../../components/chip.tsx';
import { Go, GoButton, TemporalLink } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useClient } from '../api/clients.ts';
import { Timeline } from '../components/timeline.tsx';
import { WriteDialog } from '../components/write-dialog.tsx';

export function ClientPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useClient(id);
  const mayWrite = useMay('write_messages');
  const [isWriting, setWriting] = useState(false);
  const words = useReasonWords('skip');
  const back = { to: '/clients', label: t('nav.clients') };
  if (!data) {
    return (
      <Page title={t('client.title')} back={back}>
        {error ? <ProblemNote failure={error} retry={() => void refetch()} /> : <SkeletonLines lines={10} />}
      </Page>
    );
  }
  return (
    <Page
      title={data.name || t('clients.nameless')}
      back={back}
      heading={
        <span className="flex flex-wrap items-center gap-3">
          {data.name || t('clients.nameless')}
          {data.segment && <SegmentChip segment={data.segment} />}
        </span>
      }
      lead={data.phone && <PhoneNumber phone={data.phone} />}
      action={
        mayWrite && (
          <Button
            look="primary"
            icon="send"
            disabled={!data.writing.possible}
            title={data.writing.reason ? words(data.writing.reason) : undefined}
            onClick={() => setWriting(true)}
            data-testid="write"
          >
            {t('client.write')}
          </Button>
        )
      }
    >
      <div className="space-y-4">
        <Notices client={data} />
        <Figures client={data} />
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
          <Timeline id={id} />
          <Side client={data} />
        </div>
      </div>
      {isWriting && <WriteDialog client={data} close={() => setWriting(false)} />}
    </Page>
  );
}

function PhoneNumber({ phone }: { phone: string }) {
  const { t } = useTranslation();
  const copy = (): void => void navigator.clipboard.writeText(phone).then(() => toast(t('client.phoneCopied')));
  return (
    <span className="tabular inline-flex items-center gap-1">
      {phone}
      <IconButton icon="copy" size={15} label={t('client.copyPhone')} onClick={copy} className="size-7 max-md:size-9" />
    </span>
  );
}

function Notices({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { date, moment } = useFormats();
  const words = useReasonWords('skip');
  return (
    <>
      {client.optOut && (
        <Notice tone="trouble">
          {t('client.optedOut', {
            date: date(client.optOut.at),
            source: t(`optOutSource.${client.optOut.source}`, { defaultValue: client.optOut.source }),
          })}
        </Notice>
      )}
      {!client.optOut && !client.writing.possible && client.writing.reason && (
        <Notice>
          {t('client.cannotWrite')} {words(client.writing.reason)}
        </Notice>
      )}
      {client.conversation?.needsPersonSince && (
        <Notice
          tone="waiting"
          action={
            <>
              <GoButton
                to="/conversations"
                search={{ conversation: String(client.conversation.id) }}
                size="sm"
                icon="reply"
              >
                {t('action.open')}
              </GoButton>
              <TemporalLink url={client.conversation.temporalUrl} />
            </>
          }
        >
          {t('client.needsPerson', { at: moment(client.conversation.needsPersonSince) })}{' '}
          {client.conversation.needsPersonReason ? words(client.conversation.needsPersonReason) : ''}
        </Notice>
      )}
      {client.conversation?.windowUntil && Date.parse(client.conversation.windowUntil) > Date.now() && (
        <Notice tone="good">{t('client.windowOpen', { at: moment(client.conversation.windowUntil) })}</Notice>
      )}
    </>
  );
}

function Figures({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { money, number, date } = useFormats();
  const isDue = client.rhythmDays !== null && client.daysSince !== null && client.daysSince > client.rhythmDays;
  const figures: [string, string, string?][] = [
    [t('client.spend'), money(client.spendMinor)],
    [
      t('client.visits'),
      number(client.visits),
      client.firstVisitOn ? t('client.since', { date: date(client.firstVisitOn) }) : undefined,
    ],
    [
      t('client.lastVisit'),
      client.daysSince === null ? '–' : t('client.daysAgo', { count: client.daysSince }),
      client.lastVisitOn ? date(client.lastVisitOn) : undefined,
    ],
    [
      t('client.rhythm'),
      client.rhythmDays === null ? '–' : t('client.every', { count: client.rhythmDays }),
      client.rhythmDays === null ? t('client.noRhythm') : undefined,
    ],
  ].map(([words, value, hint]) => [words ?? '', value ?? '', hint] as [string, string, string?]);
  return (
    <section
      aria-label={t('client.figures')}
      className="overflow-hidden rounded-md border border-line bg-surface shadow-shade"
    >
      <dl className="grid grid-cols-2 gap-px bg-line md:grid-cols-4">
        {figures.map(([words, value, hint]) => (
          <div key={words} className="flex flex-col bg-surface px-4 py-3.5">
            <dt className="text-sm text-ink-3">{words}</dt>
            <dd className="tabular text-xl font-semibold">{value}</dd>
            {hint && <dd className="text-sm text-ink-3">{hint}</dd>}
          </div>
        ))}
      </dl>
      {isDue && (
        <p className="border-t border-line bg-amber-soft px-4 py-2.5 text-pretty text-ink" data-testid="due-because">
          {t('client.dueBecause', { days: client.daysSince, rhythm: client.rhythmDays })}
        </p>
      )}
    </section>
  );
}

function Side({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { date, day, time, money } = useFormats();
  const { reactivation, nextBooking } = client;
  const consent = client.newsletterAgreed === null ? 'unknown' : client.newsletterAgreed ? 'yes' : 'no';
  return (
    <div className="min-w-0 space-y-4">
      {reactivation && (
        <Card title={t('client.reactivation')} action={<TemporalLink url={reactivation.temporalUrl} />}>
          <ReactivationChip status={reactivation.status} endsAs={reactivation.endsAs} />
          <p className="mt-2 text-ink-2">{reactivation.serviceTitle}</p>
          <p className="mt-2">
            <Go to={`/reactivations/${String(reactivation.id)}`} testId="open-reactivation">
              {t('client.openReactivation')}
            </Go>
          </p>
        </Card>
      )}
      {nextBooking && (
        <Card title={t('client.nextBooking')}>
          <p className="font-medium">
            {day(nextBooking.startsAt)}, {time(nextBooking.startsAt)}
          </p>
          <p className="text-ink-2">
            {[nextBooking.serviceTitle, nextBooking.staffName, money(nextBooking.costMinor)]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {nextBooking.byReprise && (
            <div className="mt-2">
              <Chip tone="accent" icon="bot">
                {t('outcome.byReprise')}
              </Chip>
            </div>
          )}
        </Card>
      )}
      <Card title={t('client.about')}>
        <Facts
          items={[
            [t('client.favouriteService'), client.favouriteService ?? '–'],
            [t('client.favouriteStaff'), client.favouriteStaff ?? '–'],
            [
              t('client.language'),
              client.language
                ? t(`language.${client.language}`, { defaultValue: client.language })
                : t('client.unknown'),
            ],
            [t('client.birthday'), client.birthDate ? date(client.birthDate) : '–'],
            [t('client.email'), client.email ?? '–'],
            [t('client.newsletter'), t(`client.newsletterIs.${consent}`)],
            [t('client.cardNumber'), client.externalId],
          ]}
        />
      </Card>
    </div>
  );
}
