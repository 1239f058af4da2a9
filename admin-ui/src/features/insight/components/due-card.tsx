/** Whether it is time to write to a person, and why or why not, in words: the service first, then the scenarios of the day. */

import { useTranslation } from 'react-i18next';
import type { ClientDue } from '../../../../../contracts/http/campaigns.ts';
import { Card } from '../../../components/card.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { ExportAction } from '../../../components/table/export-action.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useDue, useDueRank } from '../api/people.ts';

type Service = ClientDue['service'];
type Scenario = ClientDue['scenarios'][number];
/** Amber: it waits for somebody to act. Grey: left out, or nothing to do. */
const LOOKS: Record<Service['outcome'], [IconName, string]> = {
  due: ['clock', 'bg-amber-soft text-amber'],
  skipped: ['minus', 'bg-sunken text-ink-2'],
  not_due: ['check', 'bg-green-soft text-green'],
  no_visits: ['info', 'bg-sunken text-ink-2'],
};

export function DueCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useDue(id);
  return (
    <Card
      title={t('due.title')}
      testId="due"
      action={
        <ExportAction
          file="/decisions.csv"
          state={{ query: { clientId: id } }}
          needs="see_company"
          label={t('due.exportDecisions')}
          testId="export-decisions"
        />
      }
    >
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={3} />}
      {data && <ServiceDue id={id} service={data.service} />}
      {data && data.scenarios.length > 0 && (
        <div className="mt-4 border-t border-line pt-3">
          <h3 className="text-sm font-medium text-ink-2">{t('due.also')}</h3>
          <ul className="mt-1.5 space-y-2">
            {data.scenarios.map((scenario) => (
              <ScenarioDue key={scenario.scenario} scenario={scenario} />
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function ServiceDue({ id, service }: { id: string; service: Service }) {
  const { t } = useTranslation();
  const words = useReasonWords();
  const skip = useReasonWords('skip');
  const [icon, look] = LOOKS[service.outcome];
  const because = service.reasons.filter(({ code }) => code === 'due' || code === 'due_on');
  return (
    <div className="flex gap-3">
      <span className={`flex size-8 shrink-0 items-center justify-center rounded-full ${look}`}>
        <Icon name={icon} size={17} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-ink" data-testid="due-outcome">
          {t(`due.${service.outcome}`)}
          {service.reason !== null && <span className="font-normal text-ink-2">: {skip(service.reason)}</span>}
        </p>
        <ul data-testid="due-because" className="text-pretty text-ink-2">
          {because.map((reason, index) => (
            <li key={index}>{words(reason)}.</li>
          ))}
        </ul>
        {because.length === 0 && service.outcome !== 'due' && (
          <p className="text-ink-2">{t(service.outcome === 'no_visits' ? 'due.neverBody' : 'due.nothingComing')}</p>
        )}
        <Place id={id} service={service} />
      </div>
    </div>
  );
}

/** The place in today's line, and what each fact adds to the score. */
function Place({ id, service }: { id: string; service: Service }) {
  const { t } = useTranslation();
  const place = useDueRank(id, { enabled: service.outcome === 'due' });
  const { score: asScore, number } = useFormats();
  const part = useReasonWords('score');
  const { score, reasons } = service;
  if (score === null) return null;
  const rank = place.data?.service.rank ?? null;
  const parts = reasons.filter((reason) => 'part' in reason);
  return (
    <details className="group mt-1.5" data-testid="due-score">
      <summary className="inline-flex min-h-6 cursor-pointer list-none items-center gap-1 rounded-sm text-sm text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <Icon name="chevronRight" size={15} className="transition-transform group-open:rotate-90" />
        {rank === null
          ? t('due.score', { score: asScore(score) })
          : t('due.place', { rank: number(rank), score: asScore(score) })}
      </summary>
      <ul aria-label={t('due.parts')} className="tabular mt-1 ml-5 space-y-0.5 text-sm text-ink-3">
        {parts.map((reason, index) => (
          <li key={index}>{part(reason)}</li>
        ))}
      </ul>
    </details>
  );
}

/** In the middle of a sentence; names like WhatsApp keep their letters. */
const asClause = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function ScenarioDue({ scenario: { scenario, outcome, reason, reasons } }: { scenario: Scenario }) {
  const { t } = useTranslation();
  const words = useReasonWords();
  const skip = useReasonWords('skip');
  const verdict =
    outcome === 'due'
      ? t('due.scenarioDue')
      : t('due.scenarioSkipped', { reason: reason === null ? '' : asClause(skip(reason)) });
  return (
    <li data-testid={`due-${scenario}`}>
      <p>
        <span className="font-medium text-ink">{t(`scenario.${scenario}`)}</span>
        <span className="text-ink-2">: {verdict}</span>
      </p>
      <p className="text-sm text-pretty text-ink-3">{reasons.map((one) => words(one)).join('. ')}.</p>
    </li>
  );
}
