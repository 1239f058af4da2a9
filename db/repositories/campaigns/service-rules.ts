/** The reactivation rule of each service, read with its interval in force and changed with a version. */

import type { RuleUpdate, ServiceRule, ServiceRulePage } from '../../../contracts/http/campaigns.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { equal, plain, readPage } from '../views/page.ts';
import { ACTIVE_SOURCE } from './intervals.ts';

/** definitions.md, "interval", with what history said when it was last looked at. */
const INTERVAL = `coalesce(r.manual_interval, r.calculated_avg_interval,
  case when r.ai_suggestion_accepted then r.ai_suggested_interval end, r.reactivation_interval_days, 30)`;

/** A service without a rule yet is shown with the one it will get. */
const COLUMNS = `
  s.id as "serviceId", s.title, s.category_title as "categoryTitle", s.price_min_minor as "priceMinMinor", s.is_active as "isServiceActive",
  r.manual_interval as "manualInterval", coalesce(r.retry_interval_days, 14) as "retryIntervalDays",
  coalesce(r.max_attempts, 3) as "maxAttempts", coalesce(r.is_active, true) as "isActive",
  coalesce(r.discount_progression, array[10, 15, 20]) as "discountProgression", ${INTERVAL} as "intervalDays", ${ACTIVE_SOURCE} as "intervalSource",
  r.calculated_avg_interval as "calculatedAvgInterval", r.ai_suggested_interval as "aiSuggestedInterval",
  coalesce(r.ai_suggestion_accepted, false) as "aiSuggestionAccepted",
  r.ai_suggestion_declined_at as "aiSuggestionDeclinedAt", r.ai_suggestion_declined_by as "aiSuggestionDeclinedBy", r.ai_reasoning as "aiReasoning", r.ai_suggested_at as "aiSuggestedAt",
  jsonb_build_object('count', coalesce(r.historical_gap_count, 0), 'medianDays', r.historical_gap_median) as "historicalGaps",
  s.is_personal_training as "isPersonalTraining", s.counts_as_pt as "countsAsPersonalTraining", coalesce(r.reactivation_interval_days, 30) as "defaultIntervalDays",
  coalesce(r.version, 1) as version, coalesce(r.updated_at, s.updated_at) as "updatedAt"`;
const TABLES =
  'from services s left join service_reactivation_rules r on r.service_id = s.id and r.company_id = s.company_id';

/** By title: a platform without ids of categories has titles, and two categories of one title are one to whoever looks. */
const CATEGORIES = `
  select category_title as title, count(*)::int as count from services
  where company_id = :companyId and not is_deleted and category_title <> '' group by category_title order by lower(category_title), 1`;

export type RuleChange = { outcome: 'changed'; rule: ServiceRule } | { outcome: 'conflict'; current: ServiceRule };

