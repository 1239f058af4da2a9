/** What the buttons and their keys do. */

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../../components/dialog.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useAct } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';
import type { Row } from '../api/approvals.ts';
import type { Snooze } from '../../../../../contracts/http/moderation.ts';
import { decideNow, decideSoon, rewrite, undoLast } from '../api/decisions.ts';
import { snooze, wake } from '../api/later.ts';

interface DecidingInput {
  chosen: Row | undefined;
  onward: () => void;
  choose: (id: number) => void;
  startEditing: () => void;
  snoozeTimes: { snooze: Snooze; until: string }[];
}

export interface Deciding {
  mayDecide: boolean;
  approve: () => void;
  reject: () => Promise<void>;
  edit: () => void;
  rewrite: () => Promise<void>;
  undo: () => void;
  sendNow: () => void;
  isRewriting: boolean;
  snoozeTimes: { snooze: Snooze; until: string }[];
  snooze: (until: Snooze) => void;
  wake: () => void;
}

export function useDeciding({ chosen, onward, choose, startEditing, snoozeTimes }: DecidingInput): Deciding {
  const { t } = useTranslation();
  const { api } = useSession();
  const mayApprove = useMay('approve');
  const rewriting = useAct(({ row, words }: { row: Row; words: string }) => rewrite(api, row.approval, words), {
    done: () => toast(t('approvals.rewriting'), { tone: 'info' }),
  });
  const mayDecide = mayApprove && chosen?.state === 'waiting';
  const formats = useFormats();
  const waking = useAct((id: number) => wake(api, { id }), {
    done: (_message, id) => {
      choose(id);
      toast(t('approvals.woken'), { tone: 'info' });
    },
  });
  const snoozing = useAct(({ row, until }: { row: Row; until: Snooze }) => snooze(api, row.approval, until), {
    done: ({ snoozedUntil }, { row }) => {
      const { id, clientName } = row.approval;
      toast(t('approvals.snoozed', { name: clientName, until: formats.moment(snoozedUntil ?? new Date()) }), {
        action: { label: t('action.undo'), act: () => waking.mutate(id) },
      });
    },
  });
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
    snoozeTimes,
    snooze: (until) => {
      if (!mayDecide) return;
      snoozing.mutate({ row: chosen, until });
      onward();
    },
    wake: () => {
      if (mayApprove && chosen?.state === 'snoozed') waking.mutate(chosen.approval.id);
    },
  };
}

/** The menu holds its own state; its button is the one way in, for a hand and for a key. */
function openSnoozes(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-testid=snooze]');
  button?.focus();
  button?.click();
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
      s: keys.mayDecide ? openSnoozes : keys.wake,
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
