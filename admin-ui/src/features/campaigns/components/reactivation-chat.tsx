/** The conversation of these weeks as it stands in the client's phone. */

import { useTranslation } from 'react-i18next';
import type { ReactivationDetail } from '../../../../../contracts/http/campaigns.ts';
import { Chat } from '../../../components/chat.tsx';

export function ReactivationChat({ reactivation }: { reactivation: ReactivationDetail }) {
  const { t } = useTranslation();
  return (
    <section
      aria-label={t('campaigns.conversation')}
      data-testid="conversation"
      className="lg:sticky lg:top-5 lg:self-start"
    >
      <Chat messages={reactivation.messages} replies={reactivation.replies} />
    </section>
  );
}
