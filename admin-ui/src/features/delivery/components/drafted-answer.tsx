/** An answer that waits for a yes, decided where it will be read: approved as it is, changed first, written anew, or refused. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, MessageDetail } from '../../../../../contracts/http/delivery.ts';
import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/dialog.tsx';
import { TextArea } from '../../../components/field.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';
import { useDeciding, useDraft } from '../api/conversations.ts';

const LIMIT = 4000;

export function DraftedAnswer({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useDraft(message.id);
  if (message.status === 'drafting') return <Notice>{t('conversations.draft.writing')}</Notice>;
  if (!data) return error ? <ProblemNote failure={error} retry={() => void refetch()} /> : <SkeletonLines lines={3} />;
  // Another version is another text: what was typed over the one before is not carried into it.
  return <Draft key={data.version} draft={data} />;
}

function Draft({ draft }: { draft: MessageDetail }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const mayApprove = useMay('approve');
  const [text, setText] = useState(draft.text ?? '');
  const { decide, isPending, what } = useDeciding(draft);
  const isChanged = text.trim() !== (draft.text ?? '');
  const isBooking = draft.bookingSlot !== null;
  const refuse = async (): Promise<void> => {
    const reason = await ask({
      title: t('conversations.draft.rejectTitle'),
      confirm: t('approvals.reject'),
      danger: true,
      reason: { label: t('conversations.draft.reason'), required: true },
    });
    if (reason !== null) decide({ what: 'reject', text: reason });
  };
  const rewrite = async (): Promise<void> => {
    const wish = await ask({
      title: t('approvals.rewrite'),
      confirm: t('approvals.rewrite'),
      reason: { label: t('conversations.draft.wish'), required: false },
    });
    if (wish !== null) decide({ what: 'rewrite', text: wish });
  };
  return (
    <section
      aria-label={t('conversations.draft.title')}
      className="space-y-3 rounded-md border border-line bg-surface p-4 shadow-shade"
      data-testid="drafted-answer"
    >
      <h3 className="font-semibold text-ink">{t('conversations.draft.title')}</h3>
      {draft.bookingSlot && (
        <p className="text-ink-2">
          {t('conversations.draft.books', {
            at: moment(draft.bookingSlot.startsAt),
            staff: draft.bookingSlot.staffName ?? '–',
          })}
        </p>
      )}
      <TextArea
        label={t('conversations.draft.text')}
        rows={4}
        maxLength={LIMIT}
        value={text}
        readOnly={!mayApprove}
        onChange={(event) => setText(event.target.value)}
        data-testid="draft-text"
      />
      {mayApprove && (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            icon="check"
            busy={isPending && what === 'approve'}
            disabled={isPending || text.trim() === ''}
            onClick={() => decide({ what: 'approve', text: isChanged ? text.trim() : null })}
            className="max-md:w-full"
            data-testid="draft-approve"
          >
            {t(
              isBooking
                ? 'approvals.bookAndConfirm'
                : isChanged
                  ? 'conversations.draft.saveAndApprove'
                  : 'approvals.approve',
            )}
          </Button>
          <Button disabled={isPending} icon="rewrite" onClick={() => void rewrite()} data-testid="draft-rewrite">
            {t('approvals.rewrite')}
          </Button>
          <Button disabled={isPending} icon="cross" onClick={() => void refuse()} data-testid="draft-reject">
            {t('approvals.reject')}
          </Button>
          {isChanged && (
            <Button look="quiet" icon="undo" onClick={() => setText(draft.text ?? '')} data-testid="draft-undo">
              {t('action.undo')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
