/** The collections that are copied: read whole, or what changed since. */

import type { BookingGateway, Since } from '../../../domain/sync/booking-gateway.ts';
import type { z } from 'zod';
import { Unavailable } from '../../../domain/errors.ts';
import { type BookingCompany, PAGE_SIZE, type PlatformPage } from '../../../domain/sync/platform.ts';
import { changedAfterText } from './instants.ts';
import { pageOf } from './read-page.ts';
import type { BookingRequests, Query } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

/** Lists that come in one go; should the platform promise more than it gave, it is asked on until nothing new comes. */
const MOST_FURTHER_PAGES = 50;

export function createWholeLists(get: BookingRequests['get']) {
  return async function wholeList<Shape extends z.ZodType, Row>(
    path: string,
    query: Query,
    shape: Shape,
    translated: (row: z.infer<Shape>) => Row | null,
  ): Promise<PlatformPage<Row>> {
    const list = pageOf(await get(path, query), shape, translated);
    const seen = new Set(list.ids);
    for (let page = 2; page < MOST_FURTHER_PAGES && list.total !== null && list.received < list.total; page += 1) {
      const more = pageOf(await get(path, { ...query, page, count: PAGE_SIZE }), shape, translated);
      const isNew = (more.ids ?? []).some((id) => !seen.has(id));
      // The same rows again: this list knows no pages.
      if (!isNew) break;
      for (const id of more.ids ?? []) seen.add(id);
      list.rows.push(...more.rows);
      list.misfits.push(...more.misfits);
      list.received += more.received;
    }
    // Whoever is missing from half a list would be taken for gone.
    if (list.total !== null && list.received < list.total) throw new Unavailable('booking', 'short_page');
    return list;
  };
}

type Lists = Pick<
  BookingGateway,
  'companies' | 'staff' | 'services' | 'shifts' | 'clients' | 'records' | 'goods' | 'goodsSales'
>;

export function createLists({ get }: BookingRequests): Lists {
  const wholeList = createWholeLists(get);
  const since = ({ timeZone }: BookingCompany, { page, changedAfter }: Since) => ({
    page,
    count: PAGE_SIZE,
    ...(changedAfter === null ? {} : { changed_after: changedAfterText(changedAfter, timeZone) }),
  });

  return {
    async companies() {
      return (await wholeList('companies', { my: 1 }, shapes.companyShape, translate.company)).rows;
    },
    async staff(company) {
      return wholeList(`company/${company.externalId}/staff`, {}, shapes.staffShape, translate.staff);
    },
    async services(company) {
      const path = `company/${company.externalId}`;
      const categories = await wholeList(`${path}/service_categories`, {}, shapes.categoryShape, (row) => row);
      const titles = new Map(categories.rows.map((row) => [row.id, row.title]));
      const services = await wholeList(`${path}/services`, {}, shapes.serviceShape, (row) =>
        translate.service(row, company, titles),
      );
      // Both lists number their rows from 1: a category is told apart by a name before its id.
      const unread = categories.misfits.map((misfit) => ({ ...misfit, externalId: `category ${misfit.externalId}` }));
      return { ...services, misfits: [...services.misfits, ...unread] };
    },
    async shifts(company, { from, to }) {
      const answer = await get(`company/${company.externalId}/staff/schedule`, { start_date: from, end_date: to });
      return pageOf(answer, shapes.shiftShape, translate.shift);
    },
    async clients(company, asked) {
      const answer = await get(`clients/${company.externalId}`, since(company, asked));
      return pageOf(answer, shapes.clientShape, (row) => translate.client(row, company));
    },
    async records(company, asked) {
      const answer = await get(`records/${company.externalId}`, { ...since(company, asked), with_deleted: 1 });
      return pageOf(answer, shapes.recordShape, (row) => translate.visit(row, company));
    },
    async goods(company, asked) {
      // No total here: one pages until an empty page.
      const answer = await get(`goods/${company.externalId}`, since(company, asked));
      return pageOf(answer, shapes.goodShape, (row) => translate.good(row, company), 'good_id');
    },
    async goodsSales(company, asked) {
      const answer = await get(`storages/transactions/${company.externalId}`, since(company, asked));
      return pageOf(answer, shapes.saleShape, (row) => translate.sale(row, company));
    },
  };
}
