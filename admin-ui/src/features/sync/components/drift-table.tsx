/** What a rebuild found different from the copy, by collection and kind. */

import { useTranslation } from 'react-i18next';
import type { Rebuild } from '../../../../../contracts/http/sync.ts';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { humanised } from '../../../platform/reasons.ts';

const KINDS = ['missing', 'changed', 'gone'] as const;

export function DriftTable({
  drift,
  title,
  isOpen = false,
}: {
  drift: Rebuild['drift'];
  title: string;
  /** Of a rebuild that is still under way: that nothing differs is not known yet. */
  isOpen?: boolean;
}) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const rows = Object.entries(drift).filter(([, found]) => KINDS.some((kind) => (found[kind] ?? 0) > 0));
  if (rows.length === 0)
    return isOpen ? null : (
      <p className="flex items-start gap-2 text-sm text-ink-2">
        <Icon name="check" size={16} className="mt-0.5 text-green" />
        {t('sync.rebuild.exact')}
      </p>
    );
  return (
    <table className="w-full text-sm" data-testid="drift">
      <caption className="pb-1 text-left text-ink-3">{title}</caption>
      <thead>
        <tr className="text-ink-3">
          <td />
          {KINDS.map((kind) => (
            <th key={kind} scope="col" className="pb-1 pl-3 text-right font-normal whitespace-nowrap">
              {t(`sync.rebuild.${kind}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([collection, found]) => (
          <tr key={collection} className="border-t border-line">
            <th scope="row" className="py-1.5 text-left font-normal text-ink">
              {t(`sync.rows.${collection}`, { defaultValue: humanised(collection) })}
            </th>
            {KINDS.map((kind) => {
              const count = found[kind];
              return (
                <td
                  key={kind}
                  className={`tabular py-1.5 pl-3 text-right ${count ? 'font-medium text-ink' : 'text-ink-3'}`}
                >
                  {count === null ? <Undecided /> : number(count)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Undecided() {
  const { t } = useTranslation();
  return (
    <span title={t('sync.rebuild.undecided')}>
      <span aria-hidden="true">…</span>
      <span className="sr-only">{t('sync.rebuild.undecided')}</span>
    </span>
  );
}
