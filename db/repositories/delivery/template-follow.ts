/** What WhatsApp's list says about templates, taken over into their rows; and rows for those that the product brings. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { TEMPLATES } from '../../../domain/campaigns/templates.ts';
import { contentOf, type ListedTemplate } from '../../../domain/delivery/template-told.ts';
import { changeTemplate, lockTemplate } from './template-changes.ts';

/** What a webhook says may be older than what the list says; so much of a difference is possible. */
const LIST_MARGIN_MS = 15 * 60_000;

export async function takeListed(
  trx: Knex,
  scope: Scope,
  listed: ListedTemplate,
  begun: Date,
  at: Date,
): Promise<boolean> {
  const definition = TEMPLATES.find(({ name }) => name === listed.name);
  if (!definition) return false;
  let row = await lockTemplate(trx, scope, { name: listed.name, language: listed.language });
  if (!row) {
    // A language of ours in another spelling, such as en_GB.
    const { scenario, variables } = definition;
    const content = contentOf(listed, variables);
    await trx('message_templates')
      .insert({
        company_id: scope.companyId,
        scenario,
        name: listed.name,
        language: listed.language,
        status: 'NOT_SUBMITTED',
        body: content.body,
        variables: content.variables,
        updated_at: new Date(begun.getTime() - 1),
      })
      .onConflict(['company_id', 'name', 'language'])
      .ignore();
    row = await lockTemplate(trx, scope, { name: listed.name, language: listed.language });
  }
  // Whatever happened since the reading began is newer than what was read.
  if (!row || row.updated_at >= begun) return false;
  const told = new Date(begun.getTime() - LIST_MARGIN_MS);
  const moved = row.status !== listed.status;
  await changeTemplate(
    trx,
    scope,
    row,
    {
      status: listed.status,
      category: listed.category,
      quality: listed.quality,
      reason: listed.status === 'REJECTED' ? listed.reason : moved ? null : row.reason,
      pausedUntil: row.paused_until,
      externalId: listed.id,
      ...(row.told_at === null || row.told_at < told ? { toldAt: told } : {}),
      content: {
        ...contentOf(listed, definition.variables),
        components: listed.components,
        parameterFormat: listed.parameterFormat,
      },
    },
    { source: 'list', at },
  );
  return moved;
}

export async function addMissing(database: Knex, scope: Scope): Promise<void> {
  await database('message_templates')
    .insert(
      TEMPLATES.map(({ scenario, name, language, category, body, variables }) => ({
        company_id: scope.companyId,
        scenario,
        name,
        language,
        category,
        body,
        variables: [...variables],
        status: 'NOT_SUBMITTED',
      })),
    )
    .onConflict(['company_id', 'name', 'language'])
    .ignore();
}
