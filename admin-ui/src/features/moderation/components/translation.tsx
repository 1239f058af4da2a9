/** The same words for whoever decides, beneath what the client will read; or the way to have them. */

import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { useAct } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';
import type { Row } from '../api/approvals.ts';
import { translate } from '../api/later.ts';

const base = (language: string | null): string => (language ?? '').toLowerCase().split(/[_-]/)[0] ?? '';

export function Translation({ row: { approval, state } }: { row: Row }) {
  const { t, i18n } = useTranslation();
  const { api } = useSession();
  const mayApprove = useMay('approve');
  const mine = i18n.language === 'ru' ? 'ru' : 'en';
  const asking = useAct(() => translate(api, approval, mine));
  const name = (language: string): string => t(`language.${language}`, { defaultValue: language });
  // Another than the club's language is offered to whoever reads these pages in another.
  const isWanted = base(approval.language) !== '' && base(approval.language) !== mine;
  const mayAsk = mayApprove && state === 'waiting' && isWanted && approval.translationLanguage !== mine;
  // Asked for, and on its way: the words follow by themselves.
  const isOnItsWay =
    approval.translation === null &&
    approval.translationProblem === null &&
    approval.translationLanguage !== null &&
    base(approval.language) !== base(approval.translationLanguage) &&
    state === 'waiting';
  const again = mayApprove && state === 'waiting' && approval.translationProblem !== null;
  if (approval.translation === null && !mayAsk && !isOnItsWay && !again) return null;
  return (
    <section className="mx-auto w-full max-w-[360px] space-y-2" data-testid="translation" aria-live="polite">
      {approval.translation !== null && (
        <div className="rounded-md border border-line bg-sunken px-3.5 py-2.5">
          <h2 className="text-xs font-medium text-ink-3">
            {t('approvals.translation', { language: name(approval.translationLanguage ?? '') })}
          </h2>
          <p
            lang={approval.translationLanguage ?? undefined}
            className="mt-1 text-pretty whitespace-pre-wrap text-ink-2"
          >
            {approval.translation}
          </p>
        </div>
      )}
      {isOnItsWay && <p className="text-sm text-ink-3">{t('approvals.translating')}</p>}
      {again && (
        <p className="text-sm text-ink-3">
          {t(`approvals.translationProblem.${approval.translationProblem ?? ''}`, {
            defaultValue: t('approvals.translationProblem.unusable'),
          })}
        </p>
      )}
      {(mayAsk || again) && (
        <Button
          size="sm"
          look="quiet"
          busy={asking.isPending}
          onClick={() => asking.mutate(undefined)}
          data-testid="translate"
        >
          {t('approvals.translate', { language: name(mine) })}
        </Button>
      )}
    </section>
  );
}
