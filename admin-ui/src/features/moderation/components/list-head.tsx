/** How many wait and for how long, and the way to approve all that are shown. */

import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';

export function ListHead({
  total,
  oldestSince,
  waiting,
  approveAll,
}: {
  total: number;
  oldestSince: string | null;
  waiting: number;
  approveAll: () => void;
}) {
  const { t } = useTranslation();
  const { ago } = useFormats();
  const mayApprove = useMay('approve');
  return (
    <div className="flex min-h-14 items-center gap-3 px-4 py-2 md:px-5">
      <div className="min-w-0 flex-1 md:flex md:items-baseline md:gap-3" aria-live="polite">
        <h1 className="text-xl font-semibold tracking-[-0.01em]">{t('nav.approvals')}</h1>
        <p className="text-ink-2" data-testid="approvals-count">
          {t('approvals.waiting', { count: total })}
          {oldestSince && <span className="text-ink-3"> · {t('approvals.oldest', { ago: ago(oldestSince) })}</span>}
        </p>
      </div>
      {mayApprove && waiting > 1 && (
        <Button
          size="sm"
          look="quiet"
          icon="check"
          onClick={approveAll}
          data-testid="approve-all"
          className="max-md:px-1 max-md:[&_svg]:hidden"
        >
          {t('approvals.all')}
        </Button>
      )}
    </div>
  );
}
