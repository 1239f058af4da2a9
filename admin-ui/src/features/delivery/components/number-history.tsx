/** What happened to the number, newest first: each change in words, with whoever or whatever made it. */

import { useTranslation } from 'react-i18next';
import type { AccountEvent } from '../../../../../contracts/http/account.ts';
import { Empty } from '../../../components/states.tsx';
import { type Column, DataTable } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useListState } from '../../../platform/list-state.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';
import { useAccountEvents } from '../api/account.ts';

export function NumberHistory() {
  const { t } = useTranslation();
  const state = useListState({ sort: '-at' });
  const result = useAccountEvents(state.query);
  return (
    <section className="min-w-0 lg:col-span-2">
      <h2 className="mb-2 font-semibold text-ink">{t('account.history')}</h2>
      <DataTable
        label={t('account.history')}
        testId="number-history"
        columns={useColumns()}
        rowKey={(event) => event.id}
        result={result}
        state={state}
        empty={
          <Empty icon="phone" title={t('account.emptyTitle')}>
            {t('account.emptyBody')}
          </Empty>
        }
      />
    </section>
  );
}

function useColumns(): Column<AccountEvent>[] {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const words = useEventWords();
  return [
    {
      key: 'what',
      title: t('account.what'),
      card: 'title',
      className: 'text-pretty',
      cell: (event) => {
        const said = event.details['words'];
        return (
          <>
            {words(event)}
            {typeof said === 'string' && said !== '' && <p className="text-sm font-normal text-ink-3">“{said}”</p>}
          </>
        );
      },
    },
    {
      key: 'by',
      title: t('account.by'),
      card: 'fact',
      className: 'whitespace-nowrap text-ink-2',
      cell: (event) => t(`account.who.${event.by}`, { defaultValue: event.by }),
    },
    {
      key: 'at',
      title: t('account.when'),
      sort: 'at',
      card: 'fact',
      className: 'tabular whitespace-nowrap text-ink-2',
      cell: (event) => <time dateTime={event.at}>{moment(event.at)}</time>,
    },
  ];
}

/** Codes inside the facts become words, too; an event that nobody has words for is told by its name. */
function useEventWords(): (event: AccountEvent) => string {
  const { t, i18n } = useTranslation();
  const { moment, percent, number } = useFormats();
  const why = useReasonWords('account.why');
  const level = (value: unknown): string => t(`account.level.${String(value)}`, { defaultValue: String(value) });
  return ({ kind, details }) => {
    const text = (name: string): string => {
      const value = details[name];
      if (typeof value === 'number') return name === 'score' ? percent(value) : number(value);
      if (Array.isArray(value)) return value.map((one) => humanised(String(one))).join(', ');
      return typeof value === 'string' ? humanised(value) : '–';
    };
    const key = kind === 'paused' && typeof details['until'] === 'string' ? 'pausedUntil' : kind;
    if (!i18n.exists(`account.event.${key}`)) return humanised(kind);
    const reason = details['reason'] ?? details['was'];
    return t(`account.event.${key}`, {
      ...Object.fromEntries(Object.keys(details).map((name) => [name, text(name)])),
      ...(kind === 'warmup' ? { from: level(details['from']), to: level(details['to']) } : {}),
      ...(typeof details['until'] === 'string' ? { until: moment(details['until']) } : {}),
      why: typeof reason === 'string' ? why(reason) : '–',
    });
  };
}
