/** What only the single card tells (consent), and whose card or memberships are still to be read. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export interface CardDue {
  clientId: number;
  externalId: string;
  phone: string | null;
}

const COLUMNS = `c.id as "clientId", c.external_id as "externalId", c.phone`;
/** Who came last is likeliest to be written to, and so is read first. */
const LATEST_FIRST = `order by (select max(v.local_date) from visits v where v.company_id = c.company_id and v.client_id = c.id)
  desc nulls last, c.id`;

export function createCardsRepository(database: Database) {
  return {
    async cardsDue(scope: Scope, limit: number): Promise<CardDue[]> {
      const { rows } = await database.raw<{ rows: CardDue[] }>(
        `select ${COLUMNS} from clients c
         where c.company_id = :companyId and c.card_read_at is null and not c.is_deleted ${LATEST_FIRST} limit :limit`,
        { companyId: scope.companyId, limit },
      );
      return rows;
    },

    async membershipsDue(scope: Scope, limit: number): Promise<CardDue[]> {
      const { rows } = await database.raw<{ rows: CardDue[] }>(
        `select ${COLUMNS} from clients c
         where c.company_id = :companyId and c.memberships_read_at is null and c.phone is not null and not c.is_deleted
         ${LATEST_FIRST} limit :limit`,
        { companyId: scope.companyId, limit },
      );
      return rows;
    },

    /** Of these, whose card was not read since it changed: asked right before somebody is written to. */
    async unreadCards(scope: Scope, clientIds: number[]): Promise<CardDue[]> {
      const { rows } = await database.raw<{ rows: CardDue[] }>(
        `select ${COLUMNS} from clients c
         where c.company_id = :companyId and c.id = any(cast(:clientIds as bigint[])) and c.card_read_at is null order by c.id`,
        { companyId: scope.companyId, clientIds },
      );
      return rows;
    },

    /** Twice is harmless: the moment of the consent moves only when the answer does. */
    async saveConsent(
      scope: Scope,
      clientId: number,
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
           newsletter_agreed = cast(:agreed as boolean), card_read_at = cast(:at as timestamptz),
           card = case when cast(:agreements as jsonb) is null then card else card || jsonb_build_object('agreements', cast(:agreements as jsonb)) end
         where company_id = :companyId and id = :clientId`,
        {
          companyId: scope.companyId,
          clientId,
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
