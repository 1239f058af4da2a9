/** A no that a client told a person, and its end: both with what was said. */

import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/dialog.tsx';
import { toast } from '../../../components/toast.tsx';
import { post } from '../../../platform/http.ts';
import { useAct } from '../../../platform/queries.ts';
import { useMay, useSession } from '../../../platform/session.ts';

export function OptOutButton({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const { api } = useSession();
  const isOut = client.optOut !== null;
  const may = useMay(isOut ? 'write_messages' : 'approve');
  const act = useAct(
    ({ what, reason }: { what: 'opt-out' | 'opt-in'; reason: string }) =>
      post<ClientDetail>(`${api}/clients/${String(client.id)}/${what}`, reason === '' ? {} : { reason }),
    { done: (_client, { what }) => toast(t(what === 'opt-out' ? 'optOuts.recorded' : 'optOuts.takenBack')) },
  );
  if (!may || client.phone === null) return null;
  const press = async (): Promise<void> => {
    const reason = await ask({
      title: t(isOut ? 'optOuts.inTitle' : 'optOuts.outTitle'),
      body: t(isOut ? 'optOuts.inBody' : 'optOuts.outBody'),
      confirm: t(isOut ? 'optOuts.optIn' : 'optOuts.optOut'),
      danger: !isOut,
      reason: { label: t('optOuts.howSaid'), required: isOut },
    });
    if (reason !== null) act.mutate({ what: isOut ? 'opt-in' : 'opt-out', reason });
  };
  return (
    <Button size="sm" busy={act.isPending} onClick={() => void press()} data-testid={isOut ? 'opt-in' : 'opt-out'}>
      {t(isOut ? 'optOuts.optIn' : 'optOuts.optOut')}
    </Button>
  );
}
