/** One message: as the client read it, where it stands and why, and every fact of its life. */

import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import { Card, Facts } from '../../../components/card.tsx';
import { MessageStatusChip } from '../../../components/chip.tsx';
import { Go, GoButton, TemporalLink } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page } from '../../../components/page.tsx';
import { Bubble, PhoneFrame } from '../../../components/phone.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useSession } from '../../../platform/session.ts';
import { useMessage } from '../api/delivery.ts';
import { Events } from '../components/events.tsx';
import { MessageWhy } from '../components/message-why.tsx';

export function MessagePage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { company } = useSession();
  const { time } = useFormats();
  const { data, error, refetch } = useMessage(id);
  const back = { to: '/messages', label: t('nav.messages') };
  if (!data) {
    return (
      <Page title={t('messages.one')} back={back}>
        {error ? <ProblemNote failure={error} retry={() => void refetch()} /> : <SkeletonLines lines={8} />}
      </Page>
    );
  }
  return (
    <Page
      title={t('messages.to', { name: data.clientName })}
      back={back}
      heading={
        <span className="flex flex-wrap items-center gap-3">
          {t('messages.to', { name: data.clientName })}
          <MessageStatusChip status={data.status} />
        </span>
      }
      lead={t(`messageStatusHint.${data.status}`, { defaultValue: '' })}
      action={
        <>
          {data.status === 'awaiting_approval' && (
            <GoButton
              to="/approvals"
              search={{ message: String(data.id) }}
              look="primary"
              icon="approvals"
              testId="review"
            >
              {t('messages.review')}
            </GoButton>
          )}
          {['unknown', 'dead', 'failed'].includes(data.status) && (
            <GoButton to="/outbox" search={{ status: data.status }} icon="outbox">
              {t('messages.settle')}
            </GoButton>
          )}
          <TemporalLink url={data.temporalUrl} />
        </>
      }
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="min-w-0 space-y-4">
          <WhyWaiting message={data} />
          <Events events={data.events} />
          <MessageWhy messageId={data.id} />
          <About message={data} />
        </div>
        <div className="lg:sticky lg:top-5 lg:self-start">
          <PhoneFrame name={company.name}>
            <Bubble ours status={data.status} time={time(data.sentAt ?? data.createdAt)}>
              {data.text ?? '…'}
            </Bubble>
          </PhoneFrame>
        </div>
      </div>
    </Page>
  );
}

function WhyWaiting({ message }: { message: MessageDetail }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useReasonWords('wait');
  if (!message.reason) return null;
  const isTrouble = ['dead', 'unknown', 'failed'].includes(message.status);
  return (
    <Notice tone={isTrouble ? 'trouble' : message.status === 'waiting' ? 'waiting' : 'info'}>
      <span data-testid="message-reason">{words(message.reason)}</span>
      {message.waitUntil ? ` ${t('messages.until', { at: moment(message.waitUntil) })}` : ''}
    </Notice>
  );
}

function About({ message }: { message: MessageDetail }) {
  const { t } = useTranslation();
  const { moment, money } = useFormats();
  const words = useReasonWords();
  return (
    <Card title={t('messages.about')}>
      {message.reasons.length > 0 && (
        <ul className="mb-4 space-y-1.5 border-b border-line pb-4">
          {message.reasons.map((reason, index) => (
            <li key={index} className="flex gap-2 text-ink-2">
              <Icon name="arrowRight" size={15} className="mt-1 text-ink-3" />
              {words(reason)}
            </li>
          ))}
        </ul>
      )}
      <Facts
        items={[
          [
            t('table.client'),
            <Go key="client" to={`/clients/${String(message.clientId)}`}>
              {message.clientName}
            </Go>,
          ],
          ...(message.reactivationId === null
            ? []
            : ([
                [
                  t('campaigns.reactivation'),
                  <Go key="reactivation" to={`/reactivations/${String(message.reactivationId)}`}>
                    {message.serviceTitle ?? t('action.open')}
                  </Go>,
                ],
              ] as [string, React.ReactNode][])),
          [t('messages.scenario'), t(`scenario.${message.scenario}`, { defaultValue: message.scenario })],
          [t('approvals.writtenBy'), t(`writtenBy.${message.writtenBy ?? 'unknown'}`)],
          [
            t('messages.template'),
            message.template ? `${message.template} · ${message.language ?? ''}` : t('messages.freeText'),
          ],
          ...(message.decidedBy
            ? ([
                [
                  t(`messages.decided.${message.decision ?? 'approved'}`),
                  `${message.decidedBy}${message.decidedAt ? `, ${moment(message.decidedAt)}` : ''}`,
                ],
              ] as [string, string][])
            : []),
          ...(message.costMinor === null
            ? []
            : ([[t('messages.cost'), money(message.costMinor)]] as [string, string][])),
        ]}
      />
    </Card>
  );
}
