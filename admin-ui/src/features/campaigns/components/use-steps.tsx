/** A long list that is there as a whole is shown in steps: what is shown, and the button for more. */

import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';

const STEP = 50;

export function useSteps<Row>(rows: readonly Row[]): { shown: Row[]; more: ReactNode } {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(STEP);
  const more = rows.length > limit && (
    <div className="mt-3 flex justify-center">
      <Button onClick={() => setLimit(limit + STEP)}>
        {t('table.more', { count: Math.min(STEP, rows.length - limit) })}
      </Button>
    </div>
  );
  return { shown: rows.slice(0, limit), more };
}
