/** A template's row changes, with its history, and with what waits for it: inside the caller's transaction. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { pausedUntil, STATUS_OF_SEND_ERROR } from '../../../domain/campaigns/template-rules.ts';
import { statusOfEvent, type TemplateTold } from '../../../domain/delivery/template-told.ts';

export interface TemplateRow {
  id: number;
  company_id: number;
  scenario: string;
  name: string;
  language: string;
  category: string;
  status: string;
  external_id: string | null;
  body: string;
  variables: string[];
  components: unknown[];
  parameter_format: 'POSITIONAL' | 'NAMED';
  reason: string | null;
  refused_code: string | null;
  quality: string | null;
  status_since: Date;
  paused_until: Date | null;
  told_at: Date | null;
  checked_at: Date | null;
  submitted_at: Date | null;
  deleted_at: Date | null;
  edited_at: Date[];
  wanted: 'submit' | 'edit' | 'delete' | null;
  wanted_body: string | null;
  wanted_by: string | null;
  wanted_at: Date | null;
  updated_at: Date;
}

export type Source = 'webhook' | 'list' | 'send' | 'person';
type EventKind = 'status' | 'category' | 'quality' | 'text' | 'flagged' | 'asked' | 'refused';

/** People hear of these outside the pages; what WhatsApp does with a new template is no alarm unless it refuses it. */
const ALARMING: ReadonlySet<string> = new Set(['PAUSED', 'DISABLED', 'REJECTED', 'MISSING', 'MISMATCH']);

export async function noteTemplate(
  trx: Knex,
  scope: Scope,
  templateId: number,
  event: {
    kind: EventKind;
    before?: string | null;
    after?: string | null;
    reason?: string | null;
    source: Source;
    at: Date;
  },
): Promise<void> {
  await trx('template_events').insert({
    company_id: scope.companyId,
    template_id: templateId,
    actor_label: scope.actor.name,
    before: null,
    after: null,
    reason: null,
    ...event,
  });
}

export interface Change {
  status?: string | null;
  category?: string | null;
  quality?: string | null;
  reason?: string | null;
  pausedUntil?: Date | null;
  externalId?: string | null;
  content?: { body: string; variables: string[]; components: unknown[]; parameterFormat: 'POSITIONAL' | 'NAMED' };
  toldAt?: Date;
  /** Anything else of the row. */
  more?: Record<string, unknown>;
}

/** Writes what differs, one line of history each, wakes what waited for an approval and alarms people where one was lost. */
export async function changeTemplate(
  trx: Knex,
  scope: Scope,
  row: TemplateRow,
  change: Change,
  { source, at }: { source: Source; at: Date },
): Promise<void> {
  const note = (kind: EventKind, before: string | null, after: string | null, reason: string | null = null) =>
    noteTemplate(trx, scope, row.id, { kind, before, after, reason, source, at });
  const columns: Record<string, unknown> = { ...change.more };
  const status = change.status ?? row.status;
  const hasMoved = status !== row.status;
  if (hasMoved) {
    Object.assign(columns, {
      status,
      status_since: at,
      paused_until: status === 'PAUSED' ? (change.pausedUntil ?? null) : null,
    });
    await note('status', row.status, status, change.reason ?? null);
  } else if (change.pausedUntil) columns['paused_until'] = change.pausedUntil;
  if (change.reason !== undefined || hasMoved) columns['reason'] = change.reason ?? null;
  if (change.category && change.category !== row.category) {
    columns['category'] = change.category;
    await note('category', row.category, change.category);
    await alarm(trx, scope, row, 'template_category', { category: change.category }, at);
  }
  if (change.quality !== undefined && change.quality !== row.quality) {
    columns['quality'] = change.quality;
    if (row.quality !== null) await note('quality', row.quality, change.quality);
  }
  if (change.externalId) columns['external_id'] = change.externalId;
  if (change.toldAt) columns['told_at'] = change.toldAt;
  if (change.content) {
    const { body, variables, components, parameterFormat } = change.content;
    if (body !== row.body) await note('text', null, null);
    Object.assign(columns, {
      body,
      variables,
      components: JSON.stringify(components),
      parameter_format: parameterFormat,
    });
  }
  if (Object.keys(columns).length > 0)
    await trx('message_templates')
      .where({ company_id: scope.companyId, id: row.id })
      .update({ ...columns, updated_at: at });
  if (!hasMoved) return;
  if (status === 'APPROVED') await wake(trx, scope, row, at);
  else if (ALARMING.has(status)) await alarm(trx, scope, row, 'template_lost', { status, reason: change.reason }, at);
}

