/** A "no" that a person records, takes back, or brings along in a list: each change with who made it and when. */

import type { Knex } from 'knex';
import type { Page } from '../../../contracts/http/common.ts';
import type { OptOutItem } from '../../../contracts/http/opt-outs.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { EarlierOptOut } from '../../../domain/delivery/opt-out-import.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { ownClients, readPage, together } from '../views/page.ts';
import { liftOptOut, optOut } from './opt-outs.ts';

/** In the transaction of whoever decided it. True when it is news. */
export async function recordOptOut(
  trx: Knex,
  scope: Scope,
  told: { phone: string; clientId: number | null; reason: string | null },
  at: Date,
): Promise<boolean> {
  const isNew = await optOut(trx, scope, { phone: told.phone, source: 'person', reason: told.reason, at });
  if (!isNew) return false;
  await trx('opt_outs')
    .where({ company_id: scope.companyId, phone: told.phone })
    .update({ recorded_by: scope.actor.name, lifted_by: null, lifted_reason: null });
  await audit(trx, scope, 'opt_out.recorded', told.clientId, {});
  return true;
}

const audit = (
  trx: Knex,
  scope: Scope,
  action: string,
  clientId: number | null,
  details: Record<string, unknown>,
): Promise<void> =>
  addAudit(trx, {
    companyId: scope.companyId,
    actor: scope.actor,
    action,
    subjectKind: clientId === null ? 'company' : 'client',
    subjectId: clientId ?? scope.companyId,
    details,
  });

const ITEM = `
  x.phone, x.source, x.reason, x.at, x.confirmed_at as "confirmedAt", x.recorded_by as "recordedBy",
  x.lifted_at as "liftedAt", x.lifted_by as "liftedBy", card.id as "clientId", card.name as "clientName"`;
const FROM = `
  from opt_outs x
  left join lateral (
    select c.id, trim(c.name || ' ' || c.surname) as name from clients c
    where c.company_id = x.company_id and c.phone = x.phone and not c.is_deleted order by c.id limit 1
  ) card on true
  where x.company_id = :companyId`;

export interface Imported {
  stored: number;
  /** Had said no already. */
  known: number;
  /** Numbers of the staff: left out. */
  staff: number[];
}

export function createOptOutsRepository(database: Database) {
  async function phoneOf(trx: Knex, scope: Scope, clientId: number): Promise<string> {
    const card = await trx('clients')
      .where({ company_id: scope.companyId, id: clientId, is_deleted: false })
      .first<{ phone: string | null } | undefined>('phone');
    if (!card) throw new RuleBroken('client_not_found', 'not_found');
    if (card.phone === null) throw new RuleBroken('no_valid_phone', 'conflict');
    return card.phone;
  }

  return {
    list(scope: Scope, query: QueryOf<'listOptOuts'>): Promise<Page<OptOutItem>> {
      const which = query.show === 'all' ? '' : ` and x.lifted_at is ${query.show === 'lifted' ? 'not ' : ''}null`;
      const filter = together(
        { sql: which, bindings: {} },
        query.q === undefined || query.q === ''
          ? { sql: '', bindings: {} }
          : {
              sql: ` and (strpos(x.phone, :q) > 0 or strpos(lower(card.name), lower(:q)) > 0)`,
              bindings: { q: query.q },
            },
        ownClients(scope, 'card.id'),
      );
      return readPage<OptOutItem>(
        database,
        {
          select: ITEM,
          from: FROM + filter.sql,
          sorts: { at: 'x.at' },
          defaultSort: '-at',
          tieBreak: 'x.phone',
          bindings: { companyId: scope.companyId, ...filter.bindings },
        },
        query,
      );
    },

    /** Twice is harmless: the first one's source and time stay. */
    async record(scope: Scope, clientId: number, reason: string | null, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const phone = await phoneOf(trx, scope, clientId);
        await recordOptOut(trx, scope, { phone, clientId, reason }, at);
      });
    },

    /** They opted in again, and said so to somebody. Twice is harmless. */
    async lift(scope: Scope, clientId: number, reason: string, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const phone = await phoneOf(trx, scope, clientId);
        if (await liftOptOut(trx, scope, phone, at, { by: scope.actor.name, reason }))
          await audit(trx, scope, 'opt_out.lifted', clientId, { reason });
      });
    },

    async country(scope: Scope): Promise<string> {
      const row = await database('companies').where({ id: scope.companyId }).first<{ country: string }>('country');
      return row.country;
    },

    /**
     * Either all of the list or nothing. Twice is harmless: who has said no keeps their first source and time, and whoever
     * took it back later than the list says is left alone. A preview stores nothing.
     */
    async import(
      scope: Scope,
      lines: readonly EarlierOptOut[],
      { isPreview, at }: { isPreview: boolean; at: Date },
    ): Promise<Imported> {
      return database.transaction(async (trx) => {
        const { rows } = await trx.raw<{ rows: { line: number; isStaff: boolean; isKnown: boolean }[] }>(KNOWN, {
          companyId: scope.companyId,
          lines: JSON.stringify(lines.map(({ line, phone, at: said }) => ({ line, phone, at: said ?? at }))),
        });
        const about = new Map(rows.map((row) => [row.line, row]));
        const fresh = lines.filter(({ line }) => !about.get(line)?.isStaff && !about.get(line)?.isKnown);
        const found = {
          stored: fresh.length,
          known: rows.filter((row) => row.isKnown && !row.isStaff).length,
          staff: rows.filter((row) => row.isStaff).map((row) => row.line),
        };
        if (isPreview) return found;
        for (const one of fresh) {
          await optOut(trx, scope, { phone: one.phone, source: 'import', reason: one.source, at: one.at ?? at });
          await trx('opt_outs')
            .where({ company_id: scope.companyId, phone: one.phone })
            .update({ recorded_by: scope.actor.name, lifted_by: null, lifted_reason: null });
        }
        if (fresh.length > 0)
          await audit(trx, scope, 'opt_outs.imported', null, { stored: fresh.length, known: found.known });
        return found;
      });
    },
  };
}

const KNOWN = `
  select l.line, exists (select 1 from staff s where s.company_id = :companyId and s.phone = l.phone) as "isStaff",
    exists (select 1 from opt_outs x where x.company_id = :companyId and x.phone = l.phone
      and (x.lifted_at is null or x.lifted_at > l.at)) as "isKnown"
  from jsonb_to_recordset(cast(:lines as jsonb)) as l(line integer, phone text, at timestamptz)
  order by l.line`;
