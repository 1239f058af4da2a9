/** From the first visit to a habit: how many passed each step, and who stopped where. */

import { useTranslation } from 'react-i18next';
import type { TrialFunnel } from '../../../../../contracts/http/metrics.ts';
import { ChartCard } from '../../../components/chart/chart-card.tsx';
import { Funnel } from '../../../components/chart/funnel.tsx';
import { Go, GoButton } from '../../../components/go.tsx';
import { Empty, Notice } from '../../../components/states.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useTrialFunnel, type AsOf } from '../api/numbers.ts';
import { useAsOf } from '../../../components/as-of.tsx';
import { InsightPage } from '../components/insight-page.tsx';
import { stepsOf, type FunnelStep } from '../components/funnel-steps.ts';

export function TrialFunnelPage() {
  const { t } = useTranslation();
  const { date, number, percent } = useFormats();
  const asOf = useAsOf();
  const funnel = useTrialFunnel(asOf);
  const { data, isPlaceholderData } = funnel;
  const steps = data ? stepsOf(data.steps) : [];
  const isEmpty = data !== undefined && !isPlaceholderData && (steps[0]?.reached ?? 0) === 0;
  const share = (value: number | null): string => (value === null ? '–' : percent(value, 1));
  return (
    <InsightPage
      tab={t('insight.tab.trial')}
      lead={data && !isPlaceholderData ? t('trial.lead', { from: date(data.from), to: date(data.to) }) : ' '}
    >
      {isEmpty ? (
        <NoNewcomers />
      ) : (
        <div className="space-y-4">
          <ChartCard
            title={t('trial.title')}
            definition={t('trial.definition')}
            file="trial-funnel"
            height={400}
            isTall
            asked={funnel}
            testId="trial-funnel"
            table={
              data && {
                columns: [
                  t('trial.step'),
                  t('trial.reached'),
                  t('trial.ofBefore'),
                  t('trial.ofFirst'),
                  t('trial.onItsOwn'),
                ],
                rows: steps.map((step) => ({
                  key: step.step,
                  cells: [
                    { words: t(`trialStep.${step.step}`) },
                    { words: number(step.reached), raw: step.reached },
                    { words: share(step.ofBefore), raw: step.ofBefore },
                    { words: share(step.ofFirst), raw: step.ofFirst },
                    { words: number(step.fulfils), raw: step.fulfils },
                  ],
                })),
              }
            }
          >
            <Picture steps={steps} asOf={asOf} />
          </ChartCard>
          {data && !isPlaceholderData && <Worst steps={steps} asOf={asOf} />}
        </div>
      )}
    </InsightPage>
  );
}

const peopleOf = (step: TrialFunnel['steps'][number]['step'], asOf: AsOf, dropped = false) => ({
  trialStep: step,
  ...(dropped ? { dropped: 'true' } : {}),
  ...(asOf === undefined ? {} : { asOf }),
});

function Picture({ steps, asOf }: { steps: FunnelStep[]; asOf: AsOf }) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  return (
    <Funnel
      label={t('trial.title')}
      steps={steps.map(({ step, reached, fulfils, ofFirst, ofBefore, dropped }) => ({
        key: step,
        share: ofFirst ?? 0,
        name: t(`trialStep.${step}`),
        about: t(`trialStepAbout.${step}`),
        value: (
          <Go
            to="/clients"
            search={peopleOf(step, asOf)}
            testId={`reached-${step}`}
            label={t('insight.openPeople', { name: t(`trialStep.${step}`), value: number(reached) })}
            className="tabular text-xl font-semibold text-ink hover:text-accent-text hover:underline"
          >
            {number(reached)}
          </Go>
        ),
        side: (
          <>
            {ofFirst !== null && ofBefore !== null && (
              <span className="block">{t('trial.ofAll', { share: percent(ofFirst) })}</span>
            )}
            {fulfils !== reached && (
              <span className="block" title={t('trial.fulfilsHint')}>
                {t('trial.fulfils', { count: fulfils })}
              </span>
            )}
          </>
        ),
        between:
          dropped === null ? null : (
            <>
              <span className="tabular font-medium text-ink">
                {t('trial.wentOn', { share: percent(dropped.wentOn) })}
              </span>
              {dropped.people > 0 && (
                <Go to="/clients" search={peopleOf(step, asOf, true)} testId={`dropped-${step}`}>
                  {t('trial.dropped', { count: dropped.people })}
                </Go>
              )}
            </>
          ),
      }))}
    />
  );
}

/** The one place where writing would help most. */
function Worst({ steps, asOf }: { steps: FunnelStep[]; asOf: AsOf }) {
  const { t } = useTranslation();
  const worst = steps.toSorted((a, b) => (b.dropped?.people ?? 0) - (a.dropped?.people ?? 0))[0];
  if (!worst?.dropped || worst.dropped.people === 0) return null;
  return (
    <Notice
      action={
        <GoButton to="/clients" size="sm" search={peopleOf(worst.step, asOf, true)}>
          {t('trial.writeThem')}
        </GoButton>
      }
    >
      {t('trial.worst', { step: t(`trialStep.${worst.step}`), count: worst.dropped.people })}
    </Notice>
  );
}

function NoNewcomers() {
  const { t } = useTranslation();
  return (
    <div className="rounded-md border border-line bg-surface">
      <Empty
        icon="insight"
        title={t('trial.emptyTitle')}
        action={
          <GoButton to="/clients" search={{ metric: 'new_clients_30d' }}>
            {t('trial.seeNew')}
          </GoButton>
        }
      >
        {t('trial.emptyBody')}
      </Empty>
    </div>
  );
}
