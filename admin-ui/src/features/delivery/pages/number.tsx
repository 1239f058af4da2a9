/** The WhatsApp number: how warm it is, what it may send and has sent, whether something holds it, its templates. */

import { useTranslation } from 'react-i18next';
import type { AccountHealth } from '../../../../../contracts/http/delivery.ts';
import { Card } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { SystemTabs } from '../../../components/settings-tabs.tsx';
import { Empty, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useAccountHealth } from '../api/delivery.ts';
import { AllCompanies } from '../components/all-companies.tsx';
import { NumberFacts, PauseNotice } from '../components/number-facts.tsx';
import { NumberHistory } from '../components/number-history.tsx';
import { TestMessage } from '../components/test-message.tsx';

/** What the API says for "no limit". */
const UNLIMITED = 2_000_000_000;

export function NumberPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useAccountHealth();
  return (
    <Page title={t('nav.system')}>
      <SystemTabs />
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={8} />}
      {data?.phoneNumberId === null && (
        <Empty icon="phone" title={t('number.noneTitle')}>
          {t('number.noneBody')}
        </Empty>
      )}
      {data && data.phoneNumberId !== null && <Number health={data} />}
    </Page>
  );
}

function Number({ health }: { health: AccountHealth }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <PauseNotice health={health} />
      <NumberFacts health={health} />
      <Card title={t('number.limits')} hint={t(`number.limitsFrom.${health.limits.source}`)}>
        <div className="space-y-4">
          <Meter words={t('number.today')} used={health.used.today} limit={health.limits.daily} />
          <Meter words={t('number.hour')} used={health.used.lastHour} limit={health.limits.hourly} />
          <Meter words={t('number.now')} used={health.used.sendingNow} limit={health.limits.concurrent} />
          <Meter
            words={t('number.tier')}
            used={health.used.tierPeople24h}
            limit={health.limits.tier >= UNLIMITED ? null : health.limits.tier}
          />
        </div>
      </Card>
      <Card title={t('number.outbox')} flush className="lg:col-span-2">
        <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-md bg-line sm:grid-cols-5">
          {(['queued', 'waiting', 'failed', 'unknown', 'dead'] as const).map((state) => (
            <li key={state} className="bg-surface">
              <Go
                to="/outbox"
                search={{ status: state === 'waiting' ? 'queued' : state }}
                className="block px-4 py-3 hover:bg-hover"
              >
                <span className="tabular block text-xl font-semibold">{health.outbox[state]}</span>
                <span className="block text-sm text-ink-3">{t(`messageStatus.${state}`)}</span>
              </Go>
            </li>
          ))}
        </ul>
      </Card>
      <TestMessage templates={health.templates} />
      <Templates templates={health.templates} />
      <AllCompanies />
      <NumberHistory />
    </div>
  );
}

function Meter({ words, used, limit }: { words: string; used: number; limit: number | null }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const share = limit === null || limit === 0 ? 0 : Math.min(1, used / limit);
  return (
    <div>
      <div className="mb-1 flex justify-between gap-4 text-sm">
        <span className="text-ink-2">{words}</span>
        <span className="tabular font-medium">
          {limit === null ? number(used) : t('number.of', { used: number(used), limit: number(limit) })}
        </span>
      </div>
      <div
        role="meter"
        aria-label={words}
        aria-valuenow={used}
        aria-valuemin={0}
        aria-valuemax={limit ?? Math.max(1, used)}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full ${share >= 1 ? 'bg-amber' : 'bg-accent/70'}`}
          style={{ width: `${String(share * 100)}%` }}
        />
      </div>
    </div>
  );
}

function Templates({ templates }: { templates: AccountHealth['templates'] }) {
  const { t } = useTranslation();
  const scenarios = [...new Set(templates.map(({ scenario }) => scenario))];
  return (
    <Card title={t('number.templates')} hint={t('number.templatesHint')} flush className="lg:col-span-2">
      {templates.length === 0 && <p className="px-4 py-5 text-ink-2">{t('number.noTemplates')}</p>}
      <ul className="divide-y divide-line">
        {scenarios.map((scenario) => (
          <li key={scenario} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
            <span className="w-52 font-medium">{t(`scenario.${scenario}`, { defaultValue: scenario })}</span>
            <span className="flex flex-wrap gap-1.5">
              {templates
                .filter((template) => template.scenario === scenario)
                .map((template) => (
                  <Chip
                    key={template.language}
                    tone={
                      template.status === 'APPROVED' ? 'good' : template.status === 'PENDING' ? 'waiting' : 'trouble'
                    }
                    icon={template.status === 'APPROVED' ? 'check' : 'clock'}
                    title={template.body}
                  >
                    {template.language} ·{' '}
                    {t(`templateStatus.${template.status}`, { defaultValue: template.status.toLowerCase() })}
                  </Chip>
                ))}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
