/** Settings of the club: who approves, how we sound, when and how much is sent, what is offered. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings, SettingsUpdate } from '../../../../../contracts/http/access.ts';
import { Button } from '../../../components/button.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { Problem } from '../../../platform/http.ts';
import { useMay } from '../../../platform/session.ts';
import { asUpdate } from '../../../platform/settings.ts';
import { useSaveSettings, useSettings } from '../api/settings.ts';
import { ModeCard } from '../components/mode-card.tsx';
import { ModerationCard } from '../components/moderation-card.tsx';
import { LimitsCard, SendingCard } from '../components/sending-cards.tsx';
import { OfferCard, ReactivationCard } from '../components/writing-cards.tsx';

export function SettingsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSettings();
  return (
    <Page title={t('nav.settings')}>
      <SettingsTabs />
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={10} />}
      {data && <SettingsForm settings={data} />}
    </Page>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const mayChange = useMay('change_settings');
  const [changes, setChanges] = useState<Partial<SettingsUpdate>>({});
  const [base, setBase] = useState(settings);
  const isDirty = Object.keys(changes).length > 0;
  // While nothing is typed the form follows the database; afterwards it keeps the version it began from.
  const from = isDirty ? base : settings;
  const value: SettingsUpdate = { ...asUpdate(from), ...changes };
  const change = (patch: Partial<SettingsUpdate>): void => {
    if (!isDirty) setBase(settings);
    setChanges({ ...changes, ...patch });
  };
  const [hasConflict, setConflict] = useState(false);
  const saving = useSaveSettings({
    done: () => {
      setChanges({});
      setConflict(false);
      toast(t('settings.saved'));
    },
    refused: (failure) => {
      const isConflict = failure instanceof Problem && failure.code === 'version_conflict';
      setConflict(isConflict);
      return isConflict;
    },
  });
  const form = { value, change, disabled: !mayChange };
  return (
    <div className="space-y-4 pb-20">
      {!mayChange && <Notice>{t('settings.readOnly')}</Notice>}
      {settings.isTryOut && <Notice>{t('settings.tryOut')}</Notice>}
      {hasConflict && (
        <Notice
          tone="trouble"
          action={
            <Button
              size="sm"
              onClick={() => {
                setChanges({});
                setConflict(false);
              }}
            >
              {t('settings.takeTheirs')}
            </Button>
          }
        >
          {t('problem.code.version_conflict')}
        </Notice>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <ModeCard settings={settings} />
          <ReactivationCard {...form} settings={settings} />
          <OfferCard {...form} />
        </div>
        <div className="min-w-0 space-y-4">
          <SendingCard {...form} />
          <LimitsCard {...form} />
          <ModerationCard settings={settings} />
        </div>
      </div>
      {isDirty && (
        <div
          className="fixed inset-x-0 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-20 animate-rise border-t border-line bg-raised px-4 py-3 shadow-lift md:bottom-0 md:left-[212px]"
          data-testid="save-bar"
        >
          <div className="mx-auto flex max-w-[1096px] items-center gap-2">
            <p className="flex-1 text-ink-2">{t('settings.unsaved')}</p>
            <Button onClick={() => setChanges({})}>{t('settings.discard')}</Button>
            <Button
              look="primary"
              busy={saving.isPending}
              onClick={() => saving.mutate(value)}
              data-testid="settings-save"
            >
              {t('action.save')}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
