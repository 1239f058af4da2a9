/** The message in the client's phone; editing happens right there, around the template's fixed words. */

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { inputClass } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Bubble, PhoneFrame, TemplateEditor } from '../../../components/phone.tsx';
import { Notice, useProblemWords } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';
import type { Row } from '../api/approvals.ts';
import { edit, forget } from '../api/decisions.ts';
import { useDecidedWords } from './decided-words.ts';
import { Translation } from './translation.tsx';

export function ApprovalPhone({
  row,
  isEditing,
  stopEditing,
}: {
  row: Row;
  isEditing: boolean;
  stopEditing: () => void;
}) {
  const { t } = useTranslation();
  const { company } = useSession();
  const { time } = useFormats();
  const decided = useDecidedWords();
  const problem = useProblemWords();
  const { approval, state } = row;
  const isOver = state === 'decided';
  return (
    <div className="space-y-4" data-testid="approval-message">
      {(isOver || state === 'rewriting') && (
        <Notice tone={state === 'rewriting' ? 'waiting' : 'info'}>
          <span data-testid="decided-elsewhere">{decided(row)}</span>
        </Notice>
      )}
      {row.fate?.fate === 'refused' && (
        <Notice
          tone="trouble"
          action={
            <Button size="sm" onClick={() => forget(approval.id)}>
              {t('action.lookAgain')}
            </Button>
          }
        >
          <strong>{problem(row.fate.problem).title}</strong> {problem(row.fate.problem).detail}
        </Notice>
      )}
      <PhoneFrame name={company.name}>
        <p className="self-center rounded-full bg-surface/70 px-3 py-0.5 text-xs text-ink-2">
          {t(approval.kind === 'template' ? 'approvals.opensConversation' : 'approvals.insideWindow')}
        </p>
        {isEditing ? (
          <EditBubble row={row} done={stopEditing} />
        ) : (
          <Bubble ours dim={isOver} time={time(approval.awaitingSince ?? approval.createdAt)}>
            {(isOver ? row.now?.text : null) ?? approval.text ?? '…'}
          </Bubble>
        )}
      </PhoneFrame>
      {!isEditing && <Translation row={row} />}
      {approval.bookingSlot && <Notice tone="good">{t('approvals.alsoBooks')}</Notice>}
    </div>
  );
}

function EditBubble({ row: { approval }, done }: { row: Row; done: () => void }) {
  const { t } = useTranslation();
  const { api } = useSession();
  const isTemplate = approval.kind === 'template' && approval.templateBody !== null && approval.variables !== null;
  const [values, setValues] = useState(approval.variables ?? []);
  const [text, setText] = useState(approval.text ?? '');
  const saving = useAct(
    () => edit(api, approval, isTemplate ? { variables: values.map((value) => value.trim()) } : { text: text.trim() }),
    {
      done: () => {
        toast(t('approvals.edited'));
        done();
      },
    },
  );
  const isEmpty = isTemplate ? values.some((value) => value.trim() === '') : text.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isEmpty) saving.mutate(undefined);
  };
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') done();
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event);
      }}
      data-testid="edit-form"
      className="w-full self-end rounded-[10px] rounded-br-[3px] bg-bubble-ours px-3 py-2.5 text-bubble-ink"
    >
      {isTemplate ? (
        <TemplateEditor
          body={approval.templateBody ?? ''}
          names={approval.templateVariables}
          values={values}
          onChange={setValues}
        />
      ) : (
        <textarea
          aria-label={t('approvals.text')}
          autoFocus
          rows={6}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`field-sizing-content py-1.5 ${inputClass}`}
        />
      )}
      {isTemplate && (
        <p className="mt-2 flex items-center gap-1.5 text-xs text-bubble-ink-2">
          <Icon name="lock" size={14} />
          {t('phone.lockedHint', { left: 500 - (values.at(-1)?.length ?? 0) })}
        </p>
      )}
      <div className="mt-3 flex justify-end gap-2">
        <Button size="sm" onClick={done}>
          {t('action.cancel')}
        </Button>
        <Button
          size="sm"
          type="submit"
          look="primary"
          busy={saving.isPending}
          disabled={isEmpty}
          data-testid="edit-save"
        >
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
