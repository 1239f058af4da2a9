/** The latest facts, newest first, each a sentence that leads to its story. */

import { useTranslation } from 'react-i18next';
import type { FeedItem } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

const ICONS: Record<string, [IconName, string]> = {
  reply: ['reply', 'text-blue'],
  booking: ['calendar', 'text-green'],
  converted: ['spark', 'text-green'],
  approved: ['check', 'text-green'],
  rejected: ['cross', 'text-ink-3'],
  edited: ['edit', 'text-ink-3'],
  sent: ['send', 'text-blue'],
  delivered: ['check', 'text-green'],
  read: ['approvals', 'text-green'],
  dead: ['warning', 'text-red'],
  unknown: ['question', 'text-red'],
  opt_out: ['stop', 'text-red'],
  sync: ['sync', 'text-ink-3'],
  run: ['campaigns', 'text-accent-text'],
};

export function JustNow({ items }: { items: FeedItem[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('today.justNow')} flush testId="just-now">
      {items.length === 0 ? (
        <p className="px-4 py-5 text-ink-2">{t('today.quiet')}</p>
      ) : (
        <ol className="py-2">
          {items.map((item) => (
            <Line key={item.key} item={item} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Line({ item }: { item: FeedItem }) {
  const { brief, moment } = useFormats();
  const words = useReasonWords('feed');
  const [icon, colour] = ICONS[item.kind] ?? ['info', 'text-ink-3'];
  const to = item.reactivationId
    ? `/reactivations/${String(item.reactivationId)}`
    : item.messageId
      ? `/messages/${String(item.messageId)}`
      : item.clientId
        ? `/clients/${String(item.clientId)}`
        : null;
  return (
    <li className="flex items-baseline gap-3 px-4 py-1.5">
      <time dateTime={item.at} title={moment(item.at)} className="tabular w-12 shrink-0 text-sm text-ink-3">
        {brief(item.at)}
      </time>
      <Icon name={icon} size={16} className={`translate-y-[3px] ${colour}`} />
      <p className="min-w-0 flex-1 text-pretty text-ink-2">
        {item.clientName &&
          (to ? (
            <Go to={to} className="font-medium text-ink hover:underline">
              {item.clientName}
            </Go>
          ) : (
            <span className="font-medium text-ink">{item.clientName}</span>
          ))}{' '}
        {words({ code: item.kind, ...item.details }, { by: item.by ?? '', text: item.text ?? '' })}
      </p>
    </li>
  );
}
