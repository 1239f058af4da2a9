/** Says what became of a row: by me a moment ago, or by whom and where. */

import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../platform/formats.ts';
import { useSession } from '../../../platform/session.ts';
import type { Row } from '../api/approvals.ts';

export function useDecidedWords(): (row: Row) => string {
  const { t } = useTranslation();
  const { user } = useSession();
  const { moment } = useFormats();
  return ({ state, fate, now, approval }) => {
    if (state === 'snoozed')
      return t('approvals.snoozedBy', {
        by: approval.snoozedBy ?? t('state.someone'),
        until: moment(approval.snoozedUntil ?? new Date()),
      });
    if (state === 'rewriting') return t('approvals.beingRewritten');
    if (state === 'pending' || state === 'asking')
      return t(`approvals.${state}.${fate && 'decision' in fate ? fate.decision : 'approve'}`);
    if (!now) return t('approvals.decided.gone');
    if (now.decision === 'approved' || now.decision === 'rejected') {
      const isMine = now.decidedBy === user.name && now.decidedVia !== 'telegram';
      if (isMine) return t(`approvals.decided.${now.decision}ByMe`);
      return t(`approvals.decided.${now.decision}`, {
        by: now.decidedBy ?? t('state.someone'),
        via: t(`via.${now.decidedVia ?? 'api'}`, { defaultValue: '' }),
      });
    }
    return t(`messageStatus.${now.status}`, { defaultValue: now.status });
  };
}
