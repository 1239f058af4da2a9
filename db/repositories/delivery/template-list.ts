/** How a company's templates stand: the list with what may be done with each, and whether every scenario can be sent. */

import type { Knex } from 'knex';
import type * as contract from '../../../contracts/http/templates.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { type Finding, preflight } from '../../../domain/campaigns/preflight.ts';
import { mayDelete, mayEdit, maySubmit } from '../../../domain/campaigns/template-rules.ts';
import { LANGUAGES, type Scenario, SCENARIOS } from '../../../domain/campaigns/templates.ts';
import type { TemplateComponent } from '../../../domain/delivery/template-shape.ts';
import type { TemplateRow } from './template-changes.ts';
import { definitionOf, stateOf } from './template-submission.ts';

interface Question {
  rows: (TemplateRow & { waiting: number })[];
  companyLanguage: string;
  languages: { language: string; people: number }[];
}

export async function questionOf(database: Knex, scope: Scope): Promise<Question> {
  const companyId = scope.companyId;
  const rows = await database.raw<{ rows: Question['rows'] }>(
    `select t.*, (
       select count(*)::int from outbox_messages o join messages m on m.id = o.message_id
       where o.company_id = t.company_id and o.status in ('queued', 'failed') and o.wait_reason = 'template_not_approved'
         and m.template = t.name and m.language = t.language
     ) as waiting
     from message_templates t where t.company_id = :companyId order by t.scenario, t.language`,
    { companyId },
  );
  const [company] = await database('companies').where({ id: companyId }).select<{ language: string }[]>('language');
  const languages = await database.raw<{ rows: Question['languages'] }>(
    `select lower(split_part(replace(language, '_', '-'), '-', 1)) as language, count(*)::int as people
     from clients where company_id = :companyId and not is_deleted and phone is not null and coalesce(language, '') <> ''
     group by 1 order by 2 desc, 1`,
    { companyId },
  );
  return { rows: rows.rows, companyLanguage: company?.language ?? 'en', languages: languages.rows };
}

export const preflightOf = ({ rows, companyLanguage, languages }: Question, scenario: Scenario): Finding[] =>
  preflight({ scenario, templates: rows, companyLanguage, languages });

export async function listOf(database: Knex, scope: Scope, at: Date): Promise<contract.TemplateList> {
  const question = await questionOf(database, scope);
  const connected = await database('company_secrets')
    .where({ company_id: scope.companyId, system: 'whatsapp', key: 'access_token' })
    .first('key');
  const checked = question.rows.map((row) => row.checked_at?.getTime() ?? 0);
  const last = Math.max(0, ...checked);
  const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    isConnected: connected !== undefined,
    checkedAt: last === 0 ? null : new Date(last).toISOString(),
    companyLanguage: question.companyLanguage,
    languages: question.languages.filter(({ language }) => (LANGUAGES as readonly string[]).includes(language)),
    scenarios: SCENARIOS.map((scenario) => ({ scenario, findings: preflightOf(question, scenario) })),
    templates: question.rows.map((row) => {
      const edit = mayEdit(stateOf(row), at);
      return {
        id: row.id,
        scenario: row.scenario,
        name: row.name,
        language: row.language,
        category: row.category,
        status: row.status,
        statusSince: row.status_since.toISOString(),
        reason: row.reason,
        refusedCode: row.refused_code,
        quality: row.quality,
        pausedUntil: iso(row.paused_until),
        body: row.body,
        variables: row.variables,
        parts: (row.components as TemplateComponent[])
          .filter(({ type }) => type.toUpperCase() !== 'BODY')
          .map(({ type, text, buttons }) => ({
            type: type.toUpperCase(),
            text: text ?? null,
            buttons: (buttons ?? []).map((button) => button.text ?? button.type),
          })),
        differs: definitionOf(row) !== undefined && definitionOf(row)?.body !== row.body,
        wanted: row.wanted,
        waiting: row.waiting,
        maySubmit: maySubmit(stateOf(row), at) === null,
        mayDelete: mayDelete(stateOf(row)) === null,
        mayEdit: edit === null,
        editRefusal: edit === null ? null : { code: edit.code, until: iso(edit.until ?? null) },
      };
    }),
  };
}
