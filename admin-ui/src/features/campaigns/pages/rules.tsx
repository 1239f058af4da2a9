/** Services and their rules: after how many days somebody is due, how often we ask, and with which discount. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceRule } from '../../../../../contracts/http/campaigns.ts';
import { Chip } from '../../../components/chip.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useRules } from '../api/rules.ts';
import { RuleDialog } from '../components/rule-dialog.tsx';

export function RulesPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: 'title', filters: ['isActive'] });
  const result = useRules(state.query);
  const [opened, setOpened] = useState<number | null>(null);
  const rule = result.data?.items.find(({ serviceId }) => serviceId === opened);
  return (
    <Page title={t('nav.settings')}>
      <SettingsTabs />
      <DataTable
        label={t('settings.tab.services')}
        testId="rules"
        rowTestId="rule"
        columns={useColumns(setOpened)}
        rowKey={(row) => row.serviceId}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('rules.search')} />
            <FilterChips
              state={state}
              name="isActive"
              label={t('table.status')}
              options={[
                { value: 'true', label: t('rules.on') },
                { value: 'false', label: t('rules.off') },
              ]}
            />
          </>
        }
        empty={
          <Empty icon="settings" title={t('rules.emptyTitle')}>
            {t('rules.emptyBody')}
          </Empty>
        }
      />
      {rule && (
        <RuleDialog
          key={`${String(rule.serviceId)}-${String(rule.version)}`}
          rule={rule}
          close={() => setOpened(null)}
        />
      )}
    </Page>
  );
}

function useColumns(open: (id: number) => void): Column<ServiceRule>[] {
  const { t } = useTranslation();
  const { number } = useFormats();
  return [
    {
      key: 'title',
      title: t('client.service'),
      sort: 'title',
      card: 'title',
      cell: (rule) => (
        <div className="min-w-44 text-left">
          <button
            type="button"
            className="text-left font-medium text-ink after:absolute after:inset-0 hover:underline"
            onClick={() => open(rule.serviceId)}
          >
            {rule.title}
          </button>
          {rule.categoryTitle && <p className="text-sm font-normal text-ink-3">{rule.categoryTitle}</p>}
        </div>
      ),
    },
    {
      key: 'on',
      title: t('table.status'),
      card: 'status',
      cell: (rule) => (
        <Chip tone={rule.isActive ? 'good' : 'quiet'}>{t(rule.isActive ? 'rules.on' : 'rules.off')}</Chip>
      ),
    },
    {
      key: 'interval',
      title: t('rules.interval'),
      sort: 'intervalDays',
      align: 'end',
      card: 'fact',
      cell: (rule) => t('rules.days', { count: rule.intervalDays }),
    },
    {
      key: 'source',
      title: t('rules.source'),
      card: 'none',
      className: 'text-ink-2',
      cell: (rule) => t(`rules.from.${rule.intervalSource}`),
    },
    {
      key: 'retry',
      title: t('rules.retry'),
      align: 'end',
      card: 'none',
      cell: (rule) => t('rules.days', { count: rule.retryIntervalDays }),
    },
    {
      key: 'attempts',
      title: t('rules.attempts'),
      align: 'end',
      card: 'fact',
      cell: (rule) => number(rule.maxAttempts),
    },
    {
      key: 'discounts',
      title: t('rules.discounts'),
      card: 'none',
      className: 'tabular text-ink-2 whitespace-nowrap',
      cell: (rule) => rule.discountProgression.map((percent) => `${String(percent)} %`).join(' → '),
    },
  ];
}
