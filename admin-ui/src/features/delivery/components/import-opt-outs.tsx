/** Earlier opt-outs brought along: a file or pasted lines, looked at first, then stored. */

import { useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OptOutImported } from '../../../../../contracts/http/opt-outs.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { TextArea } from '../../../components/field.tsx';
import { Notice } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useImport } from '../api/opt-outs.ts';

export function ImportOptOuts({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [seen, setSeen] = useState<OptOutImported | null>(null);
  const importing = useImport((imported) => {
    if (imported.isPreview) setSeen(imported);
    else {
      toast(t('optOuts.import.done', { count: imported.stored }));
      close();
    }
  });
  const write = (words: string): void => {
    setText(words);
    setSeen(null);
  };
  const read = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = event.target.files ?? [];
    if (file) write(await file.text());
  };
  const isEmpty = text.trim() === '';
  return (
    <Dialog open onClose={close} title={t('optOuts.import.title')} wide testId="import-dialog">
      <div className="space-y-4">
        <label className="block text-sm font-medium text-ink">
          {t('optOuts.import.file')}
          <input
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={(event) => void read(event)}
            className="mt-1.5 block w-full text-sm text-ink-2"
            data-testid="import-file"
          />
        </label>
        <TextArea
          label={t('optOuts.import.lines')}
          help={t('optOuts.import.help')}
          rows={8}
          value={text}
          onChange={(event) => write(event.target.value)}
          data-testid="import-text"
        />
        {seen && <Preview seen={seen} />}
        <div className="flex flex-wrap justify-end gap-2 max-md:flex-col-reverse">
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button
            look="primary"
            busy={importing.isPending}
            disabled={isEmpty || importing.isPending || seen?.stored === 0}
            onClick={() => importing.mutate({ text, isPreview: seen === null })}
            data-testid="import-go"
          >
            {seen ? t('optOuts.import.store', { count: seen.stored }) : t('optOuts.import.look')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Preview({ seen: { stored, known, bad, badCount } }: { seen: OptOutImported }) {
  const { t } = useTranslation();
  return (
    <div className="space-y-2" data-testid="import-preview">
      <Notice tone={badCount > 0 ? 'waiting' : 'info'}>
        {t('optOuts.import.found', { count: stored })} {t('optOuts.import.known', { count: known })}{' '}
        {t('optOuts.import.bad', { count: badCount })}
      </Notice>
      {bad.length > 0 && (
        <ul
          className="max-h-40 space-y-1 overflow-y-auto text-sm text-ink-2"
          tabIndex={0}
          aria-label={t('optOuts.import.badLines')}
        >
          {bad.map(({ line, reason }) => (
            <li key={`${String(line)}-${reason}`} className="tabular">
              {t('optOuts.import.line', { line })} {t(`optOuts.import.reason.${reason}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
