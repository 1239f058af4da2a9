/** Templates of a company: how WhatsApp sees them, what may be done with each, and whether every scenario can be sent. */

import { z } from 'zod';
import { id, instant } from './common.ts';

export const templateFinding = z
  .object({
    level: z.enum(['error', 'warning']),
    code: z.enum([
      'no_template',
      'parameters',
      'waits_for_approval',
      'falls_back',
      'left_out',
      'not_approved',
      'category',
      'low_quality',
    ]),
    language: z.string(),
    /** The language used instead, the status, the category or the quality, by code. */
    detail: z.string().nullable(),
    /** Clients whose language it is. */
    people: z.number().int().nullable(),
  })
  .meta({ id: 'TemplateFinding' });
export type TemplateFinding = z.infer<typeof templateFinding>;

export const template = z
  .object({
    id,
    scenario: z.string(),
    name: z.string(),
    language: z.string(),
    category: z.string(),
    /** WhatsApp's status, or NOT_SUBMITTED; MISSING and MISMATCH: a send was refused for it, and the list was not read since. */
    status: z.string(),
    statusSince: instant,
    /** WhatsApp's word for a rejection or a pause. */
    reason: z.string().nullable(),
    /** WhatsApp refused what was asked last. */
    refusedCode: z.string().nullable(),
    quality: z.string().nullable(),
    pausedUntil: instant.nullable(),
    body: z.string(),
    variables: z.array(z.string()),
    /** What is beside the body. */
    parts: z.array(z.object({ type: z.string(), text: z.string().nullable(), buttons: z.array(z.string()) })),
    /** Its text is another than the product's. */
    differs: z.boolean(),
    wanted: z.enum(['submit', 'edit', 'delete']).nullable(),
    /** Messages that wait for it to be approved. */
    waiting: z.number().int(),
    maySubmit: z.boolean(),
    mayDelete: z.boolean(),
    mayEdit: z.boolean(),
    editRefusal: z.object({ code: z.string(), until: instant.nullable() }).nullable(),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof template>;

export const templateList = z
  .object({
    isConnected: z.boolean(),
    /** When WhatsApp's list was last read. */
    checkedAt: instant.nullable(),
    companyLanguage: z.string(),
    /** Of the clients who can be written to. */
    languages: z.array(z.object({ language: z.string(), people: z.number().int() })),
    scenarios: z.array(z.object({ scenario: z.string(), findings: z.array(templateFinding) })),
    templates: z.array(template),
  })
  .meta({ id: 'TemplateList' });
export type TemplateList = z.infer<typeof templateList>;

/** Without ids: all that WhatsApp has not. */
export const submitTemplatesRequest = z
  .strictObject({ ids: z.array(id).min(1).max(100).optional() })
  .meta({ id: 'SubmitTemplatesRequest' });
export const submittedTemplates = z.object({ asked: z.number().int() }).meta({ id: 'SubmittedTemplates' });

export const editTemplateRequest = z
  .strictObject({ body: z.string().trim().min(1).max(2_000) })
  .meta({ id: 'EditTemplateRequest' });

export const templateEvents = z
  .object({
    items: z.array(
      z.object({
        id: z.number().int(),
        kind: z.enum(['status', 'category', 'quality', 'text', 'flagged', 'asked', 'refused']),
        before: z.string().nullable(),
        after: z.string().nullable(),
        reason: z.string().nullable(),
        source: z.enum(['webhook', 'list', 'send', 'person']),
        by: z.string(),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'TemplateEvents' });
export type TemplateEvents = z.infer<typeof templateEvents>;
