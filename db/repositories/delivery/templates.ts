/** A company's templates: how they stand, what a person wants done with them, and what WhatsApp answered. */

import type { Knex } from 'knex';
import type * as contract from '../../../contracts/http/templates.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Finding } from '../../../domain/campaigns/preflight.ts';
import { mayDelete, mayEdit, maySubmit, type Refusal, textProblem } from '../../../domain/campaigns/template-rules.ts';
import { type Scenario, VARIABLES } from '../../../domain/campaigns/templates.ts';
import { contentOf, type ListedTemplate } from '../../../domain/delivery/template-told.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { applySendError, changeTemplate, lockTemplate, noteTemplate, type TemplateRow } from './template-changes.ts';
import { addMissing, takeListed } from './template-follow.ts';
import { listOf, preflightOf, questionOf } from './template-list.ts';
import { type Answered, definitionOf, stateOf, submission, type WantedTemplate } from './template-submission.ts';

export function createTemplatesRepository(database: Database) {
  return {
    /** Rows for what the product brings and the company has not: nothing is sent anywhere. Twice is harmless: what is there stays. */
    async addMissing(scope: Scope): Promise<void> {
      await addMissing(database, scope);
    },

    async list(scope: Scope, at: Date): Promise<contract.TemplateList> {
      await addMissing(database, scope);
      return listOf(database, scope, at);
    },

    async events(scope: Scope, templateId: number): Promise<contract.TemplateEvents> {
      await mustExist(database, scope, templateId);
      const rows = await database('template_events')
        .where({ company_id: scope.companyId, template_id: templateId })
        .orderBy('id', 'desc')
        .limit(100)
        .select<(Omit<contract.TemplateEvents['items'][number], 'at'> & { at: Date })[]>(
          'id',
          'kind',
          'before',
          'after',
          'reason',
          'source',
          'at',
          { by: 'actor_label' },
        );
      return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
    },

    async preflight(scope: Scope, scenario: Scenario): Promise<Finding[]> {
      await addMissing(database, scope);
      return preflightOf(await questionOf(database, scope), scenario);
    },

    /**
     * Refuses to begin what could not be sent. What is on already stays so: Today tells what is wrong with it, and a pause
     * passes. A launch begins something each time.
     */
    async mustBeReady(scope: Scope, scenario: Scenario, what: 'switch_on' | 'launch'): Promise<void> {
      if (what === 'switch_on' && (await isOn(database, scope, scenario))) return;
      await addMissing(database, scope);
      const [worst] = preflightOf(await questionOf(database, scope), scenario);
      if (worst?.level !== 'error') return;
      throw new RuleBroken('templates_not_ready', 'conflict', {
        scenario,
        reason: worst.code,
        language: worst.language,
        status: worst.detail,
      });
    },

    /**
     * Notes that these (or, with null, all that WhatsApp has not) are to be submitted; whoever follows templates does it.
     * Answers how many. Those that may not be submitted are left out when all are asked for, and refused by name.
     */
    async wantSubmitted(scope: Scope, ids: readonly number[] | null, at: Date): Promise<number> {
      await addMissing(database, scope);
      return database.transaction(async (trx) => {
        const rows = await lockAll(trx, scope, ids);
        let asked = 0;
        for (const row of rows) {
          const refusal = maySubmit(stateOf(row), at);
          if (refusal && ids !== null) throw refused(refusal, row);
          if (refusal) continue;
          // A text that somebody changed in WhatsApp's own pages is gone there: it begins again with ours.
          await want(trx, scope, row, { wanted: 'submit', wanted_body: definitionOf(row)?.body ?? row.body }, at);
          asked += 1;
        }
        return asked;
      });
    },

    /** A new text, for review by WhatsApp. Its variables stay what they are. */
    async wantEdited(scope: Scope, templateId: number, body: string, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const row = await mustLock(trx, scope, templateId);
        const refusal = mayEdit(stateOf(row), at);
        if (refusal) throw refused(refusal, row);
        const problem = textProblem(body, row.variables.length);
        if (problem) throw new RuleBroken(`template_text_${problem}`, 'invalid');
        await want(trx, scope, row, { wanted: 'edit', wanted_body: body.trim() }, at);
      });
    },

    async wantDeleted(scope: Scope, templateId: number, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const row = await mustLock(trx, scope, templateId);
        const refusal = mayDelete(stateOf(row));
        if (refusal) throw refused(refusal, row);
        await want(trx, scope, row, { wanted: 'delete' }, at);
      });
    },

    /** What WhatsApp has to be told, oldest first. */
    async wanted(scope: Scope): Promise<WantedTemplate[]> {
      const rows = await database<TemplateRow>('message_templates')
        .where({ company_id: scope.companyId })
        .whereNotNull('wanted')
        .orderBy(['wanted_at', 'id']);
      return rows.flatMap((row) =>
        row.wanted === null || row.wanted_at === null
          ? []
          : [
              {
                id: row.id,
                wanted: row.wanted,
                wantedAt: row.wanted_at,
                name: row.name,
                language: row.language,
                category: row.category,
                externalId: row.external_id,
                ...submission(row),
              },
            ],
      );
    },

    /** Twice is harmless: only what is still wanted, as it was wanted, is settled by it. */
    async settleWanted(scope: Scope, asked: WantedTemplate, answer: Answered, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const row = await lockTemplate(trx, scope, { id: asked.id });
        if (row?.wanted !== asked.wanted || row.wanted_at?.getTime() !== asked.wantedAt.getTime()) return;
        const by = { source: 'person', at } as const;
        const actor = { ...scope, actor: { kind: 'system', name: row.wanted_by ?? scope.actor.name } } as const;
        const over = { wanted: null, wanted_body: null, wanted_by: null, wanted_at: null };
        if (answer.outcome === 'refused') {
          await changeTemplate(trx, actor, row, { more: { ...over, refused_code: answer.code } }, by);
          await noteTemplate(trx, actor, row.id, { kind: 'refused', after: asked.wanted, reason: answer.code, ...by });
          return;
        }
        const more: Record<string, unknown> = { ...over, refused_code: null };
        if (asked.wanted === 'delete') {
          await changeTemplate(
            trx,
            actor,
            row,
            { status: 'DELETED', more: { ...more, external_id: null, deleted_at: at } },
            by,
          );
          return;
        }
        if (asked.wanted === 'edit' && row.status === 'APPROVED') more['edited_at'] = [...row.edited_at, at];
        const content = contentOf(asked, VARIABLES[row.scenario as Scenario] ?? row.variables);
        await changeTemplate(
          trx,
          actor,
          row,
          {
            status: answer.status ?? 'PENDING',
            category: answer.category,
            externalId: answer.id,
            content: { ...content, components: asked.components, parameterFormat: asked.parameterFormat },
            more: { ...more, submitted_at: at },
          },
          by,
        );
      });
    },

    /**
     * What the whole list says, read from `begun` on. Twice is harmless: what it says is what the rows say by then.
     * A row that is in no list any more was deleted there, unless something happened to it since the reading began.
     */
    async follow(scope: Scope, listed: readonly ListedTemplate[], begun: Date, at: Date): Promise<{ changed: number }> {
      await addMissing(database, scope);
      return database.transaction(async (trx) => {
        let changed = 0;
        for (const template of listed) if (await takeListed(trx, scope, template, begun, at)) changed += 1;
        const rows = await trx<TemplateRow>('message_templates').where({ company_id: scope.companyId }).forUpdate();
        const known = new Set(listed.map(({ name, language }) => `${name}/${language}`));
        for (const row of rows) {
          if (known.has(`${row.name}/${row.language}`) || row.updated_at >= begun || row.wanted !== null) continue;
          if (row.status === 'NOT_SUBMITTED' || row.status === 'DELETED') continue;
          const status = row.external_id === null ? 'NOT_SUBMITTED' : 'DELETED';
          const more = { external_id: null, ...(status === 'DELETED' ? { deleted_at: at } : {}) };
          await changeTemplate(trx, scope, row, { status, more }, { source: 'list', at });
          changed += 1;
        }
        await trx('message_templates').where({ company_id: scope.companyId }).update({ checked_at: at });
        return { changed };
      });
    },

    /** A send was refused for its template. Twice is harmless: the row says it already. */
    async sendRefused(scope: Scope, which: { name: string; language: string; code: string }, at: Date): Promise<void> {
      await database.transaction((trx) => applySendError(trx, scope, which, at));
    },
  };
}

