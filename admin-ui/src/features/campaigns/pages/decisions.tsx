/** Every decision about people, with its reason: why this one got a message, why that one did not, what a message waits for. */

import { useTranslation } from 'react-i18next';
import { DECISIONS, type Decision } from '../../../../../contracts/http/campaigns.ts';
import { Chip, RemovableChip, type Tone } from '../../../components/chip.tsx';
import { useBecause, useWhyWords } from '../../../components/decision-words.ts';
import { TextField } from '../../../components/field.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { type ListState, useListState } from '../../../platform/list-state.ts';
import { useDecisions } from '../api/campaigns.ts';
import { CampaignTabs } from '../components/campaign-tabs.tsx';

const FILTERS = ['decision', 'reason', 'runId', 'clientId', 'messageId', 'from', 'to'] as const;
const TONES: Partial<Record<Decision['decision'], Tone>> = {
  chosen: 'good',
  approved: 'good',
  waits: 'waiting',
  retried: 'waiting',
  unknown: 'trouble',
  dead: 'trouble',
};

export function DecisionsPage() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-createdAt', filters: FILTERS });
  const result = useDecisions(state.query);
  return (
    <Page title={t('nav.campaigns')} lead={t('decisions.lead')}>
      <CampaignTabs />
      <DataTable
        label={t('decisions.title')}
        testId="decisions"
        rowTestId="decision"
        columns={useColumns()}
        rowKey={(item) => item.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('decisions.search')} />
            <Days state={state} />
            <ExportAction file="/decisions.csv" state={state} needs="see_company" />
            <Narrowed state={state} />
            <FilterChips
              state={state}
              name="decision"
              label={t('decisions.decision')}
              options={DECISIONS.map((value) => ({ value, label: t(`decidedShort.${value}`) }))}
            />
          </>
        }
        empty={
          <Empty title={t(state.isFiltered ? 'decisions.noneTitle' : 'decisions.emptyTitle')}>
            {t(state.isFiltered ? 'decisions.noneBody' : 'decisions.emptyBody')}
          </Empty>
        }
      />
    </Page>
  );
}

/** What the page was opened for, from a run, a person or a message; each can be taken away. */
function Narrowed({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const because = useBecause();
  const decision = (state.filter('decision') || (state.filter('runId') ? 'skipped' : 'waits')) as Decision['decision'];
  const words: Partial<Record<(typeof FILTERS)[number], string>> = {
    reason: t('decisions.byReason', { reason: because({ decision, reason: state.filter('reason') }) }),
    runId: t('decisions.ofRun'),
    clientId: t('decisions.ofClient'),
    messageId: t('decisions.ofMessage'),
  };
  return Object.entries(words)
    .filter(([name]) => state.filter(name) !== '')
    .map(([name, label]) => (
      <RemovableChip
        key={name}
        label={`${label}: ${t('decisions.anybody')}`}
        testId={`narrowed-${name}`}
        onRemove={() => state.change({ [name]: '' })}
      >
        {label}
      </RemovableChip>
    ));
}

function Days({ state }: { state: ListState }) {
  const { t } = useTranslation();
  return (['from', 'to'] as const).map((name) => (
    <div key={name} className="w-36">
      <TextField
        type="date"
        hideLabel
        label={t(`decisions.${name}`)}
        title={t(`decisions.${name}`)}
        className="h-9"
        value={state.filter(name)}
        onChange={(event) => state.change({ [name]: event.target.value })}
      />
    </div>
  ));
}

function useColumns(): Column<Decision>[] {
  const { t } = useTranslation();
  const { brief, moment } = useFormats();
  const words = useWhyWords();
  return [
    {
      key: 'client',
      title: t('table.client'),
      card: 'title',
      cell: ({ clientId, clientName }) =>
        clientId === null ? null : (
          <Go to={`/clients/${String(clientId)}`} className="font-medium text-ink hover:underline">
            {clientName || t('clients.nameless')}
          </Go>
        ),
    },
    {
      key: 'decision',
      title: t('decisions.decision'),
      card: 'status',
      cell: ({ decision }) => <Chip tone={TONES[decision] ?? 'quiet'}>{t(`decidedShort.${decision}`)}</Chip>,
    },
    {
      key: 'why',
      title: t('table.why'),
      card: 'line',
      className: 'max-w-96 py-1.5 text-sm text-pretty text-ink-2',
      cell: (item) => words(item),
    },
    {
      key: 'about',
      title: t('decisions.about'),
      card: 'fact',
      className: 'text-ink-2',
      cell: ({ scenario, messageId, reactivationId }) => {
        const name = t(`scenario.${scenario}`, { defaultValue: scenario });
        if (messageId !== null) return <Go to={`/messages/${String(messageId)}`}>{name}</Go>;
        return reactivationId === null ? name : <Go to={`/reactivations/${String(reactivationId)}`}>{name}</Go>;
      },
    },
    {
      key: 'at',
      title: t('decisions.day'),
      sort: 'createdAt',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: ({ createdAt }) => (
        <time dateTime={createdAt} title={moment(createdAt)}>
          {brief(createdAt)}
        </time>
      ),
    },
  ];
}
