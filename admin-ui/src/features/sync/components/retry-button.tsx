/** Reads one record again that was set aside, and says what became of it. */

import { useTranslation } from 'react-i18next';
import type { RetryOutcome } from '../../../../../contracts/http/sync.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { useKeptFocus } from '../../../components/kept-focus.ts';
import { toast } from '../../../components/toast.tsx';
import { useRetry } from '../api/sync.ts';

const TONES = { resolved: 'good', gone: 'good', still_unreadable: 'trouble', next_reading: 'info' } as const;

export function RetryButton({
  id,
  name,
  look = 'quiet',
  done,
}: {
  id: number;
  name: string;
  look?: 'quiet' | 'primary';
  done?: (outcome: RetryOutcome) => void;
}) {
  const { t } = useTranslation();
  const retrying = useRetry((outcome) => {
    toast(name, { tone: TONES[outcome], detail: t(`sync.quarantine.retried.${outcome}`) });
    done?.(outcome);
  });
  const button = useKeptFocus(retrying.isPending);
  if (look === 'quiet')
    return (
      <IconButton
        ref={button}
        icon="rewrite"
        label={`${t('sync.quarantine.retry')}: ${name}`}
        disabled={retrying.isPending}
        onClick={() => retrying.mutate(id)}
        data-testid="quarantine-retry"
      />
    );
  return (
    <Button
      ref={button}
      look="primary"
      icon="rewrite"
      busy={retrying.isPending}
      onClick={() => retrying.mutate(id)}
      data-testid="quarantine-retry"
    >
      {t('sync.quarantine.retry')}
    </Button>
  );
}
