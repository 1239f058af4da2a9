/** The rows on the left: who, what about, since when, and what became of those already decided. */

import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/icon.tsx';
import { Spinner } from '../../../components/button.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { Row } from '../api/approvals.ts';
import { useDecidedWords } from './decided-words.ts';

export function ApprovalList({
  rows,
  chosen,
  choose,
}: {
  rows: Row[];
  chosen: number | undefined;
  choose: (id: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <ol
      aria-label={t('nav.approvals')}
      className="divide-y divide-line max-md:border-t max-md:border-line"
      data-testid="approval-list"
    >
      {rows.map((row, index) => (
        <Fragment key={row.approval.id}>
          {row.state === 'snoozed' && rows[index - 1]?.state !== 'snoozed' && (
            <li className="bg-sunken px-4 py-1.5 text-xs font-medium text-ink-3" data-testid="snoozed-head">
              {t('approvals.putOff', { count: rows.length - index })}
            </li>
          )}
          <Item row={row} isChosen={row.approval.id === chosen} choose={choose} />
        </Fragment>
      ))}
    </ol>
  );
}

function Item({ row, isChosen, choose }: { row: Row; isChosen: boolean; choose: (id: number) => void }) {
  const { t } = useTranslation();
  const { ago, brief } = useFormats();
  const decided = useDecidedWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) button.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const { approval, state } = row;
  const isOpen = state === 'waiting' || state === 'refused';
  return (
    <li>
      <button
        ref={button}
        type="button"
        aria-current={isChosen ? 'true' : undefined}
        data-testid="approval-row"
        data-state={state}
        onClick={() => choose(approval.id)}
        className="relative flex w-full flex-col gap-0.5 px-4 py-3 text-left hover:bg-hover aria-[current]:bg-accent-soft max-md:bg-surface"
      >
        {isChosen && <span aria-hidden="true" className="absolute inset-y-0 left-0 w-[3px] bg-accent" />}
        <span className="flex items-baseline gap-2">
          <span className={`min-w-0 flex-1 truncate font-medium ${isOpen ? 'text-ink' : 'text-ink-3'}`}>
            {approval.clientName}
          </span>
          <span
            className="tabular shrink-0 text-xs text-ink-3"
            title={approval.awaitingSince ? ago(approval.awaitingSince) : ''}
          >
            {brief(approval.awaitingSince ?? approval.createdAt)}
          </span>
        </span>
        <span className="flex items-center gap-1.5 text-sm text-ink-2">
          {isOpen ? (
            <span className="min-w-0 flex-1 truncate">
              {t(`scenario.${approval.scenario}`, { defaultValue: approval.scenario })}
              {approval.attempt > 1 && ` · ${t('approvals.attempt', { count: approval.attempt, ordinal: true })}`}
              {approval.language && ` · ${approval.language}`}
              {approval.snoozedUntil !== null && ` · ${t('approvals.cameBack')}`}
            </span>
          ) : (
            <span className="flex min-w-0 flex-1 items-center gap-1.5">
              {state === 'asking' || state === 'rewriting' ? (
                <Spinner />
              ) : (
                <Icon
                  name={state === 'pending' || state === 'snoozed' ? 'clock' : 'check'}
                  size={14}
                  className="text-ink-3"
                />
              )}
              <span className="truncate">{decided(row)}</span>
            </span>
          )}
        </span>
        {isOpen && <span className="truncate text-sm text-ink-3">{approval.variables?.at(-1) ?? approval.text}</span>}
      </button>
    </li>
  );
}
