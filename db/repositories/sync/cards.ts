/** What only the single card tells (consent), and whose card or memberships are still to be read. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { CardKind } from '../../../domain/sync/page-step.ts';
import type { Database } from '../../database.ts';

export interface CardDue {
  clientId: number;
  externalId: string;
  phone: string | null;
  /** Its state when it was asked for: what changed meanwhile is asked for again. */
  changedAtSource: string | null;
}

const COLUMNS = `c.id as "clientId", c.external_id as "externalId", c.phone, c.changed_at_source::text as "changedAtSource"`;
/** One that could not be read lets the others go first, for ten minutes at first and for a day at most. */
const FIRST_PAUSE_MINUTES = 10;
const LONGEST_PAUSE_HOURS = 24;
const IS_PAUSED = `select 1 from card_retries r
  where r.company_id = c.company_id and r.client_id = c.id and r.kind = :kind and r.next_try_at > cast(:at as timestamptz)`;
/** Who came last is likeliest to be written to, and so is read first. */
const LATEST_FIRST = `order by (select max(v.local_date) from visits v where v.company_id = c.company_id and v.client_id = c.id)
  desc nulls last, c.id`;

export function createCardsRepository(database: Database) {
  return {
    async cardsDue(scope: Scope, limit: number, at: string): Promise<CardDue[]> {
      const { rows } = await database.raw<{ rows: CardDue[] }>(
        `select ${COLUMNS} from clients c
         where c.company_id = :companyId and c.card_read_at is null and not c.is_deleted
           and not exists (${IS_PAUSED}) ${LATEST_FIRST} limit :limit`,
        { companyId: scope.companyId, limit, at, kind: 'consent' satisfies CardKind },
      );
      return rows;
    },

    async membershipsDue(scope: Scope, limit: number, at: string): Promise<CardDue[]> {
      const { rows } = await database.raw<{ rows: CardDue[] }>(
        `select ${COLUMNS} from clients c
         where c.company_id = :companyId and c.memberships_read_at is null and c.phone is not null and not c.is_deleted
           and not exists (${IS_PAUSED}) ${LATEST_FIRST} limit :limit`,
        { companyId: scope.companyId, limit, at, kind: 'memberships' satisfies CardKind },
      );
      return rows;
    },

    /** Of these, whose card was not read since it changed, or not since that moment: asked before somebody is written to. */
    async unreadCards(scope: Scope, clientIds: number[], readBefore: string | null): Promise<CardDue[]> {
      const { rows } = await database.raw<{ rows: CardDue[] }>(
        `select ${COLUMNS} from clients c
         where c.company_id = :companyId and c.id = any(cast(:clientIds as bigint[]))
           and (c.card_read_at is null or c.card_read_at < cast(:readBefore as timestamptz)) order by c.id`,
        { companyId: scope.companyId, clientIds, readBefore },
      );
      return rows;
    },

    /** It could not be read: others go first. Twice is nearly harmless: it waits a little longer. */
    async postponeCard(
      scope: Scope,
      clientId: number,
      { kind, failureCode, at }: { kind: CardKind; failureCode: string; at: string },
    ): Promise<void> {
      await database.raw(
        `insert into card_retries as r (company_id, client_id, kind, failure_code, next_try_at)
         select c.company_id, c.id, :kind, :failureCode, cast(:at as timestamptz) + :first * interval '1 minute'
         from clients c where c.company_id = :companyId and c.id = :clientId
         on conflict (client_id, kind) do update set tries = r.tries + 1, failure_code = excluded.failure_code,
           next_try_at = cast(:at as timestamptz)
             + least(:longest * interval '1 hour', :first * interval '1 minute' * (2 ^ least(r.tries, 20)))`,
        {
          companyId: scope.companyId,
          clientId,
          kind,
          failureCode,
          at,
          first: FIRST_PAUSE_MINUTES,
          longest: LONGEST_PAUSE_HOURS,
        },
      );
    },

    /** It could be read. Twice is harmless. */
    async cardWasRead(scope: Scope, clientId: number, kind: CardKind): Promise<void> {
      await database('card_retries').where({ company_id: scope.companyId, client_id: clientId, kind }).delete();
    },

    /** Twice is harmless: the moment of the consent moves only when the answer does. A card that changed meanwhile stays due. */
    async saveConsent(
      scope: Scope,
      { clientId, changedAtSource }: Pick<CardDue, 'clientId' | 'changedAtSource'>,
      {
        newsletterAgreed,
        agreements,
      }: { newsletterAgreed: boolean | null; agreements?: Record<string, boolean | null> },
      at: string,
    ): Promise<void> {
      await database.raw(
        `update clients set
           consent_source = case when newsletter_agreed is distinct from cast(:agreed as boolean) then 'booking_card' else consent_source end,
           consent_at = case when newsletter_agreed is distinct from cast(:agreed as boolean) then cast(:at as timestamptz) else consent_at end,
           newsletter_agreed = cast(:agreed as boolean),
           card_read_at = case when changed_at_source is not distinct from cast(:changedAtSource as timestamptz)
             then cast(:at as timestamptz) else card_read_at end,
           card = case when cast(:agreements as jsonb) is null then card else card || jsonb_build_object('agreements', cast(:agreements as jsonb)) end
         where company_id = :companyId and id = :clientId`,
        {
          companyId: scope.companyId,
          clientId,
          changedAtSource,
          agreed: newsletterAgreed,
          agreements: agreements ? JSON.stringify(agreements) : null,
          at,
        },
      );
    },

    /** The platform no longer knows this card. */
    async cardGone(scope: Scope, clientId: number, at: string): Promise<void> {
      await database('clients')
        .where({ company_id: scope.companyId, id: clientId })
        .update({ is_deleted: true, card_read_at: at, updated_at: database.fn.now() });
    },
  };
}
