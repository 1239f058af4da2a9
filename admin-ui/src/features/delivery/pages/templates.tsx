/** Every scenario in every language as WhatsApp sees it: submit, follow, edit, delete. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateList } from '../../../../../contracts/http/templates.ts';
import { Button } from '../../../components/button.tsx';
import { ask as confirm } from '../../../components/dialog.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { FailureNote, Notice, Skeleton } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useMay } from '../../../platform/session.ts';
import { useTemplateActs, useTemplates } from '../api/templates.ts';
import { TemplateCard } from '../components/template-card.tsx';
import { TemplateDialog } from '../components/template-dialog.tsx';

export function TemplatesPage() {
  const { t } = useTranslation();
  const asked = useTemplates();
  const { data } = asked;
  const [openId, setOpenId] = useState<number | null>(null);
  const acts = useTemplateActs({
    submitted: (count) => toast(t('templates.submitted', { count })),
    edited: () => toast(t('templates.edited')),
    deleted: () => toast(t('templates.deleted')),
  });
  const opened = data?.templates.find(({ id }) => id === openId);
  return (
    <Page title={t('nav.settings')}>
      <SettingsTabs />
      <p className="mb-4 max-w-3xl text-pretty text-ink-2">{t('templates.lead')}</p>
      <div className="space-y-4">
        <FailureNote asked={asked} has={data !== undefined} />
        {!data && !asked.error && <Waiting />}
        {data && (
          <>
            {!data.isConnected && <Notice tone="waiting">{t('templates.notConnected')}</Notice>}
            <Head list={data} acts={acts} />
            <div className="grid items-start gap-4 lg:grid-cols-2">
              {data.scenarios.map(({ scenario, findings }) => (
                <TemplateCard
                  key={scenario}
                  scenario={scenario}
                  findings={findings}
                  companyLanguage={data.companyLanguage}
                  templates={data.templates.filter((template) => template.scenario === scenario)}
                  open={({ id }) => setOpenId(id)}
                />
              ))}
            </div>
          </>
        )}
      </div>
      {opened && <TemplateDialog template={opened} acts={acts} close={() => setOpenId(null)} />}
    </Page>
  );
}

function Head({ list, acts }: { list: TemplateList; acts: ReturnType<typeof useTemplateActs> }) {
  const { t } = useTranslation();
  const { ago } = useFormats();
  const mayChange = useMay('change_rules');
  const approved = list.templates.filter(({ status }) => status === 'APPROVED').length;
  const missing = list.templates.filter(({ maySubmit }) => maySubmit).length;
  const submitAll = async (): Promise<void> => {
    const yes = await confirm({
      title: t('templates.submitAllTitle', { count: missing }),
      body: t('templates.submitAllBody'),
      confirm: t('templates.submit'),
    });
    if (yes !== null) acts.submit.mutate({});
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-0 flex-1 basis-60 text-ink-2" data-testid="templates-counted">
        {t('templates.counted', { approved, all: list.templates.length })}{' '}
        <span className="text-sm text-ink-3">
          {list.checkedAt === null ? t('templates.neverRead') : t('templates.read', { ago: ago(list.checkedAt) })}
        </span>
      </p>
      {mayChange && (
        <div className="flex flex-wrap gap-2">
          <Button
            icon="sync"
            busy={acts.read.isPending}
            disabled={!list.isConnected}
            onClick={() => acts.read.mutate(undefined)}
            data-testid="templates-read"
          >
            {t('templates.readNow')}
          </Button>
          {missing > 0 && (
            <Button
              look="primary"
              icon="send"
              busy={acts.submit.isPending}
              disabled={!list.isConnected}
              onClick={() => void submitAll()}
              data-testid="templates-submit-all"
            >
              {t('templates.submitAll', { count: missing })}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Of the size of what is coming, so that nothing jumps. */
function Waiting() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {Array.from({ length: 6 }, (_, card) => (
        <Skeleton key={card} className="h-72 rounded-md" />
      ))}
    </div>
  );
}
