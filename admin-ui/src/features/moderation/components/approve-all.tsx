/** "Approve all shown": every text to read, those left out unticked, then progress and what came of each. */

import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../../../../contracts/http/moderation.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Notice } from '../../../components/states.tsx';
import { queries } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';
import { approveMany, type Outcome, type Outcomes } from '../api/approve-many.ts';

const OUTCOMES = ['approved', 'changed', 'decided', 'failed'] as const satisfies readonly Outcome[];

export function ApproveAll({ approvals, close }: { approvals: Approval[]; close: () => void }) {
  const { t } = useTranslation();
  const { api } = useSession();
  // As they were when the list was opened: what changes meanwhile was not read, and its version says so.
  const [shown] = useState(approvals);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [run, setRun] = useState<'asking' | 'running' | 'over'>('asking');
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const chosen = shown.filter(({ id }) => !left.has(id));
  const start = async (): Promise<void> => {
    setRun('running');
    stop.current = new AbortController();
    await approveMany(api, chosen, { tell: setOutcomes, stop: stop.current.signal });
    setRun('over');
    await queries.invalidateQueries();
  };
  const toggle = (id: number): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <Dialog
      open
      wide
      onClose={close}
      title={t('approvals.allTitle', { count: shown.length })}
      testId="approve-all-dialog"
    >
      <p className="text-pretty text-ink-2">{t('approvals.allBody')}</p>
      <ol className="mt-3 max-h-[50dvh] divide-y divide-line overflow-y-auto rounded-md border border-line">
        {shown.map((approval) => (
          <Line
            key={approval.id}
            approval={approval}
            isChosen={!left.has(approval.id)}
            isOff={run !== 'asking'}
            outcome={outcomes.get(approval.id)}
            toggle={() => toggle(approval.id)}
          />
        ))}
      </ol>
      <div className="mt-4 space-y-3" aria-live="polite">
        {run !== 'asking' && (
          <Notice tone={run === 'over' && outcomes.size > 0 ? 'good' : 'info'}>
            <span className="tabular" data-testid="approve-all-result">
              {run === 'running'
                ? t('approvals.allProgress', { done: outcomes.size, of: chosen.length })
                : resultOf(outcomes, (outcome, count) => t(`approvals.allOutcome.${outcome}`, { count }))}
            </span>
          </Notice>
        )}
        <div className="flex flex-wrap justify-end gap-2 max-md:flex-col-reverse">
          {run === 'asking' && <Button onClick={close}>{t('action.cancel')}</Button>}
          {run === 'running' && <Button onClick={() => stop.current.abort()}>{t('approvals.allStop')}</Button>}
          {run === 'over' ? (
            <Button look="primary" onClick={close} data-testid="approve-all-close">
              {t('action.close')}
            </Button>
          ) : (
            <Button
              look="primary"
              icon="check"
              busy={run === 'running'}
              disabled={chosen.length === 0}
              onClick={() => void start()}
              data-testid="approve-all-yes"
            >
              {t('approvals.allConfirm', { count: chosen.length })}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

/** "31 approved, 2 changed meanwhile". */
function resultOf(outcomes: Outcomes, words: (outcome: Outcome, count: number) => string): string {
  const all = [...outcomes.values()];
  return OUTCOMES.map((outcome) => ({ outcome, count: all.filter((one) => one === outcome).length }))
    .filter(({ outcome, count }) => count > 0 || outcome === 'approved')
    .map(({ outcome, count }) => words(outcome, count))
    .join(', ');
}

interface LineProps {
  approval: Approval;
  isChosen: boolean;
  isOff: boolean;
  outcome: Outcome | undefined;
  toggle: () => void;
}

function Line({ approval, isChosen, isOff, outcome, toggle }: LineProps) {
  const { t } = useTranslation();
  return (
    <li>
      <label className="flex gap-3 px-3.5 py-3 hover:bg-hover">
        <input
          type="checkbox"
          checked={isChosen}
          disabled={isOff}
          onChange={toggle}
          data-testid="approve-all-one"
          className="mt-1 size-4 shrink-0 accent-accent"
        />
        <span className={`min-w-0 flex-1 ${isChosen ? 'text-ink' : 'text-ink-3'}`}>
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{approval.clientName}</span>
            <span className="text-sm text-ink-3">
              {t(`scenario.${approval.scenario}`, { defaultValue: approval.scenario })}
            </span>
            {outcome && (
              <span className="ml-auto text-sm text-ink-2">{t(`approvals.allOutcome.${outcome}`, { count: 1 })}</span>
            )}
          </span>
          <span lang={approval.language ?? undefined} className="mt-0.5 block text-pretty whitespace-pre-wrap">
            {approval.text}
          </span>
          {approval.translation && (
            <span className="mt-1 block text-sm text-pretty whitespace-pre-wrap text-ink-3">
              {approval.translation}
            </span>
          )}
        </span>
      </label>
    </li>
  );
}
