/** Importing books: choose the five files, see what they hold and which lines cannot be read, then import. */

import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BooksPreview, BooksRefusal, ImportedBooks, StoredBooks } from '../../../../../contracts/http/books.ts';
import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/dialog.tsx';
import { Page } from '../../../components/page.tsx';
import { SystemTabs } from '../../../components/settings-tabs.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { newKey } from '../../../platform/keys.ts';
import {
  BOOK_PARTS,
  type BookPart,
  type Chosen,
  MOST_BYTES,
  partOf,
  readFile,
  useImport,
  usePreview,
  useStoredBooks,
} from '../api/books.ts';
import { BooksBadLines } from '../components/books-bad-lines.tsx';
import { BooksColumns } from '../components/books-columns.tsx';
import { BooksDrop } from '../components/books-drop.tsx';
import { BooksDates, BooksExamples, BooksFound, BooksServices } from '../components/books-preview.tsx';
import { BooksImported, BooksUploads } from '../components/books-stored.tsx';

export function BooksPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useStoredBooks();
  return (
    <Page title={t('nav.system')}>
      <SystemTabs />
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={8} />}
      {data && <Books stored={data} />}
    </Page>
  );
}

/** The files as they are chosen one by one or together, and the preview that follows once all five are there. */
function useChosen() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen>({});
  /** Files are read while others are taken away or added: each change is made to what is there by then. */
  const latest = useRef<Chosen>({});
  const [key, setKey] = useState(newKey);
  const [reading, setReading] = useState(0);
  const preview = usePreview();

  const change = (next: Chosen): void => {
    latest.current = next;
    setChosen(next);
    setKey(newKey());
    preview.reset();
    if (BOOK_PARTS.every((part) => next[part])) preview.mutate(next);
  };
  const take = async (files: File[]): Promise<void> => {
    const strangers = files.filter((file) => partOf(file.name) === null);
    const found: Chosen = {};
    setReading((before) => before + 1);
    try {
      for (const file of files) {
        const part = partOf(file.name);
        if (part) found[part] = await readFile(file);
      }
    } catch {
      // A file that was moved, changed or locked since it was chosen.
      toast(t('books.notRead'), { tone: 'trouble', detail: t('books.notReadHelp') });
      return;
    } finally {
      setReading((before) => before - 1);
    }
    const next = { ...latest.current, ...found };
    if (strangers.length > 0) {
      toast(t('books.strangers', { count: strangers.length, names: strangers.map(({ name }) => name).join(', ') }), {
        tone: 'trouble',
        detail: t('books.strangersHelp'),
      });
    }
    const bytes = BOOK_PARTS.reduce((sum, part) => sum + (next[part]?.bytes ?? 0), 0);
    if (bytes > MOST_BYTES) toast(t('books.tooLarge'), { tone: 'trouble' });
    else if (files.length > strangers.length) change(next);
  };
  const drop = (part: BookPart): void => {
    const { [part]: _, ...rest } = latest.current;
    change(rest);
  };
  return {
    chosen,
    key,
    isReading: reading > 0,
    preview,
    take,
    drop,
    clear: () => change({}),
    again: () => change(chosen),
  };
}

function Books({ stored }: { stored: StoredBooks }) {
  const { t } = useTranslation();
  const { chosen, key, isReading, preview, take, drop, clear, again } = useChosen();
  const [moveDates, setMoveDates] = useState(false);
  const [imported, setImported] = useState<ImportedBooks | null>(null);
  const sentences = useSentences();
  const importing = useImport((answer) => {
    setImported(answer);
    clear();
    toast(t('books.done'));
    // The progress is at the top; whoever listens is told where they are.
    document.getElementById('page-title')?.focus();
  });
  const start = async (found: BooksPreview): Promise<void> => {
    const isSure = await ask({
      title: t(stored.isInUse ? 'books.sureAgain' : 'books.sure'),
      body: (
        <ul className="list-disc space-y-1 pl-5">
          {sentences(found, moveDates, stored.isInUse).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ),
      confirm: t('books.import'),
    });
    if (isSure !== null) importing.mutate({ chosen, moveDates, key });
  };
  const found = preview.data;

  return (
    // What is there for screen readers only is placed by the nearest frame: without this one it would lengthen the page.
    <div className="relative space-y-4">
      <p className="max-w-2xl text-pretty text-ink-2">{t('books.lead')}</p>
      {stored.refusal && <Refusal refusal={stored.refusal} />}
      {imported && <BooksImported imported={imported} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="min-w-0 space-y-4">
          <BooksDrop chosen={chosen} isReading={isReading} take={(files) => void take(files)} drop={drop} />
          {preview.isPending && (
            <div className="rounded-md border border-line bg-surface p-4">
              <SkeletonLines lines={6} />
            </div>
          )}
          {preview.error !== null && <ProblemNote failure={preview.error} retry={again} />}
          {found && (
            <>
              <BooksFound preview={found} />
              <BooksBadLines preview={found} />
              <BooksExamples preview={found} />
            </>
          )}
        </div>
        <div className="min-w-0 space-y-4">
          {found && <BooksDates preview={found} moveDates={moveDates} choose={setMoveDates} />}
          {found && (
            <Button
              look="primary"
              size="lg"
              className="w-full"
              icon="sync"
              busy={importing.isPending}
              disabled={!found.canImport || stored.refusal !== null}
              onClick={() => void start(found)}
              data-testid="books-import"
            >
              {t('books.import')}
            </Button>
          )}
          {found ? <BooksServices preview={found} /> : <BooksColumns />}
          <BooksUploads uploads={stored.uploads} />
        </div>
      </div>
    </div>
  );
}

/** What pressing the button will do, before it is pressed. */
function useSentences() {
  const { t } = useTranslation();
  const { number } = useFormats();
  return ({ counts, badLines, shiftDays }: BooksPreview, moveDates: boolean, isAgain: boolean): string[] => [
    t('books.will', { clients: counts.clients, visits: counts.visits }),
    moveDates ? t('books.dates.moved', { count: shiftDays, days: number(shiftDays) }) : t('books.dates.kept'),
    ...(badLines.total > 0 ? [t('books.willLeaveOut', { count: badLines.total })] : []),
    ...(isAgain ? [t('books.willReplace')] : []),
    t('books.invented'),
  ];
}

function Refusal({ refusal }: { refusal: BooksRefusal }) {
  const { t } = useTranslation();
  return (
    <Notice tone="waiting">
      <span data-testid="books-refusal">{t(`books.refusal.${refusal}`)}</span>
    </Notice>
  );
}
