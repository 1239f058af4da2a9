/** Companies, staff, services with their categories, goods, and working hours. */

import { Router } from 'express';
import { Temporal as dates } from 'temporal-polyfill';
import { CLOSES, OPENS, worksOn } from '../free-times.ts';
import { categoriesOf, companyOnWire, goodOnWire, serviceOnWire, staffOnWire } from '../wire.ts';
import { answer, asked, askedList, pageOf, pathNumber, refuse } from './answers.ts';
import { maybeShifted, type Platform } from './platform.ts';

const MOST_DAYS = 92;
/** How many goods one gets who does not say. */
const GOODS_A_PAGE = 25;

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  const last = dates.PlainDate.from(to);
  for (let day = dates.PlainDate.from(from); dates.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    days.push(day.toString());
    if (days.length >= MOST_DAYS) break;
  }
  return days;
}

export function catalogueRoutes(platform: Platform): Router {
  const { contents } = platform;
  const router = Router();

  router.get('/companies', (_request, response) => {
    answer(response, [companyOnWire(contents)], { total_count: 1 });
  });
  router.get('/company/:company/staff/schedule', (request, response) => {
    const from = asked(request, 'start_date');
    const to = asked(request, 'end_date');
    if (!from || !to) {
      refuse(response, 400, 'Неверные параметры', { errors: { start_date: ['required'] } });
      return;
    }
    const wanted = askedList(request, 'staff_ids');
    const rows = contents.staff
      .filter((member) => wanted.length === 0 || wanted.includes(member.id))
      .flatMap((member) =>
        daysBetween(from, to).map((date) => ({
          staff_id: member.id,
          date,
          slots: worksOn(member, date) ? [{ from: OPENS, to: CLOSES }] : [],
        })),
      );
    answer(response, rows, { count: rows.length });
  });
  router.get('/schedule/:company/:staff/:start/:end', (request, response) => {
    const member = contents.staff.find((each) => each.id === pathNumber(request, 'staff'));
    if (!member) {
      refuse(response, 404, 'Сотрудник не найден');
      return;
    }
    const rows = daysBetween(request.params.start, request.params.end).map((date) => ({
      date,
      is_working: worksOn(member, date) ? 1 : 0,
      slots: worksOn(member, date) ? [{ from: OPENS, to: CLOSES }] : [],
    }));
    answer(response, rows);
  });
  router.get('/company/:company/staff', (_request, response) => {
    const rows = contents.staff.map((member) => staffOnWire(member, contents.company.id));
    answer(response, rows, { total_count: rows.length });
  });
  router.get('/company/:company/services', (request, response) => {
    const staffId = Number(asked(request, 'staff_id') ?? 0);
    const offered = contents.staff.find((member) => member.id === staffId)?.serviceIds;
    const rows = contents.services
      .filter((service) => !offered || offered.includes(service.id))
      .map((service) => serviceOnWire(service, contents));
    answer(response, rows, { total_count: rows.length });
  });
  router.get('/goods/:company', (request, response) => {
    const term = asked(request, 'term')?.toLowerCase();
    const goods = contents.goods
      .filter((good) => term === undefined || good.title.toLowerCase().includes(term))
      .sort((a, b) => a.id - b.id);
    const shifted = maybeShifted(platform, goods, asked(request, 'page'), 'goods');
    const { rows } = pageOf(shifted.list, shifted.page, asked(request, 'count'), GOODS_A_PAGE);
    // No total here: one pages until an empty page.
    answer(
      response,
      rows.map((good) => goodOnWire(good, contents)),
    );
  });
  router.get('/goods/:company/:id', (request, response) => {
    const good = contents.goods.find((each) => each.id === pathNumber(request, 'id'));
    if (good) answer(response, goodOnWire(good, contents));
    else refuse(response, 404, 'Товар не найден');
  });
  router.get('/company/:company/service_categories', (_request, response) => {
    const rows = categoriesOf(contents).map((title, index) => ({
      id: index + 1,
      category_id: index + 1,
      title,
      weight: 0,
      api_id: '0',
      staff: [],
    }));
    answer(response, rows, { total_count: rows.length });
  });
  return router;
}
