/** What a page shows when there is nothing yet, nothing at all, or a failure: honest, and with the next step. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../platform/formats.ts';
import { Problem } from '../platform/http.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** A grey bar with the final size of what is coming, so that nothing jumps when it comes. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <span className={`block animate-glow rounded-sm bg-sunken ${className}`} aria-hidden="true" />;
}

export function SkeletonLines({ lines = 4, className = '' }: { lines?: number; className?: string }) {
  const { t } = useTranslation();
  return (
    <div className={`space-y-3 ${className}`} role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={`h-4 ${['w-full', 'w-11/12', 'w-4/5', 'w-2/3'][line % 4] ?? ''}`} />
      ))}
    </div>
  );
}

export function Empty({
  icon = 'inbox',
  title,
  children,
  action,
  isPage = false,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  isPage?: boolean;
}) {
  const Heading = isPage ? 'h1' : 'p';
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center" data-testid="empty">
      <span className="mb-4 flex size-12 items-center justify-center rounded-full bg-sunken text-ink-3">
        <Icon name={icon} size={22} />
      </span>
      <Heading className="text-lg font-semibold text-ink">{title}</Heading>
      {children && <div className="mt-1 max-w-md text-pretty text-ink-2">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** Says what failed, whether anything was lost, and what happens now. */
export function useProblemWords(): (failure: unknown) => { title: string; detail: string } {
  const { t, i18n } = useTranslation();
  return (failure) => {
    if (!(failure instanceof Problem)) return { title: t('problem.unexpected'), detail: t('problem.unexpectedDetail') };
    if (failure.status === 0) return { title: t('problem.unreachable'), detail: t('problem.unreachableDetail') };
    const known = `problem.code.${failure.code}`;
    const details = (failure.body['details'] ?? {}) as Record<string, string>;
    const title = i18n.exists(known) ? t(known, details) : failure.message || t('problem.unexpected');
    const issues = failure.issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message));
    const detail =
      failure.detail ??
      (issues.length > 0
        ? issues.join(' · ')
        : t(failure.status >= 500 ? 'problem.serverDetail' : 'problem.nothingChanged'));
    return { title, detail };
  };
}

export function ProblemNote({ failure, retry }: { failure: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { title, detail } = useProblemWords()(failure);
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-md border border-red-line bg-red-soft px-4 py-3"
      data-testid="problem"
    >
      <Icon name="warning" className="mt-0.5 text-red" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink">{title}</p>
        <p className="text-sm text-ink-2">{detail}</p>
      </div>
      {retry && (
        <Button size="sm" onClick={retry} icon="rewrite">
          {t('action.tryAgain')}
        </Button>
      )}
    </div>
  );
}

/** Data is there but could not be refreshed: says how old it is, keeps showing it. */
export function StaleNote({ since, retry }: { since: string; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <p
      role="status"
      className="flex items-center gap-2 rounded-md border border-amber-line bg-amber-soft px-3 py-1.5 text-sm text-ink"
    >
      <Icon name="clock" size={16} className="text-amber" />
      <span className="flex-1">{t('state.stale', { since })}</span>
      <button type="button" className="font-medium text-amber underline underline-offset-2" onClick={retry}>
        {t('action.tryAgain')}
      </button>
    </p>
  );
}

/** What a page needs to know of a question beside its answer. */
export interface Asked {
  error: unknown;
  /** Another question's answer is shown until this one's is there. */
  isPlaceholderData: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** A question that failed: in full where there is nothing to show, else how old what is shown is. */
export function FailureNote({ asked, has }: { asked: Asked; has: boolean }) {
  const { ago } = useFormats();
  if (!asked.error) return null;
  const retry = (): void => void asked.refetch();
  return has ? (
    <StaleNote since={ago(new Date(asked.dataUpdatedAt))} retry={retry} />
  ) : (
    <ProblemNote failure={asked.error} retry={retry} />
  );
}

/** Greyed while it answers what was asked before: nobody reads old figures as those of the day they just chose. */
export function Dimmed({
  isOld,
  className = '',
  children,
}: {
  isOld: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={`transition-opacity ${isOld ? 'opacity-60' : ''} ${className}`} aria-busy={isOld}>
      {children}
    </div>
  );
}

type Noticed = 'info' | 'waiting' | 'trouble' | 'good';
const NOTICES: Record<Noticed, [string, IconName, string]> = {
  info: ['border-line bg-sunken', 'info', 'text-ink-3'],
  waiting: ['border-amber-line bg-amber-soft', 'warning', 'text-amber'],
  trouble: ['border-red-line bg-red-soft', 'warning', 'text-red'],
  good: ['border-green-line bg-green-soft', 'check', 'text-green'],
};

export function Notice({
  tone = 'info',
  children,
  action,
  className = '',
}: {
  tone?: Noticed;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  const [box, icon, colour] = NOTICES[tone];
  return (
    <div
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border px-3.5 py-2.5 text-ink ${box} ${className}`}
    >
      <Icon name={icon} className={colour} />
      <div className="min-w-0 flex-1 basis-52 text-sm text-pretty">{children}</div>
      {action}
    </div>
  );
}
