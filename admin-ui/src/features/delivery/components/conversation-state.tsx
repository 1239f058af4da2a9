/** What one must know before reading a conversation, and what can be settled there: a no, a stranger, a call for a person. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '../../../../../contracts/http/conversations.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { TextField } from '../../../components/field.tsx';
import { Notice, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { usePeople, useSettling } from '../api/conversations.ts';

export function ConversationState({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation();
  const { date, moment } = useFormats();
  const words = useReasonWords('skip');
  const { needsPersonSince, needsPersonReason, handedAt, handedTo, optOut, lastKind, clientId } = conversation;
  return (
    <>
      {needsPersonSince && (
        <Notice tone="waiting">
          {t('client.needsPerson', { at: moment(needsPersonSince) })}{' '}
          {needsPersonReason ? words(needsPersonReason) : ''}
          {needsPersonReason === 'not_text' && lastKind
            ? ` (${t(`replyKind.${lastKind}`, { defaultValue: lastKind })})`
            : ''}
        </Notice>
      )}
      {handedAt && <Notice>{t('conversations.handedTo', { by: handedTo, at: moment(handedAt) })}</Notice>}
      {optOut && (
        <Notice tone="trouble">
          {t('client.optedOut', {
            date: date(optOut.at),
            source: t(`optOutSource.${optOut.source}`, { defaultValue: optOut.source }),
          })}{' '}
          {optOut.confirmedAt ? t('conversations.optOutConfirmed', { at: moment(optOut.confirmedAt) }) : ''}
        </Notice>
      )}
      {conversation.marketingHold && <Hold id={conversation.id} />}
      {clientId === null && <Stranger conversation={conversation} />}
    </>
  );
}

function Hold({ id }: { id: number }) {
  const { t } = useTranslation();
  const mayDecide = useMay('approve');
  const settling = useSettling(id);
  return (
    <Notice
      tone="waiting"
      action={
        mayDecide && (
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              disabled={settling.isPending}
              onClick={() => settling.mutate({ what: 'decide-hold', body: { optsOut: true } })}
              data-testid="hold-is-no"
            >
              {t('conversations.hold.isNo')}
            </Button>
            <Button
              size="sm"
              disabled={settling.isPending}
              onClick={() => settling.mutate({ what: 'decide-hold', body: { optsOut: false } })}
              data-testid="hold-is-none"
            >
              {t('conversations.hold.isNone')}
            </Button>
          </div>
        )
      }
    >
      {t('conversations.hold.about')}
    </Notice>
  );
}

function Stranger({ conversation: { id, ignoredAt, ignoredBy } }: { conversation: ConversationDetail }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const mayDecide = useMay('approve');
  const [isLinking, setLinking] = useState(false);
  const settling = useSettling(id);
  return (
    <Notice
      action={
        mayDecide && (
          <div className="flex flex-wrap gap-2">
            <Button size="sm" icon="user" onClick={() => setLinking(true)} data-testid="stranger-link">
              {t('conversations.link.open')}
            </Button>
            <Button
              size="sm"
              look="quiet"
              icon={ignoredAt ? 'undo' : 'cross'}
              disabled={settling.isPending}
              onClick={() => settling.mutate({ what: ignoredAt ? 'unignore' : 'ignore' })}
              data-testid="stranger-ignore"
            >
              {t(ignoredAt ? 'conversations.unignore' : 'conversations.ignore')}
            </Button>
          </div>
        )
      }
    >
      {ignoredAt
        ? t('conversations.ignoredBy', { by: ignoredBy, at: moment(ignoredAt) })
        : t('conversations.strangerAbout')}
      {isLinking && <LinkDialog id={id} close={() => setLinking(false)} />}
    </Notice>
  );
}

/** People are looked for by the API: a club has more than fit into a list. */
function LinkDialog({ id, close }: { id: number; close: () => void }) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const { data, isFetching } = usePeople(q.trim());
  const settling = useSettling(id, close);
  return (
    <Dialog open onClose={close} title={t('conversations.link.title')} testId="link-dialog">
      <div className="space-y-3">
        <TextField
          label={t('conversations.search')}
          help={t('conversations.link.help')}
          value={q}
          autoFocus
          onChange={(event) => setQ(event.target.value)}
          data-testid="link-search"
        />
        {isFetching && !data && <SkeletonLines lines={3} />}
        {data?.items.length === 0 && <p className="text-ink-2">{t('table.nothingFits')}</p>}
        {data && data.items.length > 0 && (
          <ul className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line">
            {data.items.map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  disabled={settling.isPending}
                  className="flex w-full items-baseline justify-between gap-3 px-3 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
                  onClick={() => settling.mutate({ what: 'link', body: { clientId: person.id } })}
                  data-testid="link-person"
                >
                  <span className="truncate font-medium text-ink">{person.name || t('clients.nameless')}</span>
                  <span className="tabular text-sm whitespace-nowrap text-ink-2">{person.phone ?? '–'}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
