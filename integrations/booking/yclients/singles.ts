/** One row of the platform again: from its raw form, or asked for by its id. */

import { RuleBroken } from '../../../domain/errors.ts';
import type { Single, SingleReads } from '../../../domain/sync/singles.ts';
import { pageOf } from './read-page.ts';
import type { Answer, BookingRequests } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

const PATHS = { clients: 'client', records: 'record' } as const;

export function createSingles({ get }: BookingRequests): SingleReads {
  const understood: SingleReads['understand'] = (company, collection, payload): Single => {
    const answer: Answer = { status: 200, data: [payload], meta: [], platformTime: null };
    switch (collection) {
      case 'clients':
        return { collection, page: pageOf(answer, shapes.clientShape, (row) => translate.client(row, company)) };
      case 'records':
        return { collection, page: pageOf(answer, shapes.recordShape, (row) => translate.visit(row, company)) };
      default:
        return { collection, page: pageOf(answer, shapes.saleShape, (row) => translate.sale(row, company)) };
    }
  };
  return {
    understand: understood,
    async one(company, collection, externalId) {
      // Movements of goods are listed only; and an id that the row itself did not tell cannot be asked for.
      if (collection === 'goods' || !/^\d+$/.test(externalId)) return 'no_way';
      try {
        const { data } = await get(`${PATHS[collection]}/${company.externalId}/${externalId}`);
        return understood(company, collection, data);
      } catch (error) {
        if (error instanceof RuleBroken && error.kind === 'not_found') return 'gone';
        throw error;
      }
    },
  };
}
