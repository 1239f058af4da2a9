/** A person's story, newest first: visits, messages, answers, bookings, money. */

import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../../../contracts/http/insight.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { MessageStatusChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';
import { useTimeline } from '../api/clients.ts';

const ICONS: Record<TimelineItem['kind'], [IconName, string]> = {
  visit: ['check', 'bg-green-soft text-green'],
  booking: ['calendar', 'bg-blue-soft text-blue'],
  no_show: ['cross', 'bg-red-soft text-red'],
  cancelled_booking: ['minus', 'bg-sunken text-ink-3'],
  membership: ['money', 'bg-sunken text-ink-2'],
  goods: ['money', 'bg-sunken text-ink-2'],
  message: ['send', 'bg-accent-soft text-accent-text'],
  reply: ['reply', 'bg-blue-soft text-blue'],
  reactivation_started: ['campaigns', 'bg-accent-soft text-accent-text'],
  reactivation_ended: ['campaigns', 'bg-sunken text-ink-2'],
  decision: ['info', 'bg-sunken text-ink-3'],
  opt_out: ['stop', 'bg-red-soft text-red'],
  segment_move: ['insight', 'bg-sunken text-ink-2'],
};

/** Without a first day the file would hold the last 90 days only; a person's whole story is short. */
const BEGINNING = '2000-01-01';

export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTimeline(id);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={t('client.story')}
      flush
      testId="timeline"
      action={
        <ExportAction
          file="/visits.csv"
          state={{ query: { clientId: id, from: BEGINNING } }}
          label={t('client.exportVisits')}
          testId="export-visits"
        />
      }
    >
      {error && !data && (
        <div className="p-4">
          <ProblemNote failure={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <SkeletonLines lines={8} className="p-4" />}
      {data && items.length === 0 && <p className="px-4 py-5 text-ink-2">{t('client.noStory')}</p>}
      <ol className="px-4 py-2">
        {items.map((item) => (
          <Line key={item.key} item={item} />
        ))}
      </ol>
      {hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('client.earlier')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function useTitle(): (item: TimelineItem) => string {
  const { t } = useTranslation();
  const words = useReasonWords('skip');
  const segment = (key: string | null): string => t(key === null ? 'segments.none' : `segment.${key}`);
  return (item) => {
    const title = item.title ?? '';
    switch (item.kind) {
      case 'message':
        return t('timeline.message', { scenario: t(`scenario.${title}`, { defaultValue: humanised(title) }) });
      case 'reply':
        return item.status
          ? t('timeline.replyAs', { as: t(`replyClass.${item.status}`, { defaultValue: item.status }) })
          : t('timeline.reply');
      case 'reactivation_ended':
        return t('timeline.reactivation_ended', {
          title,
          as: t(`reactivationEnd.${item.status ?? ''}`, { defaultValue: item.status ?? '' }),
        });
      case 'booking':
        // The day is over and nobody said whether they came: the desk forgot, or the platform lost it.
        return t(Date.parse(item.at) < Date.now() ? 'timeline.unmarked' : 'timeline.booking', { title });
      case 'decision':
        return t(`decision.${title}`, {
          defaultValue: humanised(title),
          reason: item.reason ? words(item.reason) : '',
        });
      case 'segment_move':
        return t('timeline.segment_move', { from: segment(item.reason), to: segment(item.status) });
      default:
        return t(`timeline.${item.kind}`, { title });
    }
  };
}

function Line({ item }: { item: TimelineItem }) {
  const { date, time, money } = useFormats();
  const { t } = useTranslation();
  const title = useTitle();
  const reason = useReasonWords('skip');
  const [icon, colour] = ICONS[item.kind];
  const to =
    item.subjectId === null
      ? null
      : item.kind === 'message'
        ? `/messages/${String(item.subjectId)}`
        : item.kind.startsWith('reactivation')
          ? `/reactivations/${String(item.subjectId)}`
          : null;
  return (
    <li
      className="relative flex gap-3.5 pb-4 last:pb-2 [&:not(:last-child)]:before:absolute [&:not(:last-child)]:before:top-9 [&:not(:last-child)]:before:bottom-1 [&:not(:last-child)]:before:left-[15px] [&:not(:last-child)]:before:w-px [&:not(:last-child)]:before:bg-line"
      data-testid={`timeline-${item.kind}`}
    >
      <span className={`mt-1 flex size-8 shrink-0 items-center justify-center rounded-full ${colour}`}>
        <Icon name={icon} size={16} />
      </span>
      <div className="min-w-0 flex-1 pt-1.5">
        <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
          {to ? (
            <Go to={to} className="font-medium text-ink hover:underline">
              {title(item)}
            </Go>
          ) : (
            <span className="font-medium text-ink">{title(item)}</span>
          )}
          {item.kind === 'message' && item.status && <MessageStatusChip status={item.status} />}
          <span className="tabular ml-auto text-sm whitespace-nowrap text-ink-3">
            <time dateTime={item.at}>
              {date(item.at)}, {time(item.at)}
            </time>
          </span>
        </div>
        {item.text && (
          <p className="mt-1 rounded-md bg-sunken px-3 py-2 text-pretty whitespace-pre-wrap text-ink-2">{item.text}</p>
        )}
        <p className="text-sm text-ink-3">
          {[
            item.by ? t('timeline.by', { by: item.by }) : null,
            item.amountMinor ? money(item.amountMinor) : null,
            item.kind === 'message' && item.reason ? reason(item.reason) : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
    </li>
  );
}
