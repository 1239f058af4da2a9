/** What waits for a person, most urgent first, each with the way to it. */

import { useTranslation } from 'react-i18next';
import type { Today } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { Go } from '../../../components/go.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

type Item = Today['needsYou'][number];
const WAYS: Record<string, [to: string, icon: IconName, colour: string]> = {
  approvals: ['/approvals', 'approvals', 'bg-amber-soft text-amber'],
  unknown_sends: ['/outbox', 'question', 'bg-red-soft text-red'],
  dead_sends: ['/outbox', 'cross', 'bg-red-soft text-red'],
  conversations: ['/conversations', 'reply', 'bg-amber-soft text-amber'],
  paused_number: ['/system/number', 'pause', 'bg-red-soft text-red'],
  stopped_sending: ['/system/number', 'stop', 'bg-red-soft text-red'],
  dry_run: ['/campaigns', 'campaigns', 'bg-accent-soft text-accent-text'],
  unconfirmed_company: ['/settings/company', 'globe', 'bg-accent-soft text-accent-text'],
  paused_templates: ['/settings/templates', 'pause', 'bg-amber-soft text-amber'],
  quarantined: ['/system', 'warning', 'bg-amber-soft text-amber'],
  budget_near: ['/settings/spending', 'warning', 'bg-amber-soft text-amber'],
  budget_used_up: ['/settings/spending', 'pause', 'bg-red-soft text-red'],
  dead_chat: ['/settings', 'warning', 'bg-red-soft text-red'],
};
const SEARCHES: Record<string, Record<string, string>> = {
  unknown_sends: { status: 'unknown' },
  dead_sends: { status: 'dead' },
  conversations: { show: 'waiting' },
};

export function NeedsYou({ items }: { items: Item[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('today.needsYou')} flush testId="needs-you">
      {items.length === 0 ? (
        <p className="flex items-center gap-3 px-4 py-5 text-ink-2">
          <span className="flex size-8 items-center justify-center rounded-full bg-green-soft text-green">
            <Icon name="check" size={17} />
          </span>
          {t('today.nothingNeeded')}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <Row key={item.code} item={item} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ item }: { item: Item }) {
  const { t } = useTranslation();
  const { ago } = useFormats();
  const words = useReasonWords('needs');
  const [to, icon, colour] = WAYS[item.code] ?? ['/system', 'info', 'bg-sunken text-ink-2'];
  const search = SEARCHES[item.code];
  return (
    <li>
      <Go
        to={to}
        {...(search ? { search } : {})}
        testId={`needs-${item.code}`}
        className="group flex min-h-14 items-center gap-3 px-4 py-2.5 hover:bg-hover"
      >
        <span className={`flex size-8 shrink-0 items-center justify-center rounded-full ${colour}`}>
          <Icon name={icon} size={17} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block font-medium text-ink">
            {words(item.code, { count: item.count, reason: item.reason ?? '' })}
          </span>
          {item.oldestAt && (
            <span className="block text-sm text-ink-3">{t('today.oldest', { ago: ago(item.oldestAt) })}</span>
          )}
        </span>
        <Icon
          name="arrowRight"
          className="text-ink-3 transition-transform group-hover:translate-x-0.5 group-hover:text-ink"
        />
      </Go>
    </li>
  );
}
