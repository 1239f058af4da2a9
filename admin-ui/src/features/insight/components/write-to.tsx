/** Writing to somebody straight from a list: how they may be written to is asked for once the button is pressed. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { Button } from '../../../components/button.tsx';
import { useProblemWords } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useClient } from '../api/clients.ts';
import { WriteDialog } from './write-dialog.tsx';

export function WriteTo({ client }: { client: Client }) {
  const { t } = useTranslation();
  const may = useMay('write_messages');
  const words = useReasonWords('skip');
  const [isAsked, setAsked] = useState(false);
  if (!may) return null;
  // What the list already knows needs no question.
  const known = client.optedOut ? 'opted_out' : client.phone === null ? 'no_valid_phone' : null;
  return (
    <>
      <Button
        size="sm"
        icon="send"
        busy={isAsked}
        disabled={known !== null}
        aria-label={t('group.writeTo', { name: client.name })}
        title={known === null ? undefined : words(known)}
        data-testid="row-write"
        onClick={() => setAsked(true)}
      >
        {t('group.write')}
      </Button>
      {isAsked && <Writing id={client.id} close={() => setAsked(false)} />}
    </>
  );
}

function Writing({ id, close }: { id: number; close: () => void }) {
  const { t } = useTranslation();
  const { data, error } = useClient(String(id));
  const words = useReasonWords('skip');
  const problem = useProblemWords();
  const refusal = data && !data.writing.possible ? words(data.writing.reason) : undefined;
  useEffect(() => {
    if (refusal === undefined && !(error && !data)) return;
    const { title, detail } =
      refusal === undefined ? problem(error) : { title: t('client.cannotWrite'), detail: refusal };
    toast(title, { tone: 'trouble', detail });
    close();
  });
  return data?.writing.possible ? <WriteDialog client={data} close={close} /> : null;
}
