/** A template's status as a chip, and why it is so in words. */

import { useTranslation } from 'react-i18next';
import type { Template } from '../../../../../contracts/http/templates.ts';
import { Chip, type Tone } from '../../../components/chip.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';

const LOOKS: Record<string, [Tone, IconName]> = {
  APPROVED: ['good', 'check'],
  PENDING: ['waiting', 'clock'],
  IN_APPEAL: ['waiting', 'clock'],
  NOT_SUBMITTED: ['quiet', 'minus'],
  DELETED: ['quiet', 'minus'],
  ARCHIVED: ['quiet', 'minus'],
  PAUSED: ['trouble', 'pause'],
};

export function TemplateStatus({ template }: { template: Template }) {
  const { t } = useTranslation();
  const [tone, icon] = LOOKS[template.status] ?? (['trouble', 'cross'] as const);
  if (template.wanted !== null)
    return (
      <Chip tone="moving" icon="send" testId="template-status">
        {t(`templates.wanted.${template.wanted}`)}
      </Chip>
    );
  return (
    <Chip tone={tone} icon={icon} testId="template-status">
      {t(`templates.status.${template.status}`, { defaultValue: template.status.toLowerCase() })}
    </Chip>
  );
}

/** Why it is not approved, until when it is paused, what waits for it: as far as there is something to say. */
export function useTemplateNotes(): (template: Template) => string[] {
  const { t } = useTranslation();
  const { moment, number } = useFormats();
  return (template) => {
    const { reason, refusedCode, quality, pausedUntil, waiting, category } = template;
    return [
      ...(refusedCode === null
        ? []
        : [
            t(`templates.refused.${refusedCode}`, {
              code: refusedCode,
              defaultValue: t('templates.refusedOther', { code: refusedCode }),
            }),
          ]),
      ...(reason === null
        ? []
        : [t(`templates.reason.${reason}`, { defaultValue: t('templates.reasonOther', { reason }) })]),
      ...(pausedUntil === null ? [] : [t('templates.pausedUntil', { at: moment(pausedUntil) })]),
      ...(quality === 'RED' || quality === 'YELLOW' ? [t(`templates.quality.${quality}`)] : []),
      ...(category === 'MARKETING' ? [] : [t('templates.category', { category: category.toLowerCase() })]),
      ...(waiting === 0 ? [] : [t('templates.waiting', { count: waiting, number: number(waiting) })]),
    ];
  };
}
