/** What is asked for one person at a time: their consent, their memberships. */

import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { PAGE_SIZE } from '../../../domain/sync/platform.ts';
import { createWholeLists } from './lists.ts';
import { pageOf } from './read-page.ts';
import { refusalOf, type BookingRequests } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

const isNotFound = (error: unknown): boolean => error instanceof RuleBroken && error.kind === 'not_found';

type Cards = Pick<BookingGateway, 'consent' | 'memberships' | 'membershipBuyers'>;

export function createCards({ get, post }: BookingRequests): Cards {
  // Of somebody who has none the list may be written as nothing at all.
  const wholeList = createWholeLists(async (path, query) => {
    const answer = await get(path, query);
    return { ...answer, data: answer.data ?? [] };
  });
  return {
    async consent(company, clientExternalId) {
      try {
        const { data } = await get(`client/${company.externalId}/${clientExternalId}`);
        const card = shapes.cardShape.safeParse(data);
        if (!card.success) throw new Unavailable('booking', 'odd_answer');
        const agreements = card.data.client_agreements ?? {};
        return { clientExternalId, newsletterAgreed: agreements['is_newsletter_allowed'] ?? null, agreements };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async memberships(company, phone) {
      const query = { company_id: company.externalId, phone };
      return wholeList('loyalty/abonements/', query, shapes.membershipShape, (row) =>
        translate.membership(row, company),
      );
    },
    async membershipBuyers(company) {
      const ids: string[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await post(`company/${company.externalId}/clients/search`, {
          page,
          page_size: PAGE_SIZE,
          fields: ['id'],
          operation: 'AND',
          filters: [{ type: 'sale', state: { abonement_sale_date: { from: '2000-01-01', to: '2100-01-01' } } }],
        });
        // A platform that does not know the filter says so; then everybody has to be asked.
        if (answer.status === 400 || answer.status === 422) return null;
        if (answer.status >= 300) throw refusalOf(answer);
        const found = pageOf(answer, shapes.foundClientShape, (row) => row.id);
        ids.push(...found.rows);
        if (found.received === 0 || ids.length >= (found.total ?? 0)) return ids;
      }
    },
  };
}
