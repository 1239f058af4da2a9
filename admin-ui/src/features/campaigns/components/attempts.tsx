/** The attempts in order: what was offered, how far the message came, and what the answer was. */

import { useTranslation } from 'react-i18next';
import type { ReactivationDetail } from '../../../../../contracts/http/campaigns.ts';
import { Card } from '../../../components/card.tsx';
import { Chip, MessageStatusChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

type Attempt = ReactivationDetail['attempts'][number];

export function Attempts({ reactivation }: { reactivation: ReactivationDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('campaigns.attempts')} flush>
      {reactivation.attempts.length === 0 ? (
        <p className="px-4 py-5 text-ink-2">{t('campaigns.noAttempts')}</p>
      ) : (
        <ol className="px-4 py-4">
          {reactivation.attempts.map((attempt) => (
            <Item
              key={attempt.number}
              attempt={attempt}
              message={reactivation.messages.find(({ id }) => id === attempt.messageId)}
            />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Item({ attempt, message }: { attempt: Attempt; message: ReactivationDetail['messages'][number] | undefined }) {
  const { t } = useTranslation();
  const { moment, slot } = useFormats();
  const words = useReasonWords('wait');
  return (
    <li
      className="relative flex gap-4 pb-6 last:pb-0 [&:not(:last-child)]:before:absolute [&:not(:last-child)]:before:top-8 [&:not(:last-child)]:before:bottom-0 [&:not(:last-child)]:before:left-[13px] [&:not(:last-child)]:before:w-px [&:not(:last-child)]:before:bg-line"
      data-testid="attempt"
    >
      <span
        aria-hidden="true"
        className="tabular flex size-7 shrink-0 items-center justify-center rounded-full border border-line bg-canvas text-sm font-semibold text-ink-2"
      >
        {attempt.number}
      </span>
      <div className="min-w-0 flex-1 space-y-1.5">
        <div className="flex min-h-7 flex-wrap items-center gap-2">
          <span className="font-medium">{t('approvals.attempt', { count: attempt.number, ordinal: true })}</span>
          {message && <MessageStatusChip status={message.status} />}
          {attempt.discountOffered !== null && attempt.discountOffered > 0 && (
            <Chip tone="accent">{t('approvals.discount', { percent: attempt.discountOffered })}</Chip>
          )}
          {attempt.responseType && (
            <Chip
              tone={
                attempt.responseType === 'negative'
                  ? 'quiet'
                  : attempt.responseType === 'no_response'
                    ? 'quiet'
                    : 'good'
              }
              icon="reply"
            >
              {t(`replyClass.${attempt.responseType}`, { defaultValue: attempt.responseType })}
            </Chip>
          )}
        </div>
        <p className="text-sm text-ink-2">
          {attempt.sentAt
            ? t('campaigns.sentAt', { at: moment(attempt.sentAt) })
            : message?.reason
              ? words(message.reason)
              : message
                ? t(`messageStatusHint.${message.status}`, { defaultValue: '' })
                : t('campaigns.notWritten')}
          {message?.waitUntil && !attempt.sentAt ? ` · ${t('campaigns.until', { at: moment(message.waitUntil) })}` : ''}
        </p>
        {attempt.slotsOffered.length > 0 && (
          <p className="text-sm text-ink-3">
            {t('approvals.offered')}: {attempt.slotsOffered.map(slot).join(' · ')}
          </p>
        )}
        {message && (
          <Go to={`/messages/${String(message.id)}`} className="text-sm font-medium text-accent-text hover:underline">
            {t('campaigns.openMessage')}
          </Go>
        )}
      </div>
    </li>
  );
}
