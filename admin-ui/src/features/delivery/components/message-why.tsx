/** Why a message is where it is: everything that was decided about it. */

import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/card.tsx';
import { DecisionList } from '../../../components/decision-list.tsx';
import { FailureNote } from '../../../components/states.tsx';
import { useMessageDecisions } from '../api/delivery.ts';

export function MessageWhy({ messageId }: { messageId: number }) {
  const { t } = useTranslation();
  const asked = useMessageDecisions(messageId);
  const items = asked.data?.items ?? [];
  if (items.length === 0 && !asked.error) return null;
  return (
    <Card title={t('decisions.onMessage')} testId="message-why">
      <FailureNote asked={asked} has={asked.data !== undefined} />
      <DecisionList decisions={items} />
    </Card>
  );
}
