/** What the four buttons and their keys do. */

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../../components/dialog.tsx';
import { toast } from '../../../components/toast.tsx';
import { useAct } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';
import type { Row } from '../api/approvals.ts';
import { decideNow, decideSoon, rewrite, undoLast } from '../api/decisions.ts';

interface DecidingInput {
  chosen: Row | undefined;
  rows: Row[];
  onward: () => void;
  choose: (id: number) => void;
  startEditing: () => void;
}

export interface Deciding {
  mayDecide: boolean;
  approve: () => void;
  reject: () => Promise<void>;
  edit: () => void;
  rewrite: () => Promise<void>;
  undo: () => void;
  sendNow: () => void;
  approveAll: () => Promise<void>;
  isRewriting: boolean;
}

export function useDeciding({ chosen, rows, onward, choose, startEditing }: DecidingInput): Deciding {
  const { t } = useTranslation();
  const { api } = useSession();
  const mayApprove = useMay('approve');
  const rewriting = useAct(({ row, words }: { row: Row; words: string }) => rewrite(api, row.approval, words), {
    done: () => toast(t('approvals.rewriting'), { tone: 'info' }),
  });
  const mayDecide = mayApprove && chosen?.state === 'waiting';
  const waiting = rows.filter(({ state }) => state === 'waiting');
  const takeBack = (id?: number): void => {
    const back = undoLast(id);
    if (back === undefined) return;
    choose(back);
    toast(t('approvals.undone'), { tone: 'info' });
  };
  const soon = (decision: 'approve' | 'reject', reason = ''): void => {
    if (!chosen) return;
    const { id, clientName } = chosen.approval;
    decideSoon(api, chosen.approval, decision, reason);
    toast(t(`approvals.soon.${decision}`, { name: clientName }), {
      action: { label: t('action.undo'), act: () => takeBack(id) },
    });
  };
  return {
    mayDecide,
    isRewriting: rewriting.isPending,
    approve: () => {
      if (!mayDecide) return;
      soon('approve');
      onward();
    },
    reject: async () => {
      if (!mayDecide) return;
      const reason = await ask({
        title: t('approvals.rejectTitle', { name: chosen.approval.clientName }),
        body: t('approvals.rejectBody'),
        confirm: t('approvals.reject'),
        danger: true,
        reason: {
          label: t('approvals.rejectReason'),
          required: true,
          suggestions: ['tooLong', 'wrongTone', 'wrongFacts', 'notNow'].map((key) => t(`approvals.because.${key}`)),
        },
      });
      if (reason === null) return;
      soon('reject', reason);
      onward();
    },
    edit: () => {
      if (mayDecide) startEditing();
    },
    rewrite: async () => {
      if (!mayDecide) return;
      const words = await ask({
        title: t('approvals.rewriteTitle'),
        body: t('approvals.rewriteBody'),
        confirm: t('approvals.rewrite'),
        reason: {
          label: t('approvals.instruction'),
          placeholder: t('approvals.instructionExample'),
          required: false,
          suggestions: ['shorter', 'warmer', 'noDiscount'].map((key) => t(`approvals.ask.${key}`)),
        },
      });
      if (words !== null) rewriting.mutate({ row: chosen, words });
    },
    undo: () => takeBack(chosen?.state === 'pending' ? chosen.approval.id : undefined),
    sendNow: () => {
      if (chosen?.state === 'pending') void decideNow(chosen.approval.id);
    },
    approveAll: async () => {
      const yes = await ask({
        title: t('approvals.allTitle', { count: waiting.length }),
        body: t('approvals.allBody'),
        confirm: t('approvals.allConfirm', { count: waiting.length }),
      });
      if (yes !== null) for (const { approval } of waiting) decideSoon(api, approval, 'approve');
    },
  };
}

type Keys = Deciding & { next: () => void; previous: () => void; isEditing: boolean };

export function useApprovalKeys(keys: Keys): void {
  useEffect(() => {
    const acts: Record<string, () => unknown> = {
      j: keys.next,
      k: keys.previous,
      a: keys.approve,
      r: keys.reject,
      e: keys.edit,
      w: keys.rewrite,
      z: keys.undo,
    };
    const press = (event: KeyboardEvent): void => {
      const at = event.target instanceof HTMLElement ? event.target : null;
      const isBusy = keys.isEditing || at?.closest('input, textarea, select, [role=dialog], [role=menu]') !== null;
      // The physical key as well, so that the letters work on a Russian keyboard too.
      const letter = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
      const act = acts[letter];
      if (!act || isBusy || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      void act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}
