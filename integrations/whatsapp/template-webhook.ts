/** Reads what Meta tells about templates: their status, their category and their quality. */

import { z } from 'zod';
import type { TemplateTold } from '../../domain/delivery/template-told.ts';

const about = {
  message_template_id: z.union([z.number(), z.string()]).optional(),
  message_template_name: z.string(),
  message_template_language: z.string(),
};
const status = z.object({
  ...about,
  event: z.string(),
  message_template_category: z.string().nullish(),
  reason: z.string().nullish(),
  other_info: z.object({ title: z.string().nullish() }).nullish(),
});
/** With `correct_category` it is announced for later, without it done. */
const category = z.object({
  ...about,
  new_category: z.string().optional(),
  previous_category: z.string().nullish(),
  correct_category: z.string().nullish(),
});
const quality = z.object({ ...about, new_quality_score: z.string() });

export const TEMPLATE_FIELDS: ReadonlySet<string> = new Set([
  'message_template_status_update',
  'template_category_update',
  'message_template_quality_update',
]);

/** Null: not as it should be. */
export function readTemplateChange(field: string, value: Record<string, unknown>, at: Date): TemplateTold | null {
  switch (field) {
    case 'message_template_status_update': {
      const told = status.safeParse(value);
      if (!told.success) return null;
      const { event, reason, other_info: info, message_template_category: itsCategory } = told.data;
      return {
        ...common(told.data, at),
        kind: 'status',
        event,
        reason: reason && reason !== 'NONE' ? reason : null,
        title: info?.title ?? null,
        category: itsCategory ?? null,
      };
    }
    case 'template_category_update': {
      const told = category.safeParse(value);
      if (!told.success || told.data.new_category === undefined) return null;
      const announced = told.data.correct_category ?? null;
      return { ...common(told.data, at), kind: 'category', event: told.data.new_category, title: announced };
    }
    default: {
      const told = quality.safeParse(value);
      return told.success ? { ...common(told.data, at), kind: 'quality', event: told.data.new_quality_score } : null;
    }
  }
}

/** Meta writes `en-US` here and `en_US` everywhere else. */
const common = (told: z.infer<z.ZodObject<typeof about>>, at: Date) => ({
  name: told.message_template_name,
  language: told.message_template_language.replace('-', '_'),
  externalId: told.message_template_id === undefined ? null : String(told.message_template_id),
  reason: null,
  title: null,
  category: null,
  at,
});
