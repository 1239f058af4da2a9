/** What was decided about a person lately: why they got a message, and why not. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../../../contracts/http/campaigns.ts';
import type { Page } from '../../../../../contracts/http/common.ts';
import { Card } from '../../../components/card.tsx';
import { DecisionList } from '../../../components/decision-list.tsx';
import { Go } from '../../../components/go.tsx';
import { FailureNote, SkeletonLines } from '../../../components/states.tsx';
import { ask } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';

const SHOWN = 6;

export function DecisionsCard({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const { api } = useSession();
  const maySee = useMay('see_company');
  const asked = useQuery({
    ...ask<Page<Decision>>(api, '/decisions', ['campaigns', 'messages'], { clientId, pageSize: SHOWN }),
    enabled: maySee,
  });
  if (!maySee) return null;
  const { data } = asked;
  return (
    <Card
      title={t('decisions.onClient')}
      testId="client-decisions"
      action={
        data &&
        data.items.length > 0 && (
          <Go to="/campaigns/decisions" search={{ clientId }} testId="all-decisions">
            {t('decisions.all')}
          </Go>
        )
      }
    >
      <FailureNote asked={asked} has={data !== undefined} />
      {!data && !asked.error && <SkeletonLines lines={3} />}
      {data && data.items.length === 0 && <p className="text-ink-2">{t('decisions.onClientNone')}</p>}
      {data && <DecisionList decisions={data.items} linked />}
    </Card>
  );
}
