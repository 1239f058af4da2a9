/** What the person and the club said to each other, as in the phone, and whether one may write freely now. */

import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Chat } from '../../../components/chat.tsx';
import { GoButton } from '../../../components/go.tsx';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useNow } from '../../../platform/now.ts';
import { useTalk } from '../api/people.ts';

type Conversation = NonNullable<ClientDetail['conversation']>;

/** `reply` is absent where one may not write. */
export function TalkCard({ conversation, reply }: { conversation: Conversation; reply?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useTalk(conversation.id);
  const box = useRef<HTMLDivElement>(null);
  const said = data ? data.messages.length + data.replies.length : 0;
  // The newest words are at the end: that is where it opens, and where it goes when something new is said.
  useLayoutEffect(() => {
    if (box.current && said > 0) box.current.scrollTop = box.current.scrollHeight;
  }, [said]);
  return (
    <Card
      title={t('talk.title')}
      testId="talk"
      action={
        <GoButton
          to="/conversations"
          search={{ conversation: String(conversation.id) }}
          look="quiet"
          size="sm"
          className="-mr-2"
        >
          {t('talk.open')}
        </GoButton>
      }
    >
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={6} />}
      {data && (
        <div
          ref={box}
          className="-m-1 max-h-[440px] overflow-y-auto p-1"
          tabIndex={0}
          role="region"
          aria-label={t('talk.title')}
        >
          <Chat messages={data.messages} replies={data.replies} />
        </div>
      )}
      <Window conversation={conversation} reply={reply} />
    </Card>
  );
}

function Window({ conversation, reply }: { conversation: Conversation; reply: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { moment, ago } = useFormats();
  const now = useNow();
  const { windowUntil, handedTo } = conversation;
  const isOpen = windowUntil !== null && Date.parse(windowUntil) > now;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2" data-testid="talk-window">
      <p className="min-w-0 flex-1 basis-44 text-sm text-pretty text-ink-2">
        {handedTo !== null && <>{t('talk.taken', { by: handedTo })} </>}
        {isOpen ? t('talk.window', { at: moment(windowUntil), left: ago(windowUntil, now) }) : t('talk.closed')}
      </p>
      {isOpen && reply && (
        <Button size="sm" icon="reply" onClick={reply}>
          {t('talk.reply')}
        </Button>
      )}
    </div>
  );
}
