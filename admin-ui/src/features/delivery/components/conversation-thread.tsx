/** One conversation: why it calls for a person, who has it, everything said, and the way to answer. */

import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import { Button } from '../../../components/button.tsx';
import { Chat } from '../../../components/chat.tsx';
import { Go, TemporalLink } from '../../../components/go.tsx';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useMay } from '../../../platform/session.ts';
import { useConversation, useHandling } from '../api/conversations.ts';
import { ConversationState } from './conversation-state.tsx';
import { DraftedAnswer } from './drafted-answer.tsx';
import { ReplyBox } from './reply-box.tsx';
import { WindowClock } from './window-clock.tsx';

export function ConversationThread({ id }: { id: number }) {
  const { data, error, refetch } = useConversation(id);
  const mayWrite = useMay('write_messages');
  if (!data) return error ? <ProblemNote failure={error} retry={() => void refetch()} /> : <SkeletonLines lines={8} />;
  // A first contact is decided on its own page; what answers here is decided here.
  const drafts = data.messages.filter(
    ({ status, scenario }) => scenario === 'answer' && (status === 'awaiting_approval' || status === 'drafting'),
  );
  return (
    <div className="space-y-4" data-testid="conversation">
      <Head conversation={data} />
      <ConversationState conversation={data} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,360px)_minmax(0,1fr)] xl:gap-6">
        <Chat
          messages={data.messages.filter(({ id }) => !drafts.some((draft) => draft.id === id))}
          replies={data.replies}
        />
        <div className="mx-auto w-full max-w-[560px] space-y-4 xl:sticky xl:top-5">
          {drafts.map((draft) => (
            <DraftedAnswer key={draft.id} message={draft} />
          ))}
          {mayWrite && <ReplyBox conversation={data} />}
        </div>
      </div>
    </div>
  );
}

function Head({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation();
  const { clientId, clientName, phone } = conversation;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h2 className="min-w-0 flex-1 basis-52">
        <span className="block truncate text-lg font-semibold text-ink">
          {clientId === null ? (
            t('conversations.stranger')
          ) : (
            <Go to={`/clients/${String(clientId)}`} className="hover:underline" testId="conversation-client">
              {clientName || t('clients.nameless')}
            </Go>
          )}
        </span>
        <span className="tabular block text-sm text-ink-2">{phone}</span>
      </h2>
      <div className="flex flex-wrap items-center gap-2 max-md:w-full">
        <WindowClock until={conversation.windowUntil} />
        <Actions conversation={conversation} />
        <TemporalLink url={conversation.temporalUrl} />
      </div>
    </div>
  );
}

function Actions({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation();
  const mayHandle = useMay('approve');
  const handling = useHandling(conversation.id);
  if (!mayHandle) return null;
  const isTaken = conversation.handedAt !== null;
  return (
    <>
      {conversation.needsPersonSince && (
        <Button
          icon="check"
          busy={handling.isPending && handling.variables === 'seen'}
          onClick={() => handling.mutate('seen')}
          data-testid="conversation-seen"
        >
          {t('conversations.seen')}
        </Button>
      )}
      <Button
        icon={isTaken ? 'undo' : 'user'}
        busy={handling.isPending && handling.variables !== 'seen'}
        onClick={() => handling.mutate(isTaken ? 'give-back' : 'take-over')}
        title={t(isTaken ? 'conversations.giveBackHint' : 'conversations.takeOverHint')}
        data-testid={isTaken ? 'give-back' : 'take-over'}
      >
        {t(isTaken ? 'conversations.giveBack' : 'conversations.takeOver')}
      </Button>
    </>
  );
}
