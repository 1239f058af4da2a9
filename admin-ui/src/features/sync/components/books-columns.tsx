/** Which columns of each file are read, for whoever makes the export. */

import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/card.tsx';
import { BOOK_PARTS, COLUMNS } from '../api/books.ts';

export function BooksColumns() {
  const { t } = useTranslation();
  return (
    <Card title={t('books.columns')} hint={t('books.columnsHint')}>
      <dl className="space-y-3">
        {BOOK_PARTS.map((part) => (
          <div key={part}>
            <dt className="text-sm font-medium text-ink">{t(`books.part.${part}`)}</dt>
            <dd className="mt-1 flex flex-wrap gap-1">
              {COLUMNS[part].map((column) => (
                <span key={column} className="rounded-sm bg-sunken px-1.5 text-sm text-ink-2">
                  {column}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
