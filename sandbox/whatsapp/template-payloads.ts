/** The bodies of webhooks about templates, exactly as Meta shapes them. */

import type { Template } from './templates.ts';

const about = ({ id, name, language }: Pick<Template, 'id' | 'name' | 'language'>) => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
});

export function templateStatusChange(
  template: Pick<Template, 'id' | 'name' | 'language' | 'category' | 'status'>,
  why: { reason?: string | undefined; title?: string | undefined } = {},
) {
  const title = why.title ?? (template.status === 'PAUSED' ? 'FIRST_PAUSE' : undefined);
  return {
    field: 'message_template_status_update',
    value: {
      event: template.status,
      ...about(template),
      message_template_category: template.category,
      reason: why.reason ?? (template.status === 'REJECTED' ? 'PROMOTIONAL' : 'NONE'),
      ...(title === undefined ? {} : { other_info: { title, description: 'Low quality' } }),
    },
  };
}

export function templateCategoryChange(template: Template, before: string) {
  return {
    field: 'template_category_update',
    value: { ...about(template), previous_category: before, new_category: template.category },
  };
}

export function templateQualityChange(template: Template, before: string) {
  return {
    field: 'message_template_quality_update',
    value: {
      previous_quality_score: before,
      new_quality_score: template.quality_score?.score ?? 'UNKNOWN',
      ...about(template),
    },
  };
}
