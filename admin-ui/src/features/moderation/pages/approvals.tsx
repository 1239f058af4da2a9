/** Approvals: the list, the message as the client will read it, and why; decided with one key. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../../components/button.tsx';
import { useDocumentTitle } from '../../../components/page.tsx';
import { Empty, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { GoButton } from '../../../components/go.tsx';
import { useIsNarrow } from '../../../platform/media.ts';
import { useApprovals, type Row } from '../api/approvals.ts';
import { ApprovalList } from '../components/approval-list.tsx';
import { ApprovalPhone } from '../components/approval-phone.tsx';
import { ApprovalWhy } from '../components/approval-why.tsx';
import { ApproveAll } from '../components/approve-all.tsx';
import { DecisionBar } from '../components/decision-bar.tsx';
import { useApprovalKeys, useDeciding } from '../components/deciding.ts';
import { ListHead } from '../components/list-head.tsx';

export function ApprovalsPage() {
  const { t } = useTranslation();
  useDocumentTitle(t('nav.approvals'));
  const approvals = useApprovals();
  const { question, rows } = approvals;
  if (question.error && !question.data)
    return (
      <Centered>
        <ProblemNote failure={question.error} retry={() => void question.refetch()} />
      </Centered>
    );
  if (question.isPending)
    return (
      <Centered>
        <SkeletonLines lines={8} />
      </Centered>
    );
  if (rows.length === 0) {
    return (
      <Centered>
        <Empty
          icon="approvals"
          title={t('approvals.emptyTitle')}
          action={
            <GoButton to="/campaigns" icon="campaigns">
              {t('approvals.emptyAction')}
            </GoButton>
          }
        >
          {t('approvals.emptyBody')}
        </Empty>
      </Centered>
    );
  }
  return <Desk {...approvals} />;
}

/** Instead of the desk, whose own heading is not there then. */
function Centered({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="mx-auto w-full max-w-[760px] px-4 pt-10">
      <h1 className="sr-only">{t('nav.approvals')}</h1>
      {children}
    </div>
  );
}

/** Which row is looked at lives in the URL: a link from elsewhere opens exactly that message. */
function useChosen(rows: Row[], isNarrow: boolean) {
  const { message } = useSearch({ strict: false }) as { message?: string };
  const navigate = useNavigate();
  const choose = useCallback(
    (id: number | undefined) =>
      void navigate({
        to: '.',
        search: id === undefined ? {} : { message: String(id) },
        replace: !isNarrow,
      }),
    [navigate, isNarrow],
  );
  const asked = rows.find(({ approval }) => String(approval.id) === message);
  const first = rows.find(({ state }) => state === 'waiting') ?? rows[0];
  return { chosen: asked ?? (isNarrow ? undefined : first), choose };
}

function Desk({ rows, total, oldestSince, snoozeTimes }: ReturnType<typeof useApprovals>) {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const { chosen, choose } = useChosen(rows, isNarrow);
  const [isEditing, setEditing] = useState(false);
  const [isApprovingAll, setApprovingAll] = useState(false);
  const step = (by: 1 | -1, waitingOnly = false): void => {
    const at = rows.findIndex((row) => row === chosen);
    const onward = by === 1 ? rows.slice(at + 1) : rows.slice(0, Math.max(0, at)).toReversed();
    const next = waitingOnly
      ? (onward.find(({ state }) => state === 'waiting') ??
        rows.find((row) => row !== chosen && row.state === 'waiting'))
      : onward[0];
    setEditing(false);
    if (next) choose(next.approval.id);
    else if (waitingOnly && isNarrow) choose(undefined);
  };
  const deciding = useDeciding({
    chosen,
    snoozeTimes,
    onward: () => step(1, true),
    choose,
    startEditing: () => setEditing(true),
  });
  useApprovalKeys({ ...deciding, next: () => step(1), previous: () => step(-1), isEditing });

  const waiting = rows.filter(({ state }) => state === 'waiting').map(({ approval }) => approval);
  const head = (
    <>
      <ListHead
        total={total}
        oldestSince={oldestSince}
        approveAll={() => setApprovingAll(true)}
        waiting={waiting.length}
      />
      {isApprovingAll && <ApproveAll approvals={waiting} close={() => setApprovingAll(false)} />}
    </>
  );
  const list = <ApprovalList rows={rows} chosen={chosen?.approval.id} choose={choose} />;
  if (isNarrow && !chosen) {
    return (
      <div>
        {head}
        {list}
      </div>
    );
  }
  if (!chosen) return list;
  const phone = (
    <ApprovalPhone
      key={`${String(chosen.approval.id)}-${String(chosen.approval.version)}`}
      row={chosen}
      isEditing={isEditing}
      stopEditing={() => setEditing(false)}
    />
  );
  const bar = <DecisionBar row={chosen} deciding={deciding} isEditing={isEditing} />;
  if (isNarrow) {
    return (
      <div className="pb-32">
        <div className="sticky top-0 z-10 flex items-center gap-1 border-b border-line bg-canvas px-1">
          <IconButton icon="chevronLeft" label={t('approvals.backToList')} onClick={() => choose(undefined)} />
          <h1 className="min-w-0 flex-1 truncate font-semibold">{chosen.approval.clientName}</h1>
          <IconButton icon="arrowUp" label={t('approvals.previous')} onClick={() => step(-1)} />
          <IconButton icon="arrowDown" label={t('approvals.next')} onClick={() => step(1)} />
        </div>
        <div className="px-4 py-4">{phone}</div>
        <ApprovalWhy row={chosen} />
        <div className="fixed inset-x-0 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-20 border-t border-line bg-surface px-3 py-2.5">
          {bar}
        </div>
      </div>
    );
  }
  return (
    <div className="grid h-full grid-cols-[300px_minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] xl:grid-cols-[320px_minmax(0,1fr)_340px]">
      <div className="col-span-full border-b border-line">{head}</div>
      <div className="overflow-y-auto border-r border-line bg-surface">{list}</div>
      <section aria-label={t('approvals.message')} className="flex min-h-0 flex-col">
        {/* A long text is scrolled with the keys too, though nothing in it can be pressed. */}
        <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-6 py-6">
          {phone}
          <div className="xl:hidden">
            <ApprovalWhy row={chosen} />
          </div>
        </div>
        <div className="border-t border-line bg-surface px-5 py-3">{bar}</div>
      </section>
      <aside className="overflow-y-auto border-l border-line bg-surface max-xl:hidden">
        <ApprovalWhy row={chosen} />
      </aside>
    </div>
  );
}
