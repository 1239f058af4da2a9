/** What writing a message needs from the database, and the draft as it is kept. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Reason } from '../../../domain/campaigns/candidates.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { PastVisit } from '../../../domain/insight/preferences.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { addEvent } from '../delivery/add-event.ts';

export interface StoredSlot {
  startsAt: string;
  local?: string;
  staffId: number;
  staffName: string | null;
  serviceId: number;
}

export interface StoredTemplate {
  name: string;
  language: string;
  status: string;
  body: string;
  /** What each variable means, in order. */
  variables: string[];
}

interface MessageRow {
  scenario: string;
  status: string;
  version: number;
  text: string | null;
  writtenBy: string | null;
  attempt: number;
  template: string | null;
  phone: string;
  discountPercent: number | null;
  instruction: string | null;
  slots: StoredSlot[];
  reasons: Reason[];
  serviceId: number | null;
  isDrafted: boolean;
  optedOut: boolean;
  cardIds: number[] | null;
  cardName: string;
  cardLanguage: string | null;
  talkLanguage: string | null;
  businessName: string;
  companyLanguage: string;
  timeZone: string;
  today: string;
  tone: 'friendly' | 'professional' | 'casual';
  includesSlots: boolean;
  mostSlots: number;
  staffMatters: boolean;
}

export interface DraftFactsRow extends MessageRow {
  serviceTitle: string | null;
  daysSince: number | null;
  visits: number;
  past: PastVisit[];
  /** Everybody who still works there. */
  staff: { id: number; name: string; doesService: boolean }[];
  templates: StoredTemplate[];
  saidBefore: { from: 'client' | 'club'; text: string }[];
}

export interface NewDraft {
  version: number;
  text: string;
  variables: string[] | null;
  template: string | null;
  language: string;
  writtenBy: 'claude' | 'fallback' | 'person';
  problems: string[];
  discountPercent: number | null;
  slots: StoredSlot[];
  reasons: Reason[];
  inputTokens: number;
  outputTokens: number;
  tookMs: number;
}

export function createDraftsRepository(database: Database) {
  return {
    async facts(scope: Scope, messageId: number, at: string): Promise<DraftFactsRow> {
      const { rows } = await database.raw<{ rows: MessageRow[] }>(query('draft-facts'), {
        companyId: scope.companyId,
        messageId,
        at,
      });
      const message = rows[0];
      if (!message) throw new RuleBroken('message_not_found', 'not_found');
      const service = await serviceOf(database, scope, message);
      const { past, visits, lastWithService } = await pastOf(database, scope, message, service?.id ?? null);
      return {
        ...message,
        serviceId: service?.id ?? null,
        serviceTitle: service?.title ?? null,
        daysSince: lastWithService,
        visits,
        past,
        staff: await staffFor(database, scope, service?.id ?? null),
        templates: await templatesOf(database, scope, message),
        saidBefore: await saidBefore(database, scope, message.phone),
      };
    },

    /**
     * Keeps a draft for the version it was written for: whoever decided or took it back meanwhile wins.
     * Twice is harmless: the same version is drafted once.
     */
    async keep(scope: Scope, messageId: number, draft: NewDraft, at: string): Promise<'kept' | 'overtaken'> {
      return database.transaction(async (trx) => {
        const kept = await trx('messages')
          .where({ company_id: scope.companyId, id: messageId, status: 'drafting', version: draft.version })
          .update({
            text: draft.text,
            variables: draft.variables && JSON.stringify(draft.variables),
            template: draft.template,
            language: draft.language,
            written_by: draft.writtenBy,
            draft_problems: JSON.stringify(draft.problems),
            discount_percent: draft.discountPercent,
            slots: JSON.stringify(draft.slots),
            reasons: JSON.stringify(draft.reasons),
            reason: null,
            ai_input_tokens: trx.raw('ai_input_tokens + ?', [draft.inputTokens]),
            ai_output_tokens: trx.raw('ai_output_tokens + ?', [draft.outputTokens]),
            updated_at: at,
          });
        if (kept === 0) return 'overtaken';
        await trx('reactivation_campaigns')
          .where({ company_id: scope.companyId, message_id: messageId })
          .update({
            message_text: draft.text,
            discount_offered: draft.discountPercent,
            slots_offered: JSON.stringify(draft.slots),
            ai_prompt_used: draft.writtenBy === 'claude' ? 'write_draft' : null,
            ai_generation_time_ms: draft.tookMs,
            personalization_data: JSON.stringify(draft.reasons),
            updated_at: at,
          });
        await addEvent(
          trx,
          scope,
          messageId,
          'drafted',
          { by: draft.writtenBy },
          new Date(at),
          `drafted:${String(draft.version)}`,
        );
        return 'kept';
      });
    },

    /** What was read from their visits, for people to see on the cards of that person. */
    async keepPreferences(
      scope: Scope,
      cardIds: number[],
      found: { period: string | null; days: number[] | null; confidence: number | null },
    ): Promise<void> {
      await database.raw(
        `update clients set preferred_time_period = :period, preferred_days = cast(:days as integer[]), preference_confidence = :confidence
         where company_id = :companyId and id = any(cast(:cardIds as bigint[]))
           and (preferred_time_period, preferred_days, preference_confidence)
             is distinct from (cast(:period as text), cast(:days as integer[]), cast(:confidence as numeric(3, 2)))`,
        { companyId: scope.companyId, cardIds, ...found },
      );
    },
  };
}

