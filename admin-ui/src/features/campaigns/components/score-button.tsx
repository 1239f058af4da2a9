/** A score that opens into the sentences it is the sum of. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../components/dialog.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

type Reason = { code: string } & Record<string, unknown>;

export function ScoreButton({ name, score, reasons }: { name: string; score: number; reasons: readonly Reason[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useReasonWords('score');
  const [isOpen, setOpen] = useState(false);
  const parts = reasons.filter(({ part }) => typeof part === 'number');
  const shown = formats.score(score);
  if (parts.length === 0) return shown;
  return (
    <>
      <button
        type="button"
        className="tabular rounded-sm font-medium text-ink underline decoration-dotted decoration-line-strong underline-offset-4 hover:decoration-ink"
        aria-label={`${shown}. ${t('scenarios.scoreOf', { name })}`}
        data-testid="score"
        onClick={() => setOpen(true)}
      >
        {shown}
      </button>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={t('scenarios.scoreOf', { name })}
        testId="score-dialog"
      >
        <p className="mb-2 text-sm text-ink-3">{t('scenarios.how')}</p>
        <ul className="divide-y divide-line">
          {parts.map((reason) => (
            <li key={reason.code} className="tabular py-2 text-ink">
              {words(reason)}
            </li>
          ))}
        </ul>
        <p className="flex justify-between border-t border-line-strong pt-2 font-semibold text-ink">
          <span>{t('scenarios.total')}</span>
          <span className="tabular">{shown}</span>
        </p>
      </Dialog>
    </>
  );
}
