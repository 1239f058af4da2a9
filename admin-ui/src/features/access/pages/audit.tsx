/** The audit log: who did what, when and where. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../../contracts/http/access.ts';
import type { Page as PageOf } from '../../../../../contracts/http/common.ts';
import { Chip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { SystemTabs } from '../../../components/settings-tabs.tsx';
import { Empty } from '../../../components/states.tsx';
import { DataTable, type Column } from '../../../components/table/data-table.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { SearchBox } from '../../../components/table/toolbar.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { askPage } from '../../../platform/queries.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';
import { useSession } from '../../../platform/session.ts';

const PLACES: Record<string, string> = { message: '/messages', client: '/clients', reactivation: '/reactivations' };

export function AuditPage() {
  const { t } = useTranslation();
  const { api } = useSession();
  const list = useListState({ sort: '-at' });
  const actions = useActionsNamed(list.q);
  const state = { ...list, query: { ...list.query, ...(actions === '' ? {} : { actions }) } };
  const result = useQuery(
    askPage<PageOf<AuditEntry>>(api, '/audit', ['messages', 'settings', 'campaigns'], state.query),
  );
  return (
    <Page title={t('nav.system')}>
      <SystemTabs />
      <DataTable
        label={t('system.tab.audit')}
        testId="audit"
        columns={useColumns()}
        rowKey={(entry) => entry.id}
        result={result}
        state={state}
        toolbar={
          <>
            <SearchBox state={state} label={t('audit.search')} />
            <ExportAction file="/audit.csv" state={state} needs="see_audit" />
          </>
        }
        empty={
          <Empty icon="audit" title={t('audit.emptyTitle')}>
            {t('audit.emptyBody')}
          </Empty>
        }
      />
    </Page>
  );
}

/** People look for the words they read, the log keeps codes: those whose words hold what was typed. */
function useActionsNamed(q: string): string {
  const { i18n } = useTranslation();
  const wanted = q.trim().toLowerCase();
  if (wanted === '') return '';
  const words = i18n.getResource(i18n.language, 'translation', 'audit') as Record<string, unknown>;
  return Object.entries(words)
    .filter(([code, said]) => code.includes('.') && typeof said === 'string' && said.toLowerCase().includes(wanted))
    .map(([code]) => code)
    .join(',');
}

function useColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useReasonWords('audit');
  return [
    {
      key: 'at',
      title: t('table.when'),
      sort: 'at',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (entry) => moment(entry.at),
    },
    {
      key: 'who',
      title: t('table.by'),
      card: 'status',
      className: 'whitespace-nowrap',
      cell: (entry) =>
        entry.actorKind === 'system' ? (
          <Chip icon="bot">{humanised(entry.actorLabel)}</Chip>
        ) : (
          <span className="font-medium">{entry.actorLabel}</span>
        ),
    },
    { key: 'what', title: t('audit.what'), card: 'title', cell: (entry) => words(entry.action, entry.details) },
    {
      key: 'subject',
      title: t('audit.subject'),
      card: 'fact',
      className: 'text-ink-2',
      cell: (entry) => <Subject entry={entry} />,
    },
    {
      key: 'via',
      title: t('audit.where'),
      card: 'none',
      className: 'text-ink-2',
      cell: (entry) => t(`via.${entry.via}`),
    },
    {
      key: 'details',
      title: t('audit.details'),
      card: 'none',
      className: 'max-w-72 truncate text-sm text-ink-3',
      cell: (entry) => detailsOf(entry.details),
    },
  ];
}

function Subject({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const place = PLACES[entry.subjectKind];
  const words = `${t(`audit.kind.${entry.subjectKind}`, { defaultValue: humanised(entry.subjectKind) })}${entry.subjectId ? ` ${entry.subjectId}` : ''}`;
  return place && entry.subjectId ? <Go to={`${place}/${entry.subjectId}`}>{words}</Go> : <>{words}</>;
}

function detailsOf(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${humanised(name)}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