async function serviceOf(
  database: Knex,
  scope: Scope,
  { serviceId }: MessageRow,
): Promise<{ id: number; title: string } | undefined> {
  if (serviceId === null) return undefined;
  return database('services')
    .where({ company_id: scope.companyId, id: serviceId })
    .first<{ id: number; title: string } | undefined>('id', 'title');
}

/** The platform does not say who does what; whoever did it lately does it. */
async function staffFor(
  database: Knex,
  scope: Scope,
  serviceId: number | null,
): Promise<{ id: number; name: string; doesService: boolean }[]> {
  const { rows } = await database.raw<{ rows: { id: number; name: string; doesService: boolean }[] }>(
    `select s.id, s.name, exists (
       select 1 from visit_positions p join visits v on v.id = p.visit_id
       where p.company_id = s.company_id and p.service_id = cast(:serviceId as bigint) and v.staff_id = s.id
     ) as "doesService"
     from staff s
     where s.company_id = :companyId and not s.is_deleted and not s.is_fired and not s.is_hidden
     order by s.id`,
    { companyId: scope.companyId, serviceId },
  );
  return rows;
}

/** By card ids and not by a join: only so the visits of one person are read by their index. */
async function pastOf(
  database: Knex,
  scope: Scope,
  message: MessageRow,
  serviceId: number | null,
): Promise<{ past: PastVisit[]; visits: number; lastWithService: number | null }> {
  const { rows } = await database.raw<{ rows: (PastVisit & { daysAgo: number })[] }>(
    `select a.visited_on as on, cast(:today as date) - a.visited_on as "daysAgo",
            extract(hour from min(a.starts_at) at time zone :timeZone)::int as hour,
            (array_agg(v.staff_id order by v.starts_at, v.id))[1] as "staffId",
            coalesce((select array_agg(distinct p.service_id) from unnest(array_agg(v.id)) as record(id)
              join visit_positions p on p.visit_id = record.id and p.kind = 'service' and p.service_id is not null), '{}') as "serviceIds"
     from arrived_visits a
     cross join unnest(a.record_ids) as record(id)
     join visits v on v.id = record.id
     where a.company_id = :companyId and a.client_id = any(cast(:cardIds as bigint[])) and a.visited_on <= cast(:today as date)
     group by a.visited_on
     order by a.visited_on desc
     limit 1000`,
    { companyId: scope.companyId, cardIds: message.cardIds ?? [], today: message.today, timeZone: message.timeZone },
  );
  const withService = rows.find((visit) => serviceId !== null && visit.serviceIds.includes(serviceId));
  return { past: rows, visits: rows.length, lastWithService: (withService ?? rows[0])?.daysAgo ?? null };
}

function templatesOf(database: Knex, scope: Scope, message: MessageRow): Promise<StoredTemplate[]> {
  return database('message_templates')
    .where({ company_id: scope.companyId, name: message.template ?? `reprise_${message.scenario}` })
    .orderBy('id')
    .select('name', 'language', 'status', 'body', 'variables');
}

async function saidBefore(
  database: Knex,
  scope: Scope,
  phone: string,
): Promise<{ from: 'client' | 'club'; text: string }[]> {
  const { rows } = await database.raw<{ rows: { from: 'client' | 'club'; text: string }[] }>(query('said-before'), {
    companyId: scope.companyId,
    phone,
  });
  return rows;
}
