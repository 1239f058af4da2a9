/** What happened to a template, newest first. */

import { useTranslation } from 'react-i18next';
import type { TemplateEvents } from '../../../../../contracts/http/templates.ts';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useTemplateEvents } from '../api/templates.ts';

type Event = TemplateEvents['items'][number];

export function TemplateHistory({ templateId }: { templateId: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useTemplateEvents(templateId);
  return (
    <section aria-labelledby="template-history">
      <h3 id="template-history" className="mb-2 font-semibold text-ink">
        {t('templates.history')}
      </h3>
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!error && !data && <SkeletonLines lines={3} />}
      {data?.items.length === 0 && <p className="text-sm text-ink-3">{t('templates.noHistory')}</p>}
      {data && data.items.length > 0 && (
        <ol className="space-y-2">
          {data.items.map((event) => (
            <Line key={event.id} event={event} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Line({ event }: { event: Event }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { kind, before, after, reason, source, by, at } = event;
  const named = (value: string | null): string =>
    value === null
      ? ''
      : kind === 'status'
        ? t(`templates.status.${value}`, { defaultValue: value.toLowerCase() })
        : kind === 'asked' || kind === 'refused'
          ? t(`templates.act.${value}`, { defaultValue: value })
          : value.toLowerCase();
  const why =
    reason === null
      ? ''
      : kind === 'refused'
        ? t(`templates.refused.${reason}`, { defaultValue: t('templates.refusedOther', { code: reason }) })
        : t(`templates.reason.${reason}`, { defaultValue: t('templates.reasonOther', { reason }) });
  return (
    <li className="text-sm">
      <span className="block text-pretty text-ink">
        {t(`templates.event.${kind}`, { before: named(before), after: named(after) })} {why}
      </span>
      <span className="tabular block text-ink-3">
        {moment(at)} · {source === 'person' ? by : t(`templates.source.${source}`)}
      </span>
    </li>
  );
}