export type TemplatesRepository = ReturnType<typeof createTemplatesRepository>;

function refused({ code, until }: Refusal, row: TemplateRow): RuleBroken {
  return new RuleBroken(code, 'conflict', {
    template: row.name,
    language: row.language,
    status: row.status,
    ...(until ? { until: until.toISOString() } : {}),
  });
}

async function want(
  trx: Knex,
  scope: Scope,
  row: TemplateRow,
  asked: { wanted: 'submit' | 'edit' | 'delete'; wanted_body?: string },
  at: Date,
): Promise<void> {
  await trx('message_templates')
    .where({ company_id: scope.companyId, id: row.id })
    .update({ ...asked, wanted_by: scope.actor.name, wanted_at: at, refused_code: null, updated_at: at });
  await noteTemplate(trx, scope, row.id, { kind: 'asked', after: asked.wanted, source: 'person', at });
  await addAudit(trx, {
    companyId: scope.companyId,
    actor: scope.actor,
    action: `template.${asked.wanted}`,
    subjectKind: 'template',
    subjectId: row.id,
    details: { template: row.name, language: row.language },
  });
}

async function lockAll(trx: Knex, scope: Scope, ids: readonly number[] | null): Promise<TemplateRow[]> {
  const rows = await trx<TemplateRow>('message_templates')
    .where({ company_id: scope.companyId })
    .modify((query) => void (ids === null ? query : query.whereIn('id', [...ids])))
    .orderBy('id')
    .forUpdate();
  if (ids !== null && rows.length < new Set(ids).size) throw new RuleBroken('template_not_found', 'not_found');
  return rows;
}

async function mustLock(trx: Knex, scope: Scope, id: number): Promise<TemplateRow> {
  const row = await lockTemplate(trx, scope, { id });
  if (!row) throw new RuleBroken('template_not_found', 'not_found');
  return row;
}

async function mustExist(database: Knex, scope: Scope, id: number): Promise<void> {
  const found = await database('message_templates').where({ company_id: scope.companyId, id }).first('id');
  if (!found) throw new RuleBroken('template_not_found', 'not_found');
}

async function isOn(database: Knex, scope: Scope, scenario: Scenario): Promise<boolean> {
  const company_id = scope.companyId;
  if (scenario === 'service_reactivation') {
    const row = await database('reactivation_settings')
      .where({ company_id })
      .first<{ enabled: boolean } | undefined>('enabled');
    return row?.enabled ?? false;
  }
  const row = await database('scenario_settings')
    .where({ company_id, scenario })
    .first<{ is_on: boolean } | undefined>('is_on');
  // Without a row it is as it began: on.
  return row?.is_on ?? true;
}
