/** The collections that are copied: read whole, or what changed since. */

import type { BookingGateway, Since } from '../../../domain/sync/booking-gateway.ts';
import { withOffset } from './instants.ts';
import { pageOf } from './read-page.ts';
import type { BookingRequests } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

/** Asking for more than 200 silently gives 20. */
export const PAGE_SIZE = 200;

type Lists = Pick<BookingGateway, 'companies' | 'staff' | 'services' | 'clients' | 'records' | 'goodsSales'>;

export function createLists({ get }: BookingRequests): Lists {
  const since = ({ page, changedAfter }: Since) => ({
    page,
    count: PAGE_SIZE,
    ...(changedAfter === null ? {} : { changed_after: withOffset(changedAfter) }),
  });

  return {
    async companies() {
      const page = pageOf(await get('companies', { my: 1 }), shapes.companyShape, translate.company);
      return page.rows;
    },
    async staff(company) {
      return pageOf(await get(`company/${company.externalId}/staff`), shapes.staffShape, translate.staff);
    },
    async services(company) {
      const categories = pageOf(
        await get(`company/${company.externalId}/service_categories`),
        shapes.categoryShape,
        (row) => row,
      );
      const titles = new Map(categories.rows.map((row) => [row.id, row.title]));
      const answer = await get(`company/${company.externalId}/services`);
      return pageOf(answer, shapes.serviceShape, (row) => translate.service(row, company, titles));
    },
    async clients(company, asked) {
      const answer = await get(`clients/${company.externalId}`, since(asked));
      return pageOf(answer, shapes.clientShape, (row) => translate.client(row, company));
    },
    async records(company, asked) {
      const answer = await get(`records/${company.externalId}`, { ...since(asked), with_deleted: 1 });
      return pageOf(answer, shapes.recordShape, (row) => translate.visit(row, company));
    },
    async goodsSales(company, asked) {
      const answer = await get(`storages/transactions/${company.externalId}`, since(asked));
      return pageOf(answer, shapes.saleShape, (row) => translate.sale(row, company));
    },
  };
}
