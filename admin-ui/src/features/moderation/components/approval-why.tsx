/** Why this person, why now, why these words: the reasons in sentences, and who this is at a glance. */

import { useTranslation } from 'react-i18next';
import { Facts } from '../../../components/card.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Go, TemporalLink } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import type { Row } from '../api/approvals.ts';

export function ApprovalWhy({ row: { approval } }: { row: Row }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useReasonWords();
  const { client } = approval;
  return (
    <div className="space-y-6 px-5 py-5" data-testid="approval-why">
      <section>
        <h2 className="font-semibold">{t('approvals.why')}</h2>
        <ul className="mt-2.5 space-y-2">
          {approval.reasons.map((reason, index) => (
            <li key={index} className="flex gap-2 text-pretty text-ink-2">
              <Icon name="arrowRight" size={15} className="mt-1 text-ink-3" />
              {words(reason)}
            </li>
          ))}
          {approval.reasons.length === 0 && <li className="text-ink-3">{t('approvals.noReasons')}</li>}
        </ul>
      </section>
      {(approval.slots.length > 0 || approval.discountPercent !== null) && (
        <section>
          <h2 className="font-semibold">{t('approvals.offered')}</h2>
          <div className="mt-2.5 flex flex-wrap gap-1.5">
            {approval.discountPercent !== null && approval.discountPercent > 0 && (
              <Chip tone="accent">{t('approvals.discount', { percent: approval.discountPercent })}</Chip>
            )}
            {approval.slots.map((slot) => (
              <Chip key={slot.startsAt} icon="calendar">
                {formats.slot(slot)}
                {slot.staffName ? ` · ${slot.staffName}` : ''}
              </Chip>
            ))}
          </div>
        </section>
      )}
      <section>
        <div className="flex items-center justify-between gap-2">
          <h2 className="font-semibold">
            <Go to={`/clients/${String(approval.clientId)}`}>{approval.clientName}</Go>
          </h2>
          <TemporalLink url={approval.temporalUrl} />
        </div>
        <Facts
          className="mt-2.5"
          items={[
            [t('client.phone'), approval.phone],
            [t('client.visits'), formats.number(client.visits)],
            [t('client.lastVisit'), client.lastVisitOn ? formats.date(client.lastVisitOn) : '–'],
            [t('client.spend'), formats.money(client.spendMinor)],
            ...(client.segment ? ([[t('clients.segment'), t(`segment.${client.segment}`)]] as [string, string][]) : []),
            [t('client.service'), approval.serviceTitle ?? '–'],
            [
              t('client.language'),
              approval.language ? t(`language.${approval.language}`, { defaultValue: approval.language }) : '–',
            ],
            [t('approvals.writtenBy'), t(`writtenBy.${approval.writtenBy ?? 'unknown'}`)],
            ...(approval.goodUntil
              ? ([[t('approvals.goodUntil'), formats.moment(approval.goodUntil)]] as [string, string][])
              : []),
            ...(approval.instruction
              ? ([[t('approvals.asked'), `“${approval.instruction}”`]] as [string, string][])
              : []),
          ]}
        />
        {approval.reactivationId !== null && (
          <p className="mt-3">
            <Go to={`/reactivations/${String(approval.reactivationId)}`}>{t('approvals.openReactivation')}</Go>
          </p>
        )}
      </section>
    </div>
  );
}
