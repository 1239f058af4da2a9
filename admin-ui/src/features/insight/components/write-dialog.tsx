/** Writing to one client by hand: inside the approved template, or freely while the 24-hour window is open; shown as they will read it. */

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { TextArea } from '../../../components/field.tsx';
import { Bubble, partsOf, PhoneFrame } from '../../../components/phone.tsx';
import { toast } from '../../../components/toast.tsx';
import { newKey } from '../../../platform/keys.ts';
import { useGo } from '../../../platform/paths.ts';
import { useSession } from '../../../platform/session.ts';
import { useWrite } from '../api/clients.ts';

const TEMPLATE_LIMIT = 500;
const TEXT_LIMIT = 4000;

export function WriteDialog({ client, close }: { client: ClientDetail; close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const { company } = useSession();
  // Other words are another message, also after a send whose answer was lost.
  const [{ text, key }, setDraft] = useState(() => ({ text: '', key: newKey() }));
  const writing = useWrite((message) => {
    close();
    toast(
      t(
        message.status === 'awaiting_approval' || message.mode === 'moderation'
          ? 'client.writtenForApproval'
          : 'client.written',
      ),
      { action: { label: t('action.open'), act: () => go(`/messages/${String(message.id)}`) } },
    );
  });
  const { body, kind, firstName } = client.writing;
  const isTemplate = kind === 'template' && body !== null;
  const limit = isTemplate ? TEMPLATE_LIMIT : TEXT_LIMIT;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') writing.mutate({ clientId: client.id, text: text.trim(), key });
  };
  return (
    <Dialog open onClose={close} title={t('client.writeTo', { name: client.name })} wide testId="write-dialog">
      <form onSubmit={submit} className="grid gap-5 md:grid-cols-[minmax(0,1fr)_280px]">
        <div className="flex flex-col gap-4">
          <TextArea
            label={t(isTemplate ? 'client.personalPart' : 'client.message')}
            help={`${t(isTemplate ? 'client.templateHelp' : 'client.windowHelp')} ${t('client.left', { count: limit - text.length })}`}
            rows={7}
            maxLength={limit}
            autoFocus
            value={text}
            data-testid="write-text"
            onChange={({ target: { value } }) =>
              setDraft({ text: isTemplate ? value.replaceAll(/[\r\n\t]+/g, ' ') : value, key: newKey() })
            }
          />
          <div className="mt-auto flex justify-end gap-2 max-md:flex-col-reverse">
            <Button onClick={close}>{t('action.cancel')}</Button>
            <Button
              type="submit"
              look="primary"
              icon="send"
              busy={writing.isPending}
              disabled={text.trim() === ''}
              data-testid="write-send"
            >
              {t('client.send')}
            </Button>
          </div>
        </div>
        <PhoneFrame name={company.name} className="max-md:order-first">
          <Bubble ours>
            {isTemplate
              ? partsOf(body).map((part, index) =>
                  'fixed' in part ? (
                    <span key={index} className="text-bubble-ink-2">
                      {part.fixed}
                    </span>
                  ) : (
                    <span key={index}>{part.variable === 0 ? firstName : text || '…'}</span>
                  ),
                )
              : text || '…'}
          </Bubble>
        </PhoneFrame>
      </form>
    </Dialog>
  );
}
