/** Writing into a conversation: while the 24-hour window is open, and with how long that is. */

import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import { Button } from '../../../components/button.tsx';
import { TextArea } from '../../../components/field.tsx';
import { GoButton } from '../../../components/go.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useAnswer } from '../api/conversations.ts';

const TEXT_LIMIT = 4000;
const TICK_MS = 20_000;

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function ReplyBox({ conversation }: { conversation: ConversationDetail }) {
  const words = useReasonWords('conversations.cannot');
  const { t } = useTranslation();
  const now = useNow();
  const { windowUntil, answering, clientId } = conversation;
  const isOver = windowUntil === null || Date.parse(windowUntil) <= now;
  const reason = answering.reason ?? (isOver ? 'window_closed' : null);
  if (reason === null) return <Box id={conversation.id} until={windowUntil ?? ''} now={now} />;
  return (
    <Notice
      action={
        clientId !== null &&
        reason === 'window_closed' && (
          <GoButton to={`/clients/${String(clientId)}`} size="sm" icon="send">
            {t('conversations.toClient')}
          </GoButton>
        )
      }
    >
      {words(reason)}
    </Notice>
  );
}

function Box({ id, until, now }: { id: number; until: string; now: number }) {
  const { t } = useTranslation();
  const { ago, moment } = useFormats();
  const [text, setText] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const answering = useAnswer(id, () => {
    setText('');
    setKey(crypto.randomUUID());
    toast(t('conversations.answered'));
  });
  const isReady = text.trim() !== '' && !answering.isPending;
  const send = (event?: FormEvent): void => {
    event?.preventDefault();
    if (isReady) answering.mutate({ text: text.trim(), key });
  };
  return (
    <form onSubmit={send} className="space-y-3">
      <TextArea
        label={t('conversations.answer')}
        help={t('conversations.windowLeft', { at: moment(until), left: ago(until, now) })}
        rows={3}
        maxLength={TEXT_LIMIT}
        value={text}
        data-testid="answer-text"
        onKeyDown={(event) => event.key === 'Enter' && (event.metaKey || event.ctrlKey) && send()}
        onChange={(event) => {
          // Other words are another message, also after a send whose answer was lost.
          setText(event.target.value);
          setKey(crypto.randomUUID());
        }}
      />
      <div className="flex justify-end">
        <Button
          type="submit"
          look="primary"
          icon="send"
          busy={answering.isPending}
          disabled={!isReady}
          className="max-md:w-full"
          data-testid="answer-send"
        >
          {t('conversations.send')}
        </Button>
      </div>
    </form>
  );
}
