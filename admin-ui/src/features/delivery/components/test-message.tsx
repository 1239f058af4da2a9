/** A template to one's own phone: whose numbers are listed, what is sent, and what became of it. */

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountHealth } from '../../../../../contracts/http/delivery.ts';
import { LANGUAGES } from '../../../../../contracts/http/common.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { MessageStatusChip } from '../../../components/chip.tsx';
import { ask, Dialog } from '../../../components/dialog.tsx';
import { SelectField, Switch, TextField } from '../../../components/field.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useTesting, useTestNumbers, useTestSends } from '../api/account.ts';

export function TestMessage({ templates }: { templates: AccountHealth['templates'] }) {
  const { t } = useTranslation();
  const mayTest = useMay('write_messages');
  const numbers = useTestNumbers().data?.numbers ?? [];
  const [isAdding, setAdding] = useState(false);
  const approved = templates.filter(({ status }) => status === 'APPROVED');
  const { send, remove } = useTesting({
    sent: () => toast(t('account.test.sent')),
    added: () => undefined,
    removed: () => toast(t('account.test.removed')),
  });
  const [chosen, setChosen] = useState({ phone: '', template: '' });
  if (!mayTest) return null;
  const phone = numbers.some((one) => one.phone === chosen.phone) ? chosen.phone : numbers[0]?.phone;
  const template = approved.find((one) => keyOf(one) === chosen.template) ?? approved[0];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const language = LANGUAGES.find((one) => one === template?.language);
    if (phone && template && language) send.mutate({ phone, template: template.name, language });
  };
  const forget = async (which: string): Promise<void> => {
    const yes = await ask({
      title: t('account.test.removeTitle', { phone: which }),
      confirm: t('account.test.remove', { phone: which }),
      danger: true,
    });
    if (yes !== null) remove.mutate(which);
  };
  return (
    <Card
      title={t('account.test.title')}
      hint={t('account.test.hint')}
      className="lg:col-span-2"
      action={
        <Button size="sm" icon="plus" onClick={() => setAdding(true)} data-testid="add-test-number">
          {t('account.test.add')}
        </Button>
      }
    >
      {numbers.length === 0 && <p className="text-ink-2">{t('account.test.none')}</p>}
      {approved.length === 0 && <p className="text-ink-2">{t('account.test.noTemplates')}</p>}
      {numbers.length > 0 && template && (
        <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <div className="min-w-44 flex-1">
            <SelectField
              label={t('account.test.number')}
              value={phone ?? ''}
              onChange={(event) => setChosen({ ...chosen, phone: event.target.value })}
            >
              {numbers.map((one) => (
                <option key={one.phone} value={one.phone}>
                  {one.name} · {one.phone}
                </option>
              ))}
            </SelectField>
          </div>
          <div className="min-w-52 flex-1">
            <SelectField
              label={t('account.test.template')}
              value={keyOf(template)}
              onChange={(event) => setChosen({ ...chosen, template: event.target.value })}
            >
              {approved.map((one) => (
                <option key={keyOf(one)} value={keyOf(one)}>
                  {t(`scenario.${one.scenario}`, { defaultValue: one.name })} · {one.language}
                </option>
              ))}
            </SelectField>
          </div>
          <Button type="submit" look="primary" busy={send.isPending} data-testid="send-test">
            {t('account.test.send')}
          </Button>
          {phone && (
            <Button type="button" look="quiet" onClick={() => void forget(phone)} data-testid="remove-test-number">
              {t('account.test.remove', { phone })}
            </Button>
          )}
        </form>
      )}
      <Newest />
      <AddNumber open={isAdding} close={() => setAdding(false)} />
    </Card>
  );
}

const keyOf = (template: { name: string; language: string }): string => `${template.name}/${template.language}`;

function Newest() {
  const { t } = useTranslation();
  const { brief } = useFormats();
  const words = useReasonWords('wait');
  const items = useTestSends().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="mt-5">
      <h3 className="mb-1 text-sm font-medium text-ink-2">{t('account.test.newest')}</h3>
      <ul className="divide-y divide-line" data-testid="test-sends">
        {items.slice(0, 5).map((item) => (
          <li key={item.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
            <MessageStatusChip status={item.status} />
            <span className="tabular">{item.phone}</span>
            <span className="min-w-0 flex-1 basis-48 truncate text-ink-2" title={item.text ?? undefined}>
              {item.reason ? words(item.reason) : item.text}
            </span>
            <time dateTime={item.createdAt} className="tabular text-ink-3">
              {brief(item.createdAt)}
            </time>
          </li>
        ))}
      </ul>
    </div>
  );
}

function AddNumber({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const [isOwn, setOwn] = useState(false);
  const { add } = useTesting({
    sent: () => undefined,
    removed: () => undefined,
    added: () => {
      toast(t('account.test.added'));
      setPhone('');
      setOwn(false);
      close();
    },
  });
  const digits = phone.replaceAll(/[\s()-]/g, '');
  const isWhole = /^\+[1-9]\d{6,14}$/.test(digits) && name.trim() !== '' && isOwn;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isWhole) add.mutate({ phone: digits, name: name.trim(), isOwn: true });
  };
  return (
    <Dialog open={open} onClose={close} title={t('account.test.addTitle')} testId="test-number-dialog">
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label={t('account.test.phone')}
          help={t('account.test.phoneHelp')}
          type="tel"
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
          autoFocus
        />
        <TextField
          label={t('account.test.name')}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <Switch label={t('account.test.own')} checked={isOwn} onChange={setOwn} testId="test-number-own" />
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={!isWhole} busy={add.isPending}>
            {t('account.test.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