export function createServiceRulesRepository(database: Database) {
  async function read(from: Database, scope: Scope, serviceId: number): Promise<ServiceRule> {
    const { rows } = await from.raw<{ rows: ServiceRule[] }>(
      `select ${COLUMNS} ${TABLES} where s.company_id = :companyId and s.id = :serviceId and not s.is_deleted`,
      { companyId: scope.companyId, serviceId },
    );
    const [row] = rows;
    if (!row) throw new RuleBroken('service_not_found', 'not_found');
    return plain(row);
  }

  return {
    rule: (scope: Scope, serviceId: number): Promise<ServiceRule> => read(database, scope, serviceId),

    async list(scope: Scope, query: QueryOf<'listServiceRules'>): Promise<ServiceRulePage> {
      const active = query.isActive === undefined ? '' : ` and coalesce(r.is_active, true) = ${query.isActive}`;
      const named = query.q ? ` and position(:q in lower(s.title || ' ' || coalesce(s.category_title, ''))) > 0` : '';
      const ofCategory = equal('s.category_title', 'category', query.category);
      const { rows: categories } = await database.raw<{ rows: ServiceRulePage['categories'] }>(CATEGORIES, {
        companyId: scope.companyId,
      });
      const page = await readPage<ServiceRule>(
        database,
        {
          select: COLUMNS,
          from: `${TABLES} where s.company_id = :companyId and not s.is_deleted${active}${named}${ofCategory.sql}`,
          sorts: { title: 'lower(s.title)', intervalDays: INTERVAL },
          defaultSort: 'title',
          tieBreak: 's.id',
          bindings: {
            companyId: scope.companyId,
            ...ofCategory.bindings,
            ...(query.q ? { q: query.q.toLowerCase() } : {}),
          },
        },
        query,
      );
      return { ...page, categories };
    },

    /** Only from the version the person was looking at; the next run uses it, running reactivations keep what they began with. */
    async change(scope: Scope, serviceId: number, update: RuleUpdate): Promise<RuleChange> {
      return database.transaction(async (trx) => {
        await read(trx, scope, serviceId);
        await trx('service_reactivation_rules')
          .insert({ company_id: scope.companyId, service_id: serviceId })
          .onConflict(['service_id', 'company_id'])
          .ignore();
        await trx.raw('select 1 from service_reactivation_rules where company_id = ? and service_id = ? for update', [
          scope.companyId,
          serviceId,
        ]);
        const before = await read(trx, scope, serviceId);
        if (before.version !== update.version) return { outcome: 'conflict', current: before };
        if (update.aiSuggestionAccepted === true && before.aiSuggestedInterval === null)
          throw new RuleBroken('no_suggestion_to_accept', 'invalid');
        if (update.aiSuggestionDeclined === true && before.aiSuggestedInterval === null)
          throw new RuleBroken('no_suggestion_to_decline', 'invalid');
        await trx('service_reactivation_rules')
          .where({ company_id: scope.companyId, service_id: serviceId })
          .update({
            manual_interval: update.manualInterval,
            retry_interval_days: update.retryIntervalDays,
            max_attempts: update.maxAttempts,
            is_active: update.isActive,
            discount_progression: update.discountProgression,
            ...answerTo(before, update, scope, trx),
            version: before.version + 1,
            updated_at: trx.fn.now(),
          });
        if (update.isPersonalTraining !== undefined && update.isPersonalTraining !== before.isPersonalTraining)
          await trx('services')
            .where({ company_id: scope.companyId, id: serviceId })
            .update({ is_personal_training: update.isPersonalTraining, updated_at: trx.fn.now() });
        const rule = await read(trx, scope, serviceId);
        await trx('service_reactivation_rules')
          .where({ company_id: scope.companyId, service_id: serviceId })
          .update({ active_interval_source: rule.intervalSource });
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'service_rule.changed',
          subjectKind: 'service',
          subjectId: serviceId,
          details: { from: editable(before), to: editable(rule) },
        });
        return { outcome: 'changed', rule };
      });
    },
  };
}

/** A yes takes back a no, and the other way round; a no that stands keeps its day and its name. */
function answerTo(
  before: ServiceRule,
  { aiSuggestionAccepted, aiSuggestionDeclined }: RuleUpdate,
  { actor }: Scope,
  trx: Database,
): Record<string, unknown> {
  const wasDeclined = before.aiSuggestionDeclinedAt !== null;
  const isDeclined = aiSuggestionAccepted === true ? false : (aiSuggestionDeclined ?? wasDeclined);
  const isAccepted = isDeclined ? false : (aiSuggestionAccepted ?? before.aiSuggestionAccepted);
  return {
    ai_suggestion_accepted: isAccepted,
    ...(isDeclined === wasDeclined
      ? {}
      : {
          ai_suggestion_declined_at: isDeclined ? trx.fn.now() : null,
          ai_suggestion_declined_by: isDeclined ? actor.name : null,
        }),
  };
}

function editable(rule: ServiceRule): Record<string, unknown> {
  const { manualInterval, retryIntervalDays, maxAttempts, isActive, discountProgression } = rule;
  const { aiSuggestionAccepted, isPersonalTraining } = rule;
  return {
    manualInterval,
    retryIntervalDays,
    maxAttempts,
    isActive,
    discountProgression,
    aiSuggestionAccepted,
    aiSuggestionDeclined: rule.aiSuggestionDeclinedAt !== null,
    isPersonalTraining,
  };
}
