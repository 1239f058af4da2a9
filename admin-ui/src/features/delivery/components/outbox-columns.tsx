/** A row of the outbox: who, where it stands, why and until when, and what a person can do about it. */

import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../../../../contracts/http/delivery.ts';
import { Button } from '../../../components/button.tsx';
import { MessageStatusChip } from '../../../components/chip.tsx';
import { useBecause } from '../../../components/decision-words.ts';
import { Go } from '../../../components/go.tsx';
import type { Column } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';
import { offered, type Settlement } from './settlements.ts';

export interface Choosing {
  chosen: ReadonlySet<number>;
  choose: (id: number, isChosen: boolean) => void;
}
export interface Acting {
  isBusy: boolean;
  settle: (items: OutboxItem[], settlement: Settlement) => Promise<void>;
}

export function useOutboxColumns({ chosen, choose }: Choosing, acting: Acting): Column<OutboxItem>[] {
  const { t } = useTranslation();
  const { brief, moment } = useFormats();
  const maySettle = useMay('settle_outbox');
  const why = useWhy();
  return [
    {
      key: 'client',
      title: t('table.client'),
      sort: 'clientName',
      card: 'title',
      cell: (item) => (
        <div className="flex min-w-44 items-start gap-3">
          {maySettle && offered([item]).length > 0 && (
            <input
              type="checkbox"
              className="relative mt-1 size-4.5 shrink-0 accent-accent max-md:size-6"
              aria-label={t('outboxWork.choose', { name: item.clientName })}
              checked={chosen.has(item.id)}
              onChange={(event) => choose(item.id, event.target.checked)}
              data-testid="outbox-choose"
            />
          )}
          <div className="min-w-0">
            <Go to={`/messages/${String(item.messageId)}`} className="font-medium text-ink hover:underline">
              {item.clientName}
            </Go>
            <p className="truncate text-sm font-normal text-ink-3">
              {t(`scenario.${item.scenario}`, { defaultValue: item.scenario })}
              {item.isAnswer ? ` · ${t('outbox.answer')}` : ''}
            </p>
          </div>
        </div>
      ),
    },
    {
      key: 'status',
      title: t('table.status'),
      sort: 'status',
      card: 'status',
      cell: (item) => <MessageStatusChip status={item.status} testId="outbox-status" />,
    },
    {
      key: 'why',
      title: t('table.why'),
      card: 'fact',
      className: 'max-w-80 py-1.5 text-sm text-pretty text-ink-2',
      cell: why,
    },
    { key: 'attempts', title: t('outbox.attempts'), align: 'end', card: 'none', cell: (item) => item.attempts },
    {
      key: 'created',
      title: t('table.begun'),
      sort: 'createdAt',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (item) => (
        <time dateTime={item.createdAt} title={moment(item.createdAt)}>
          {brief(item.createdAt)}
        </time>
      ),
    },
    {
      key: 'act',
      title: t('table.action'),
      align: 'end',
      card: 'line',
      className: 'whitespace-nowrap',
      cell: (item) => (maySettle && item.needsPerson && !item.closedBy ? <Settle item={item} {...acting} /> : null),
    },
  ];
}

const CODE = /^[a-z]+(_[a-z]+)+$/;

/** Why the row is where it is; a hook, so that a row with nothing to say leaves its place empty. */
function useWhy(): (item: OutboxItem) => string | null {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const because = useBecause();
  return (item) => {
    const code = (reason: string | null): string =>
      reason === null ? t('outbox.noCode') : because({ decision: 'waits', reason });
    if (item.closedBy)
      return t('outbox.closedBy', {
        by: item.closedBy,
        // What a person typed is shown as typed.
        reason: item.closeReason && CODE.test(item.closeReason) ? code(item.closeReason) : (item.closeReason ?? ''),
      });
    if (item.status === 'unknown') return t('outbox.unknownSince', { at: moment(item.unknownAt ?? item.createdAt) });
    if (item.status === 'dead') return t('outbox.deadBecause', { code: code(item.lastErrorCode) });
    if (item.waitReason) {
      const until = item.waitUntil ? ` ${t('messages.until', { at: moment(item.waitUntil) })}` : '';
      return `${code(item.waitReason)}.${until}`;
    }
    if (item.status === 'failed')
      return t('outbox.retryAt', { at: moment(item.nextAttemptAt), code: code(item.lastErrorCode) });
    const at = item.readAt ?? item.deliveredAt ?? item.sentAt;
    return at ? moment(at) : null;
  };
}

function Settle({ item, isBusy, settle }: Acting & { item: OutboxItem }) {
  const { t } = useTranslation();
  return (
    <span className="relative inline-flex gap-1.5 max-md:flex-wrap">
      <Button size="sm" disabled={isBusy} onClick={() => void settle([item], 'retry')} data-testid="outbox-retry">
        {t('outbox.retry')}
      </Button>
      {item.status === 'unknown' && (
        <Button size="sm" disabled={isBusy} onClick={() => void settle([item], 'arrived')} data-testid="outbox-arrived">
          {t('outboxWork.arrived')}
        </Button>
      )}
      <Button
        size="sm"
        look="quiet"
        disabled={isBusy}
        onClick={() => void settle([item], 'close')}
        data-testid="outbox-close"
      >
        {t('outbox.close')}
      </Button>
    </span>
  );
}
