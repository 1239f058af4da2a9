/** A decision as a sentence, whichever page shows it: what was decided, why, and until when. */

import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../contracts/http/campaigns.ts';
import { useFormats } from '../platform/formats.ts';
import { useReasonWords } from '../platform/reasons.ts';

const LEFT_OUT: ReadonlySet<string> = new Set(['skipped', 'held_out']);

/** Why, alone: for a filter or a column. */
export function useBecause(): (decision: Pick<Decision, 'decision' | 'reason'>) => string {
  const { t, i18n } = useTranslation();
  const because = useReasonWords('because');
  const wait = useReasonWords('wait');
  const skip = useReasonWords('skip');
  return ({ decision, reason }) => {
    if (LEFT_OUT.has(decision) && i18n.exists(`skip.${reason}`)) return skip(reason);
    if (i18n.exists(`wait.${reason}`)) return wait(reason).replace(/\.$/, '');
    if (i18n.exists(`because.${reason}`)) return because(reason);
    if (i18n.exists(`skip.${reason}`)) return skip(reason);
    if (/^\d+$/.test(reason)) return t('because.whatsapp_code', { code: reason });
    if (reason.startsWith('http_')) return t('because.http', { code: reason.slice('http_'.length) });
    return because(reason);
  };
}

/** Why and until when, beside a chip that says what. */
export function useWhyWords(): (decision: Pick<Decision, 'decision' | 'reason' | 'details'>) => string {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const because = useBecause();
  return (decision) => {
    const { by, until } = decision.details;
    const isTheirs = decision.decision === 'approved' || decision.decision === 'rejected';
    const why = isTheirs && typeof by === 'string' ? by : because(decision);
    const said = why.charAt(0).toUpperCase() + why.slice(1);
    return typeof until === 'string' ? `${said}. ${t('messages.until', { at: moment(until) })}` : said;
  };
}

/** The whole sentence. */
export function useDecisionWords(): (decision: Pick<Decision, 'decision' | 'reason' | 'details'>) => string {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const because = useBecause();
  return (decision) => {
    const { by, until } = decision.details;
    const said = t(`decided.${decision.decision}`, {
      reason: because(decision),
      by: typeof by === 'string' ? `(${by})` : '',
    }).trim();
    return typeof until === 'string' ? `${said}. ${t('messages.until', { at: moment(until) })}` : said;
  };
}
