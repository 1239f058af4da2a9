/** States as a coloured chip with its word: waiting amber, on its way blue, good green, trouble red, held back grey. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'waiting' | 'moving' | 'good' | 'trouble' | 'quiet' | 'accent';
const TONES: Record<Tone, string> = {
  waiting: 'bg-amber-soft text-amber',
  moving: 'bg-blue-soft text-blue',
  good: 'bg-green-soft text-green',
  trouble: 'bg-red-soft text-red',
  quiet: 'bg-sunken text-ink-2',
  accent: 'bg-accent-soft text-accent-text',
};

export function Chip({
  tone = 'quiet',
  icon,
  children,
  testId,
  title,
}: {
  tone?: Tone;
  icon?: IconName | undefined;
  children: ReactNode;
  testId?: string;
  title?: string | undefined;
}) {
  return (
    <span
      data-testid={testId}
      title={title}
      className={`inline-flex h-6 max-w-full items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {icon && <Icon name={icon} size={14} />}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** What a list is narrowed to, until it is pressed. `label` says what pressing does. */
export function RemovableChip({
  label,
  testId,
  onRemove,
  children,
}: {
  label: string;
  testId: string;
  onRemove: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      data-testid={testId}
      className="inline-flex h-8 min-w-0 items-center gap-1.5 rounded-full border border-accent bg-accent-soft pr-2 pl-3 text-sm font-medium text-accent-text hover:bg-hover max-md:h-9"
      onClick={onRemove}
    >
      <span className="truncate">{children}</span>
      <Icon name="cross" size={14} />
    </button>
  );
}

const MESSAGE: Record<string, [Tone, IconName]> = {
  drafting: ['moving', 'edit'],
  awaiting_approval: ['waiting', 'clock'],
  waiting: ['waiting', 'clock'],
  queued: ['moving', 'outbox'],
  sending: ['moving', 'send'],
  sent: ['moving', 'check'],
  delivered: ['good', 'check'],
  read: ['good', 'approvals'],
  failed: ['trouble', 'rewrite'],
  unknown: ['trouble', 'question'],
  dead: ['trouble', 'cross'],
  rejected: ['quiet', 'cross'],
  expired: ['quiet', 'clock'],
  skipped: ['quiet', 'minus'],
  cancelled: ['quiet', 'minus'],
};

export function MessageStatusChip({ status, testId = 'message-status' }: { status: string; testId?: string }) {
  const { t } = useTranslation();
  const [tone, icon] = MESSAGE[status] ?? (['quiet', 'info'] as const);
  return (
    <Chip tone={tone} icon={icon} testId={testId} title={t(`messageStatusHint.${status}`, { defaultValue: '' })}>
      {t(`messageStatus.${status}`, { defaultValue: status })}
    </Chip>
  );
}

const ENDS: Record<string, [Tone, IconName]> = {
  converted: ['good', 'check'],
  max_attempts: ['quiet', 'minus'],
  opted_out: ['trouble', 'cross'],
  declined: ['quiet', 'cross'],
  cancelled: ['quiet', 'minus'],
  expired: ['quiet', 'clock'],
};

export function ReactivationChip({
  status,
  endsAs,
  testId = 'reactivation-status',
}: {
  status: string;
  endsAs: string | null;
  testId?: string;
}) {
  const { t } = useTranslation();
  const [tone, icon] = endsAs
    ? (ENDS[endsAs] ?? (['quiet', 'info'] as const))
    : status === 'paused'
      ? (['waiting', 'pause'] as const)
      : (['moving', 'play'] as const);
  return (
    <Chip tone={tone} icon={icon} testId={endsAs === 'converted' ? 'converted-badge' : testId}>
      {endsAs
        ? t(`reactivationEnd.${endsAs}`, { defaultValue: endsAs })
        : t(`reactivationStatus.${status}`, { defaultValue: status })}
    </Chip>
  );
}

export function SegmentChip({ segment }: { segment: string | null }) {
  const { t } = useTranslation();
  if (!segment) return <span className="text-ink-3">–</span>;
  const tone: Tone =
    segment === 'vip_members'
      ? 'accent'
      : segment === 'regular_members'
        ? 'good'
        : segment === 'at_risk' || segment === 'going_silent'
          ? 'waiting'
          : 'quiet';
  return <Chip tone={tone}>{t(`segment.${segment}`, { defaultValue: segment })}</Chip>;
}
