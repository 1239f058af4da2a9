/** A conversation as it stands in the client's phone, with how each of their answers was understood. */

import { useTranslation } from 'react-i18next';
import type { Reply } from '../../../contracts/http/campaigns.ts';
import type { Message } from '../../../contracts/http/delivery.ts';
import { useFormats } from '../platform/formats.ts';
import { useSession } from '../platform/session.ts';
import { Bubble, PhoneFrame } from './phone.tsx';

interface Said {
  key: string;
  at: string;
  ours: boolean;
  text: string;
  status?: string;
  understood?: string | null;
}

export function Chat({ messages, replies }: { messages: Message[]; replies: Reply[] }) {
  const { t } = useTranslation();
  const { company } = useSession();
  const { time, day } = useFormats();
  const said: Said[] = [
    ...messages
      .filter(({ text, status }) => text !== null && !['rejected', 'expired', 'skipped', 'cancelled'].includes(status))
      .map((message) => ({
        key: `m${String(message.id)}`,
        at: message.sentAt ?? message.createdAt,
        ours: true,
        text: message.text ?? '',
        status: message.status,
      })),
    ...replies.map((reply) => ({
      key: `r${String(reply.id)}`,
      at: reply.receivedAt,
      ours: false,
      text: reply.text ?? t(`replyKind.${reply.kind}`, { defaultValue: reply.kind }),
      understood: reply.understoodAs,
    })),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
  return (
    <PhoneFrame name={company.name}>
      {said.length === 0 && <p className="self-center text-sm text-ink-2">{t('campaigns.nothingSaid')}</p>}
      {said.map((one, index) => (
        <div key={one.key} className="contents">
          {(index === 0 || day(one.at) !== day(said[index - 1]?.at ?? one.at)) && (
            <p className="self-center rounded-full bg-surface/70 px-3 py-0.5 text-xs text-ink-2">{day(one.at)}</p>
          )}
          <Bubble ours={one.ours} time={time(one.at)} status={one.status}>
            {one.text}
          </Bubble>
          {one.understood && (
            <p className="-mt-1 self-start pl-1 text-xs text-ink-2">
              {t('campaigns.understoodAs', {
                as: t(`replyClass.${one.understood}`, { defaultValue: one.understood }),
              })}
            </p>
          )}
        </div>
      ))}
    </PhoneFrame>
  );
}
