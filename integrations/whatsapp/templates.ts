/** Templates at WhatsApp: the whole list, and submitting, editing and deleting one. A refusal is an answer; silence is Unavailable. */

import { type Got, RequestError, type Response } from 'got';
import { z } from 'zod';
import type { ListedTemplate } from '../../domain/delivery/template-told.ts';
import { Unavailable } from '../../domain/errors.ts';

const SYSTEM = 'whatsapp';
/** 250 templates are Meta's limit; a hundred pages are a loop. */
const MOST_PAGES = 100;
const FIELDS = 'name,status,category,language,components,parameter_format,rejected_reason,quality_score';

export interface TemplateCredentials {
  accessToken: string;
  businessAccountId: string;
}
export interface NewTemplate {
  name: string;
  language: string;
  category: string;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: readonly unknown[];
}
export interface EditedTemplate {
  externalId: string;
  components: readonly unknown[];
}
export interface RemovedTemplate {
  name: string;
  externalId: string;
}
export type TemplateAnswer =
  | { outcome: 'done'; id: string | null; status: string | null; category: string | null }
  | { outcome: 'refused'; code: string };

const component = z.looseObject({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z
    .array(z.looseObject({ type: z.string(), text: z.string().optional(), url: z.string().optional() }))
    .optional(),
});
const listed = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  parameter_format: z.enum(['POSITIONAL', 'NAMED']).optional().catch(undefined),
  components: z.array(component).default([]),
  rejected_reason: z.string().nullish(),
  quality_score: z.object({ score: z.string() }).nullish().catch(null),
});
const page = z.object({
  data: z.array(listed),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});
const created = z.object({ id: z.string(), status: z.string(), category: z.string().optional() });
const refusal = z.object({
  error: z.object({ code: z.number().int(), error_subcode: z.number().int().optional() }),
});
/** Asking again later is right, and nothing was changed. */
const LATER = new Set([1, 2, 4, 80007, 131000, 131016, 133004]);
/** Somebody must look at the connection first: no template is to blame. */
const NO_ENTRY = new Set([0, 190]);

type Method = 'get' | 'post' | 'delete';

export function createTemplateCalls(http: Got) {
  async function call(
    credentials: TemplateCredentials,
    method: Method,
    path: string,
    options: { searchParams?: Record<string, string | number>; json?: unknown },
  ): Promise<Response<string>> {
    try {
      return await http(path, {
        method,
        ...options,
        headers: { authorization: `Bearer ${credentials.accessToken}` },
      });
    } catch (error) {
      throw error instanceof RequestError ? new Unavailable(SYSTEM, 'unreachable', 5_000) : error;
    }
  }

  return {
    async list(credentials: TemplateCredentials): Promise<ListedTemplate[]> {
      const all: ListedTemplate[] = [];
      let after: string | undefined;
      for (let turn = 0; turn < MOST_PAGES; turn += 1) {
        const response = await call(credentials, 'get', `${credentials.businessAccountId}/message_templates`, {
          searchParams: { fields: FIELDS, limit: 100, ...(after ? { after } : {}) },
        });
        const parsed = page.safeParse(json(response.body));
        if (!parsed.success) throw new Unavailable(SYSTEM, troubleOf(response), 5_000);
        all.push(...parsed.data.data.map(asListed));
        after = parsed.data.paging?.next ? parsed.data.paging.cursors?.after : undefined;
        if (!after) return all;
      }
      throw new Unavailable(SYSTEM, 'endless_list', 60_000);
    },

    async create(credentials: TemplateCredentials, template: NewTemplate): Promise<TemplateAnswer> {
      const { name, language, category, parameterFormat, components } = template;
      const response = await call(credentials, 'post', `${credentials.businessAccountId}/message_templates`, {
        json: { name, language, category, parameter_format: parameterFormat.toLowerCase(), components },
      });
      const parsed = created.safeParse(json(response.body));
      if (parsed.success && response.statusCode < 300)
        return {
          outcome: 'done',
          id: parsed.data.id,
          status: parsed.data.status,
          category: parsed.data.category ?? null,
        };
      return refused(response);
    },

    /** All components are replaced; an approved template's category stays what it is, so it is never sent. */
    async edit(credentials: TemplateCredentials, template: EditedTemplate): Promise<TemplateAnswer> {
      const response = await call(credentials, 'post', template.externalId, {
        json: { components: template.components },
      });
      return done(response);
    },

    /** One language: without its id every language of the name would go. */
    async remove(credentials: TemplateCredentials, template: RemovedTemplate): Promise<TemplateAnswer> {
      const response = await call(credentials, 'delete', `${credentials.businessAccountId}/message_templates`, {
        searchParams: { name: template.name, hsm_id: template.externalId },
      });
      return done(response);
    },
  };
}

function asListed(one: z.infer<typeof listed>): ListedTemplate {
  return {
    id: one.id,
    name: one.name,
    // Some of Meta's answers write `en-US`.
    language: one.language.replace('-', '_'),
    status: one.status,
    category: one.category,
    parameterFormat: one.parameter_format ?? 'POSITIONAL',
    components: one.components,
    reason: one.rejected_reason && one.rejected_reason !== 'NONE' ? one.rejected_reason : null,
    quality: one.quality_score?.score ?? null,
  };
}

function done(response: Response<string>): TemplateAnswer {
  const body = json(response.body);
  if (response.statusCode < 300 && z.object({ success: z.literal(true) }).safeParse(body).success)
    return { outcome: 'done', id: null, status: null, category: null };
  return refused(response);
}

function refused(response: Response<string>): TemplateAnswer {
  const parsed = refusal.safeParse(json(response.body));
  if (!parsed.success) throw new Unavailable(SYSTEM, `http_${String(response.statusCode)}`, 5_000);
  const { code, error_subcode: subcode } = parsed.data.error;
  if (LATER.has(code) || NO_ENTRY.has(code)) throw new Unavailable(SYSTEM, troubleOf(response), 60_000);
  return { outcome: 'refused', code: String(subcode ?? code) };
}

function troubleOf(response: Response<string>): string {
  const parsed = refusal.safeParse(json(response.body));
  return parsed.success ? `code_${String(parsed.data.error.code)}` : `http_${String(response.statusCode)}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
