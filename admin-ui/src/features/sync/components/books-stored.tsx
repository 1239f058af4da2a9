/** What was imported: how far it has been copied, and every upload so far. */

import { useTranslation } from 'react-i18next';
import type { BooksUpload, ImportedBooks } from '../../../../../contracts/http/books.ts';
import { Card } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Notice } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useCopying } from '../api/books.ts';

export function BooksImported({ imported }: { imported: ImportedBooks }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { counts } = imported;
  const wanted = counts.visits + counts.noShows + counts.cancellations + counts.bookings;
  const copied = Math.min(useCopying(true).data?.rows.visits ?? 0, wanted);
  const isDone = copied === wanted;
  return (
    <Card
      testId="books-imported"
      title={
        <span className="flex items-center gap-2.5">
          {t('books.imported')}
          <Chip tone={isDone ? 'good' : 'moving'}>{t(isDone ? 'books.copied' : 'books.copying')}</Chip>
        </span>
      }
      action={<Go to="/system">{t('books.toSync')}</Go>}
    >
      <div
        role="progressbar"
        aria-label={t('books.copying')}
        aria-valuemin={0}
        aria-valuemax={wanted}
        aria-valuenow={copied}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full transition-[width] duration-500 ${isDone ? 'bg-green' : 'bg-blue'}`}
          style={{ width: `${String(wanted === 0 ? 100 : Math.round((copied / wanted) * 100))}%` }}
        />
      </div>
      <p className="tabular mt-2 text-sm text-ink-2">
        {t('books.copiedOf', { copied: number(copied), wanted: number(wanted) })}
      </p>
      {imported.badLines > 0 && (
        <Notice tone="waiting" className="mt-3">
          {t('books.setAside', { count: imported.badLines })}
        </Notice>
      )}
    </Card>
  );
}

export function BooksUploads({ uploads }: { uploads: BooksUpload[] }) {
  const { t } = useTranslation();
  const { moment, ago, number } = useFormats();
  if (uploads.length === 0) return null;
  return (
    <Card title={t('books.uploads')} hint={t('books.uploadsHint')} flush testId="books-uploads">
      <ol className="divide-y divide-line">
        {uploads.map((upload, index) => (
          <li key={`${upload.uploadedAt} ${String(index)}`} className="px-4 py-3">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink">
              <span className="font-medium">{moment(upload.uploadedAt)}</span>
              <span className="text-ink-3">
                {ago(upload.uploadedAt)} · {upload.uploadedBy}
              </span>
              {index === 0 && <Chip tone="good">{t('books.inUse')}</Chip>}
            </p>
            <p className="tabular mt-0.5 text-sm text-ink-2">
              {[
                t('books.uploadCounts', {
                  clients: upload.counts.clients,
                  visits: upload.counts.visits,
                }),
                upload.shiftDays === 0
                  ? t('books.dates.kept')
                  : t('books.dates.moved', { count: upload.shiftDays, days: number(upload.shiftDays) }),
                ...(upload.badLines > 0
                  ? [t('books.bad.title', { count: upload.badLines, shown: number(upload.badLines) })]
                  : []),
              ].join(' · ')}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
