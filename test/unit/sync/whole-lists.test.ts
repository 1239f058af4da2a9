import { expect } from 'chai';
import { Unavailable } from '../../../domain/errors.ts';
import { createCards } from '../../../integrations/booking/yclients/cards.ts';
import { createLists } from '../../../integrations/booking/yclients/lists.ts';
import type { Answer, BookingRequests } from '../../../integrations/booking/yclients/requests.ts';

const company = { externalId: '7', timeZone: 'Europe/Prague', currency: 'CZK' };
const membership = (id: number) => ({ id, type: { title: 'Month', cost: 100 }, created_date: '2026-02-01' });

/** The platform, answering every question about a path with what the test says of that page. */
function answering(answers: Record<string, (page: number) => { data: unknown; meta?: unknown }>): BookingRequests {
  const answerOf = (path: string, page: number): Promise<Answer> => {
    const found = Object.entries(answers).find(([end]) => path.endsWith(end));
    const { data, meta = [] } = found?.[1](page) ?? { data: [] };
    return Promise.resolve({ status: 200, data, meta, platformTime: null });
  };
  return {
    get: (path, query) => answerOf(path, Number(query?.['page'] ?? 1)),
    post: (path) => answerOf(path, 1),
  };
}
const codeOf = async (answer: Promise<unknown>): Promise<string> => {
  try {
    await answer;
  } catch (error) {
    if (error instanceof Unavailable) return error.why;
    throw error;
  }
  return 'answered';
};

describe('a list that the platform gives whole', () => {
  it('is refused when it is half of what was promised, because whoever is missing would be taken for gone', async () => {
    const half = { 'abonements/': () => ({ data: [membership(1)], meta: { count: 2 } }) };
    expect(await codeOf(createCards(answering(half)).memberships(company, '+42060100'))).to.equal('short_page');
    const categories = { service_categories: () => ({ data: [{ id: 1, title: 'Care' }], meta: { total_count: 2 } }) };
    expect(await codeOf(createLists(answering(categories)).services(company))).to.equal('short_page');
    const staff = { staff: () => ({ data: [{ id: 1, name: 'Iva' }], meta: { count: 3 } }) };
    expect(await codeOf(createLists(answering(staff)).staff(company))).to.equal('short_page');
  });

  it('is read on to its end where it comes in pages', async () => {
    const paged = { 'abonements/': (page: number) => ({ data: [membership(page)], meta: { count: 2 } }) };
    const { rows } = await createCards(answering(paged)).memberships(company, '+42060100');
    expect(rows.map(({ externalId }) => externalId)).to.deep.equal(['1', '2']);
  });

  it('is empty where the platform writes nothing for a list of memberships', async () => {
    const none = { 'abonements/': () => ({ data: null }) };
    expect(await createCards(answering(none)).memberships(company, '+42060100')).to.include({ received: 0 });
    const promised = { 'abonements/': () => ({ data: null, meta: { count: 1 } }) };
    expect(await codeOf(createCards(answering(promised)).memberships(company, '+42060100'))).to.equal('short_page');
  });
});
