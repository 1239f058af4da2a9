/** What one can do with a message, and the way back while there is one. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';
import type { Row } from '../api/approvals.ts';
import type { Deciding } from './deciding.ts';
import { SnoozeMenu } from './snooze-menu.tsx';

export function DecisionBar({ row, deciding, isEditing }: { row: Row; deciding: Deciding; isEditing: boolean }) {
  const { t } = useTranslation();
  const mayApprove = useMay('approve');
  if (row.state === 'pending' && row.fate?.fate === 'pending')
    return <UndoBar until={row.fate.until} decision={row.fate.decision} deciding={deciding} />;
  if (!mayApprove) return <p className="text-sm text-ink-3">{t('approvals.mayOnlyLook')}</p>;
  if (row.state === 'snoozed') return <SnoozedBar row={row} deciding={deciding} />;
  const isOff = !deciding.mayDecide || isEditing;
  return (
    <div className="flex flex-wrap items-center gap-2 max-md:gap-1">
      <Button
        look="primary"
        icon="check"
        shortcut="A"
        disabled={isOff}
        onClick={deciding.approve}
        data-testid="approve"
        className="max-md:flex-1 max-md:px-2"
      >
        {t(row.approval.bookingSlot ? 'approvals.bookAndConfirm' : 'approvals.approve')}
      </Button>
      <Button
        icon="cross"
        shortcut="R"
        disabled={isOff}
        onClick={() => void deciding.reject()}
        data-testid="reject"
        className="max-md:flex-1 max-md:px-2"
      >
        {t('approvals.reject')}
      </Button>
      <Button
        look="quiet"
        icon="edit"
        shortcut="E"
        disabled={isOff}
        onClick={deciding.edit}
        data-testid="edit"
        className="max-md:size-11 max-md:px-0"
      >
        <span className="max-md:sr-only">{t('approvals.edit')}</span>
      </Button>
      <Button
        look="quiet"
        icon="rewrite"
        shortcut="W"
        disabled={isOff}
        busy={deciding.isRewriting}
        onClick={() => void deciding.rewrite()}
        data-testid="rewrite"
        className="max-md:size-11 max-md:px-0"
      >
        <span className="max-md:sr-only">{t('approvals.rewrite')}</span>
      </Button>
      {!isOff && <SnoozeMenu deciding={deciding} />}
      <p className="ml-auto text-sm text-ink-3 max-2xl:hidden">{t('approvals.keys')}</p>
    </div>
  );
}

function SnoozedBar({ row: { approval }, deciding }: { row: Row; deciding: Deciding }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  return (
    <div className="flex flex-wrap items-center gap-2" data-testid="snoozed-bar">
      <p className="tabular flex-1 text-ink-2">
        {t('approvals.snoozedBy', {
          by: approval.snoozedBy ?? t('state.someone'),
          until: moment(approval.snoozedUntil ?? new Date()),
        })}
      </p>
      <Button icon="undo" shortcut="S" onClick={deciding.wake} data-testid="wake">
        {t('approvals.wake')}
      </Button>
    </div>
  );
}

function UndoBar({ until, decision, deciding }: { until: number; decision: 'approve' | 'reject'; deciding: Deciding }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  return (
    <div className="flex flex-wrap items-center gap-2" data-testid="undo-bar">
      <p className="tabular flex-1 text-ink-2">{t(`approvals.leavesIn.${decision}`, { count: left })}</p>
      <Button icon="undo" shortcut="Z" onClick={deciding.undo} data-testid="undo">
        {t('action.undo')}
      </Button>
      <Button look="quiet" onClick={deciding.sendNow} data-testid="decide-now">
        {t('approvals.now')}
      </Button>
    </div>
  );
}
