/** What one must know before anything else about a person: they want no messages, cannot be written to, or wait for us. */

import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { GoButton, TemporalLink } from '../../../components/go.tsx';
import { Notice } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { OptOutButton } from './opt-out-button.tsx';

export function ClientNotices({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { date, moment } = useFormats();
  const words = useReasonWords('skip');
  const { optOut, writing, conversation } = client;
  return (
    <>
      {optOut && (
        <Notice tone="trouble" action={<OptOutButton client={client} />}>
          {t('client.optedOut', {
            date: date(optOut.at),
            source: t(`optOutSource.${optOut.source}`, { defaultValue: optOut.source }),
          })}
        </Notice>
      )}
      {!optOut && !writing.possible && writing.reason && (
        <Notice>
          {t('client.cannotWrite')} {words(writing.reason)}
        </Notice>
      )}
      {conversation?.needsPersonSince && (
        <Notice
          tone="waiting"
          action={
            <>
              <GoButton to="/conversations" search={{ conversation: String(conversation.id) }} size="sm" icon="reply">
                {t('action.open')}
              </GoButton>
              <TemporalLink url={conversation.temporalUrl} />
            </>
          }
        >
          {t('client.needsPerson', { at: moment(conversation.needsPersonSince) })}{' '}
          {conversation.needsPersonReason ? words(conversation.needsPersonReason) : ''}
        </Notice>
      )}
    </>
  );
}
