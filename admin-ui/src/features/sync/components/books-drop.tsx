/** Where the five files are dropped or chosen, with what is there and what is still missing. */

import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { BOOK_PARTS, type BookPart, type Chosen, FILE_NAMES } from '../api/books.ts';

interface BooksDropProps {
  chosen: Chosen;
  isReading: boolean;
  take: (files: File[]) => void;
  drop: (part: BookPart) => void;
}

export function BooksDrop({ chosen, isReading, take, drop }: BooksDropProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const count = BOOK_PARTS.filter((part) => chosen[part]).length;

  const over = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };

  return (
    <Card title={t('books.files')} hint={t('books.filesHint')} flush testId="books-files">
      <div
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
        className={`m-4 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md border border-dashed px-4 py-5 transition-colors ${isOver ? 'border-accent bg-accent-soft' : 'border-line-strong'}`}
      >
        <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-sunken text-ink-3">
          <Icon name="table" size={20} />
        </span>
        <div className="min-w-0 flex-1 basis-48">
          <p className="font-medium text-ink">{t(isOver ? 'books.letGo' : 'books.dropHere')}</p>
          <p className="text-sm text-ink-3" aria-live="polite">
            {t('books.chosen', { count, of: BOOK_PARTS.length })}
          </p>
        </div>
        <Button
          look={count === BOOK_PARTS.length ? 'plain' : 'primary'}
          busy={isReading}
          onClick={() => input.current?.click()}
        >
          {t('books.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          accept=".csv,text/csv"
          className="sr-only"
          tabIndex={-1}
          aria-label={t('books.choose')}
          data-testid="books-input"
          onChange={(event) => {
            take([...(event.target.files ?? [])]);
            // The same file, mended, may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      <ul className="divide-y divide-line border-t border-line">
        {BOOK_PARTS.map((part) => (
          <FileLine key={part} part={part} chosen={chosen} drop={drop} />
        ))}
      </ul>
    </Card>
  );
}

function FileLine({ part, chosen, drop }: Pick<BooksDropProps, 'chosen' | 'drop'> & { part: BookPart }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const file = chosen[part];
  return (
    <li className="flex min-h-14 items-center gap-3 px-4 py-2" data-testid={`books-file-${part}`}>
      <span
        className={`flex size-6 shrink-0 items-center justify-center rounded-full ${file ? 'bg-green-soft text-green' : 'bg-sunken text-ink-3'}`}
      >
        <Icon name={file ? 'check' : 'minus'} size={14} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink">{t(`books.part.${part}`)}</p>
        <p className="truncate text-sm text-ink-3">{file ? file.name : FILE_NAMES[part]}</p>
      </div>
      {file ? (
        <>
          <span className="tabular text-sm text-ink-2">
            {t('books.kilobytes', { size: number(Math.max(1, Math.round(file.bytes / 1024))) })}
          </span>
          <IconButton
            icon="cross"
            size={16}
            label={t('books.takeAway', { name: file.name })}
            onClick={() => drop(part)}
          />
        </>
      ) : (
        <span className="text-sm text-ink-3">{t('books.missing')}</span>
      )}
    </li>
  );
}
