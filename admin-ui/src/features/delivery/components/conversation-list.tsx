/** The conversations to choose from: who, their last words, and whether somebody is called for. */

import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../../../contracts/http/conversations.ts';
import { Chip } from '../../../components/chip.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

export function ConversationList({
  items,
  chosen,
  choose,
  label,
}: {
  items: Conversation[];
  chosen: number | undefined;
  choose: (id: number) => void;
  /** Of a list beside another one. */
  label?: string;
}) {
  const { t } = useTranslation();
  return (
    <ul
      aria-label={label ?? t('nav.conversations')}
      className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface shadow-shade"
    >
      {items.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            data-testid="conversation-row"
            aria-current={item.id === chosen ? 'true' : undefined}
            onClick={() => choose(item.id)}
            className="block w-full px-4 py-3 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-[current=true]:bg-accent-soft"
          >
            <Row item={item} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Row({ item }: { item: Conversation }) {
  const { t } = useTranslation();
  const { brief } = useFormats();
  const words = useReasonWords('skip');
  const kind = item.lastKind ?? '';
  const last = item.lastText ?? (kind && t(`replyKind.${kind}`, { defaultValue: kind }));
  return (
    <>
      <span className="flex items-baseline gap-2">
        <span className="tabular min-w-0 flex-1 truncate font-medium text-ink">{item.clientName || item.phone}</span>
        {item.lastInboundAt && <span className="tabular text-sm text-ink-2">{brief(item.lastInboundAt)}</span>}
      </span>
      <span className="block truncate text-ink-2">{last || '–'}</span>
      {(item.needsPersonSince ?? item.handedAt) && (
        <span className="mt-1.5 flex flex-wrap gap-1.5">
          {item.needsPersonSince && (
            <Chip tone="waiting" icon="clock">
              {item.needsPersonReason ? words(item.needsPersonReason) : t('conversations.needsPerson')}
            </Chip>
          )}
          {item.handedAt && (
            <Chip tone="accent" icon="user">
              {item.handedTo}
            </Chip>
          )}
        </span>
      )}
    </>
  );
}
