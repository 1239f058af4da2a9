/** Who says yes: a person for each message, or nobody. Switching asks what to do with messages that already wait. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../../contracts/http/access.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Choice } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { toast } from '../../../components/toast.tsx';
import { useMay } from '../../../platform/session.ts';
import { useSetMode } from '../api/settings.ts';

const MODES = ['moderation', 'notification'] as const;
type Mode = (typeof MODES)[number];

export function ModeCard({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const mayChange = useMay('change_delivery_mode');
  const [wanted, setWanted] = useState<Mode | null>(null);
  return (
    <Card title={t('settings.mode.title')} testId="delivery-mode">
      <div role="group" aria-label={t('settings.mode.title')} className="space-y-2">
        {MODES.map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={settings.deliveryMode === mode}
            disabled={!mayChange || settings.deliveryMode === mode}
            onClick={() => setWanted(mode)}
            data-testid={`mode-${mode}`}
            className="flex w-full items-start gap-3 rounded-md border border-line p-3.5 text-left transition-colors enabled:hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft"
          >
            <Icon
              name={mode === 'moderation' ? 'approvals' : 'send'}
              className={`mt-0.5 ${settings.deliveryMode === mode ? 'text-accent-text' : 'text-ink-3'}`}
            />
            <span className="flex-1">
              <span className="block font-medium">{t(`settings.mode.${mode}`)}</span>
              <span className="block text-sm text-pretty text-ink-2">{t(`settings.mode.${mode}Help`)}</span>
            </span>
            {settings.deliveryMode === mode && <Icon name="check" className="mt-0.5 text-accent-text" />}
          </button>
        ))}
      </div>
      {wanted && <SwitchDialog mode={wanted} close={() => setWanted(null)} />}
    </Card>
  );
}

function SwitchDialog({ mode, close }: { mode: Mode; close: () => void }) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<'keep' | 'apply'>('keep');
  const switching = useSetMode(({ applied }) => {
    close();
    toast(
      t(`settings.mode.now.${mode}`),
      applied > 0 ? { detail: t('settings.mode.applied', { count: applied }) } : {},
    );
  });
  return (
    <Dialog open onClose={close} title={t(`settings.mode.switch.${mode}`)}>
      <div className="space-y-4">
        <p className="text-pretty text-ink-2">{t(`settings.mode.switchBody.${mode}`)}</p>
        <Choice
          label={t('settings.mode.pending')}
          value={pending}
          onChange={setPending}
          options={[
            { value: 'keep', label: t(`settings.mode.keep.${mode}`) },
            { value: 'apply', label: t(`settings.mode.apply.${mode}`) },
          ]}
        />
        <div className="flex justify-end gap-2 max-md:flex-col-reverse">
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button
            look="primary"
            busy={switching.isPending}
            onClick={() => switching.mutate({ mode, pending })}
            data-testid="mode-confirm"
          >
            {t('settings.mode.confirm')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
