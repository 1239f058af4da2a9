/** Who may approve in Telegram, and whether the chat is reached. */

import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../../contracts/http/access.ts';
import { Card } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Notice } from '../../../components/states.tsx';

export function ModerationCard({ settings: { moderators, moderationChat } }: { settings: Settings }) {
  const { t } = useTranslation();
  return (
    <Card title={t('settings.moderation.title')} hint={t('settings.moderation.hint')}>
      {moderationChat.deadReason && (
        <Notice tone="trouble" className="mb-3">
          {t('settings.moderation.dead', { reason: moderationChat.deadReason })}
        </Notice>
      )}
      {!moderationChat.isSet && (
        <Notice tone="waiting" className="mb-3">
          {t('settings.moderation.noChat')}
        </Notice>
      )}
      {moderators.length === 0 ? (
        <p className="text-pretty text-ink-2">{t('settings.moderation.nobody')}</p>
      ) : (
        <ul className="space-y-2">
          {moderators.map(({ telegramUserId, name }) => (
            <li key={telegramUserId} className="flex items-center gap-3">
              <span
                aria-hidden="true"
                className="flex size-8 items-center justify-center rounded-full bg-sunken text-sm font-semibold text-ink-2"
              >
                {name.slice(0, 1)}
              </span>
              <span className="flex-1 font-medium">{name}</span>
              <Chip>
                <span className="tabular">{telegramUserId}</span>
              </Chip>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