/** What waited for this template is looked at by the sender at once, and not at its next round. */
async function wake(trx: Knex, scope: Scope, row: TemplateRow, at: Date): Promise<void> {
  const { rows } = await trx.raw<{ rows: { phone_number_id: string }[] }>(
    `update outbox_messages o set next_attempt_at = :at, updated_at = :at
     from messages m
     where m.id = o.message_id and m.company_id = o.company_id and o.company_id = :companyId
       and o.status in ('queued', 'failed') and o.wait_reason = 'template_not_approved'
       and m.template = :name and m.language = :language
     returning o.phone_number_id`,
    { companyId: scope.companyId, name: row.name, language: row.language, at },
  );
  for (const number of new Set(rows.map((one) => one.phone_number_id)))
    await trx.raw(`select pg_notify('reprise_outbox', ?)`, [number]);
}

async function alarm(
  trx: Knex,
  scope: Scope,
  row: TemplateRow,
  kind: string,
  details: Record<string, unknown>,
  at: Date,
): Promise<void> {
  const { scenario, name, language } = row;
  await trx('admin_alerts').insert({
    company_id: scope.companyId,
    kind,
    details: JSON.stringify({ scenario, template: name, language, ...details }),
    created_at: at,
    next_attempt_at: at,
  });
}

export async function lockTemplate(
  trx: Knex,
  scope: Scope,
  which: { id: number } | { name: string; language: string },
): Promise<TemplateRow | undefined> {
  return trx<TemplateRow>('message_templates')
    .where({ company_id: scope.companyId, ...which })
    .forUpdate()
    .first();
}

/** A webhook told it. What it tells later about an earlier moment is kept in the inbox and changes nothing. */
export async function applyTold(trx: Knex, scope: Scope, told: TemplateTold, at: Date): Promise<void> {
  const row = await lockTemplate(trx, scope, { name: told.name, language: told.language });
  if (!row || (row.told_at !== null && told.at < row.told_at)) return;
  const by = { source: 'webhook', at } as const;
  const common = { toldAt: told.at, externalId: told.externalId };
  if (told.kind === 'quality') return changeTemplate(trx, scope, row, { ...common, quality: told.event }, by);
  if (told.kind === 'category') return changeTemplate(trx, scope, row, { ...common, category: told.event }, by);
  const status = statusOfEvent(told.event);
  if (status === null) {
    await noteTemplate(trx, scope, row.id, { kind: 'flagged', reason: told.reason, ...by });
    return alarm(trx, scope, row, 'template_flagged', {}, at);
  }
  return changeTemplate(
    trx,
    scope,
    row,
    {
      ...common,
      status,
      category: told.category,
      reason: told.reason ?? (status === 'PAUSED' ? told.title : null),
      pausedUntil: status === 'PAUSED' ? pausedUntil(told.title, told.at) : null,
    },
    by,
  );
}

/** A send was refused for its template. Twice is harmless: the row says it already. */
export async function applySendError(
  trx: Knex,
  scope: Scope,
  which: { name: string; language: string; code: string },
  at: Date,
): Promise<void> {
  const status = STATUS_OF_SEND_ERROR[which.code];
  if (!status) return;
  const row = await lockTemplate(trx, scope, { name: which.name, language: which.language });
  if (row?.status !== 'APPROVED') return;
  await changeTemplate(trx, scope, row, { status, reason: `whatsapp_${which.code}` }, { source: 'send', at });
}
