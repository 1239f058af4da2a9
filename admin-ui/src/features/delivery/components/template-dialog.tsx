/** One template in full: how it reads, what happened to it, and what may be done with it. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../../../../contracts/http/templates.ts';
import { Button } from '../../../components/button.tsx';
import { ask as confirm, Dialog } from '../../../components/dialog.tsx';
import { TextArea } from '../../../components/field.tsx';
import { Bubble, partsOf } from '../../../components/phone.tsx';
import { Notice } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';
import type { useTemplateActs } from '../api/templates.ts';
import { useLanguageName } from './template-card.tsx';
import { TemplateHistory } from './template-history.tsx';
import { TemplateStatus, useTemplateNotes } from './template-status.tsx';

interface TemplateDialogProps {
  template: Template;
  acts: ReturnType<typeof useTemplateActs>;
  close: () => void;
}

export function TemplateDialog({ template, acts, close }: TemplateDialogProps) {
  const { t } = useTranslation();
  const name = useLanguageName();
  const notes = useTemplateNotes()(template);
  const [text, setText] = useState<string | null>(null);
  const { moment } = useFormats();
  const scenario = t(`scenario.${template.scenario}`, { defaultValue: template.scenario });
  return (
    <Dialog open side onClose={close} title={`${scenario} · ${name(template.language)}`} testId="template-dialog">
      <div className="space-y-5">
        <div className="flex flex-wrap items-center gap-2">
          <TemplateStatus template={template} />
          <span className="text-sm text-ink-3">{t('templates.since', { at: moment(template.statusSince) })}</span>
        </div>
        {notes.length > 0 && (
          <Notice tone={template.status === 'APPROVED' && template.refusedCode === null ? 'info' : 'waiting'}>
            {notes.join(' ')}
          </Notice>
        )}
        {text === null ? (
          <Preview template={template} />
        ) : (
          <Edit template={template} text={text} setText={setText} acts={acts} />
        )}
        {text === null && <Acts template={template} acts={acts} edit={() => setText(template.body)} close={close} />}
        <TemplateHistory templateId={template.id} />
      </div>
    </Dialog>
  );
}

function Preview({ template }: { template: Template }) {
  const { t } = useTranslation();
  const buttons = template.parts.flatMap((part) => part.buttons);
  return (
    <div className="flex flex-col gap-1 rounded-md bg-chat p-3" data-testid="template-preview">
      <Bubble ours>
        {partsOf(template.body).map((part, index) =>
          'fixed' in part ? (
            <span key={index}>{part.fixed}</span>
          ) : (
            <em key={index} className="rounded-[4px] bg-surface px-1 text-ink-2 not-italic">
              {t(`variable.${template.variables[part.variable] ?? ''}`, {
                defaultValue: t('phone.variable', { number: part.variable + 1 }),
              })}
            </em>
          ),
        )}
      </Bubble>
      {buttons.map((words) => (
        <span
          key={words}
          className="max-w-[88%] self-end rounded-[10px] bg-bubble-ours px-3 py-1.5 text-sm font-medium text-bubble-ink shadow-shade"
        >
          {words}
        </span>
      ))}
    </div>
  );
}

function Edit({
  template,
  text,
  setText,
  acts,
}: {
  template: Template;
  text: string;
  setText: (text: string | null) => void;
  acts: TemplateDialogProps['acts'];
}) {
  const { t } = useTranslation();
  const send = async (): Promise<void> => {
    const isSure =
      template.status !== 'APPROVED' ||
      (await confirm({
        title: t('templates.editApprovedTitle'),
        body: t('templates.editApprovedBody'),
        confirm: t('templates.sendForReview'),
      })) !== null;
    if (isSure) acts.edit.mutate({ id: template.id, body: text }, { onSuccess: () => setText(null) });
  };
  return (
    <div className="space-y-3">
      <TextArea
        label={t('templates.text')}
        help={t('templates.textHelp', { one: '{{1}}', two: '{{2}}' })}
        value={text}
        rows={8}
        maxLength={1024}
        autoFocus
        onChange={(event) => setText(event.target.value)}
        data-testid="template-text"
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => setText(null)}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          busy={acts.edit.isPending}
          disabled={text.trim() === '' || text.trim() === template.body}
          onClick={() => void send()}
          data-testid="template-send"
        >
          {t('templates.sendForReview')}
        </Button>
      </div>
    </div>
  );
}

function Acts({
  template,
  acts,
  edit,
  close,
}: Pick<TemplateDialogProps, 'template' | 'acts' | 'close'> & { edit: () => void }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const mayChange = useMay('change_rules');
  if (!mayChange) return <Notice>{t('templates.readOnly')}</Notice>;
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('templates.deleteTitle'),
      body: t('templates.deleteBody'),
      confirm: t('templates.delete'),
      danger: true,
    });
    if (yes !== null) acts.remove.mutate(template.id, { onSuccess: close });
  };
  const limit = template.editRefusal;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        {template.maySubmit && (
          <Button
            look="primary"
            icon="send"
            busy={acts.submit.isPending}
            onClick={() => acts.submit.mutate({ ids: [template.id] })}
            data-testid="template-submit"
          >
            {t('templates.submit')}
          </Button>
        )}
        {template.mayEdit && (
          <Button icon="edit" onClick={edit} data-testid="template-edit">
            {t('templates.edit')}
          </Button>
        )}
        {template.mayDelete && (
          <Button
            look="danger"
            busy={acts.remove.isPending}
            onClick={() => void remove()}
            data-testid="template-delete"
          >
            {t('templates.delete')}
          </Button>
        )}
      </div>
      {limit?.code === 'template_edit_limit' && limit.until !== null && (
        <p className="text-sm text-ink-3">{t('templates.editFrom', { at: moment(limit.until) })}</p>
      )}
    </div>
  );
}
