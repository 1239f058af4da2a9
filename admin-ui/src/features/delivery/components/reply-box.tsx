/** Writing into a conversation: while the 24-hour window is open, and with how long that is. */

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import { Button } from '../../../components/button.tsx';
import { TextArea } from '../../../components/field.tsx';
import { GoButton } from '../../../components/go.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { newKey } from '../../../platform/keys.ts';
import { useNow } from '../../../platform/now.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useAnswer } from '../api/conversations.ts';

const TEXT_LIMIT = 4000;

export function ReplyBox({ conversation }: { conversation: ConversationDetail }) {
  const words = useReasonWords('conversations.cannot');
  const { t } = useTranslation();
  const now = useNow();
  // Kept here: the window may close while somebody types, and open again with the next reply.
  const draft = useDraft();
  const { windowUntil, answering, clientId } = conversation;
  const isOver = windowUntil === null || Date.parse(windowUntil) <= now;
  const reason = answering.reason ?? (isOver ? 'window_closed' : null);
  if (reason === null) return <Box id={conversation.id} until={windowUntil ?? ''} now={now} draft={draft} />;
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

interface Draft {
  text: string;
  key: string;
}

/** What is being written. Other words are another message, also after a send whose answer was lost. */
function useDraft() {
  const [draft, setDraft] = useState<Draft>(() => ({ text: '', key: newKey() }));
  return {
    ...draft,
    write: (text: string): void => setDraft({ text, key: newKey() }),
    /** Only what was sent goes away: whoever typed on meanwhile keeps their words. */
    clear: (sent: string): void => setDraft((now) => (now.key === sent ? { text: '', key: newKey() } : now)),
  };
}

function Box({
  id,
  until,
  now,
  draft: { text, key, write, clear },
}: {
  id: number;
  until: string;
  now: number;
  draft: ReturnType<typeof useDraft>;
}) {
  const { t } = useTranslation();
  const { ago, moment } = useFormats();
  const answering = useAnswer(id, (sent) => {
    clear(sent);
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
        onChange={(event) => write(event.target.value)}
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
