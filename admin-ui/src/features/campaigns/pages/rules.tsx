/** Services and their rules: after how many days somebody is due, how often we ask, and with which discount. */

import { useTranslation } from 'react-i18next';
import type { ServiceRule } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { ask } from '../../../components/dialog.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useOpened } from '../../../components/table/use-opened.ts';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { useMay } from '../../../platform/session.ts';
import { useAskSuggestion, useRules } from '../api/rules.ts';
import { RuleDialog } from '../components/rule-dialog.tsx';

export function RulesPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: 'title', filters: ['isActive', 'category'] });
  const mayChange = useMay('change_rules');
  const asking = useAskSuggestion(() => toast(t('rules.asked'), { detail: t('rules.askedHint') }));
  const result = useRules(state.query, asking.askedAt);
  const { row: rule, open, close } = useOpened(result.data?.items, ({ serviceId }) => serviceId);
  const askAll = async (): Promise<void> => {
    const yes = await ask({ title: t('rules.askAllTitle'), body: t('rules.askAllBody'), confirm: t('rules.askAll') });
    if (yes !== null) asking.ask(null);
  };
  return (
    <Page
      title={t('nav.settings')}
      action={
        mayChange && (
          <Button
            icon="spark"
            busy={asking.isBusy}
            onClick={() => void askAll()}
            disabled={result.data?.items.length === 0}
            data-testid="ask-suggestions"
          >
            {t('rules.askAll')}
          </Button>
        )
      }
    >
      <SettingsTabs />
      <p className="mb-4 max-w-2xl text-pretty text-ink-2">{t('rules.lead')}</p>
      <DataTable
        label={t('settings.tab.services')}
        testId="rules"
        rowTestId="rule"
        columns={useColumns(open)}
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
            {(result.data?.categories.length ?? 0) > 1 && (
              <FilterChips
                state={state}
                name="category"
                label={t('rules.category')}
                options={(result.data?.categories ?? []).map(({ title, count }) => ({
                  value: title,
                  label: title,
                  count,
                }))}
              />
            )}
          </>
        }
        empty={
          <Empty icon="settings" title={t(state.isFiltered ? 'rules.nothingFits' : 'rules.emptyTitle')}>
            {t(state.isFiltered ? 'rules.nothingFitsBody' : 'rules.emptyBody')}
          </Empty>
        }
      />
      {rule && <RuleDialog key={rule.serviceId} rule={rule} close={close} asking={asking} />}
    </Page>
  );
}

function useColumns(open: (rule: ServiceRule) => void): Column<ServiceRule>[] {
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
            onClick={() => open(rule)}
          >
            {rule.title}
          </button>
          <p className="text-sm font-normal text-ink-3">
            {[rule.categoryTitle, ...(rule.countsAsPersonalTraining ? [t('rules.pt')] : [])]
              .filter(Boolean)
              .join(' · ')}
          </p>
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
      card: 'fact',
      className: 'whitespace-nowrap',
      cell: (rule) => (
        <>
          <span className="tabular font-medium text-ink">{t('rules.days', { count: rule.intervalDays })}</span>{' '}
          <span className="block text-sm text-ink-3 max-md:inline">{t(`rules.from.${rule.intervalSource}`)}</span>
        </>
      ),
    },
    {
      key: 'history',
      title: t('rules.history'),
      card: 'none',
      className: 'whitespace-nowrap text-ink-2',
      cell: ({ historicalGaps: { count, medianDays } }) =>
        medianDays === null ? null : (
          <>
            <span className="tabular">{t('rules.days', { count: Math.round(medianDays) })}</span>{' '}
            <span className="block text-sm text-ink-3">{t('rules.gapsShort', { count, gaps: number(count) })}</span>
          </>
        ),
    },
    {
      key: 'suggestion',
      title: t('rules.suggestion'),
      card: 'fact',
      className: 'whitespace-nowrap text-ink-2',
      cell: (rule) =>
        rule.aiSuggestedInterval === null ? null : (
          <span className="inline-flex items-center gap-2">
            <span className="tabular">{t('rules.days', { count: rule.aiSuggestedInterval })}</span>
            {rule.aiSuggestionAccepted ? (
              <span className="text-sm text-ink-3">{t('rules.accepted')}</span>
            ) : rule.aiSuggestionDeclinedAt ? (
              <span className="text-sm text-ink-3">{t('rules.declined')}</span>
            ) : (
              // Where history or a person's own number counts, nothing waits for a yes.
              rule.intervalSource === 'default' && <Chip tone="waiting">{t('rules.waits')}</Chip>
            )}
          </span>
        ),
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
