/** Every line that cannot be read, by its file and number and in words; what stops the import comes first. */

import { useTranslation } from 'react-i18next';
import type { BadBookLine, BooksPreview } from '../../../../../contracts/http/books.ts';
import { Icon } from '../../../components/icon.tsx';
import { Notice } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';

export function BooksBadLines({ preview: { badLines, canImport } }: { preview: BooksPreview }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const columns = useColumns();
  if (badLines.total === 0) {
    return (
      <p className="flex items-center gap-2 text-ink-2" data-testid="books-all-read">
        <Icon name="check" className="text-green" />
        {t('books.allRead')}
      </p>
    );
  }
  return (
    <section aria-labelledby="bad-lines" className="space-y-3" data-testid="books-bad-lines">
      <h2 id="bad-lines" className="font-semibold text-ink">
        {t('books.bad.title', { count: badLines.total, shown: number(badLines.total) })}
      </h2>
      <Notice tone={canImport ? 'waiting' : 'trouble'}>{t(canImport ? 'books.bad.leftOut' : 'books.bad.stops')}</Notice>
      <DataTable
        label={t('books.bad.label')}
        columns={columns}
        rowKey={(line) => `${line.file} ${String(line.line)} ${line.column ?? ''} ${line.problem}`}
        rowTestId="books-bad-line"
        result={{
          data: { items: badLines.shown, total: badLines.total },
          error: null,
          isPending: false,
          isPlaceholderData: false,
          refetch: () => undefined,
        }}
        empty={null}
      />
      {badLines.total > badLines.shown.length && (
        <p className="text-sm text-ink-3">{t('books.bad.more', { count: badLines.total - badLines.shown.length })}</p>
      )}
    </section>
  );
}

function useColumns(): Column<BadBookLine>[] {
  const { t } = useTranslation();
  const { number } = useFormats();
  return [
    {
      key: 'file',
      title: t('books.bad.file'),
      card: 'title',
      className: 'whitespace-nowrap font-medium',
      cell: (bad) => bad.file,
    },
    {
      key: 'line',
      title: t('books.bad.line'),
      align: 'end',
      card: 'fact',
      cell: (bad) => (bad.line === null ? null : number(bad.line)),
    },
    { key: 'column', title: t('books.bad.column'), card: 'fact', className: 'text-ink-2', cell: (bad) => bad.column },
    {
      key: 'what',
      title: t('books.bad.what'),
      card: 'line',
      cell: (bad) => t(`books.problem.${bad.problem}`, { defaultValue: bad.words }),
    },
  ];
}
