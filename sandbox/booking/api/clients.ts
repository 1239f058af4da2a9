/** The client list, the search, the single card, and what a person has bought. */

import { Router, type Request } from 'express';
import type { Client } from '../contents.ts';
import { samePhone } from '../phones.ts';
import { cardOnWire, clientOnWire, membershipOnWire, saleOnWire } from '../wire.ts';
import { answer, asked, pageOf, pathNumber, refuse } from './answers.ts';
import { maybeHalf, maybeShifted, type Platform } from './platform.ts';

const digits = (text: string): string => text.replace(/\D/g, '');
const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;

interface SearchBody {
  page?: number;
  page_size?: number;
  filters?: { type?: string; state?: Record<string, unknown> }[];
}

function between(value: string, range: unknown): boolean {
  const { from, to } = (range ?? {}) as { from?: string; to?: string };
  return (from === undefined || value >= from) && (to === undefined || value <= to);
}

export function clientRoutes(platform: Platform): Router {
  const { contents, time } = platform;
  const router = Router();

  function listed(request: Request): Client[] | null {
    const after = asked(request, 'changed_after');
    const before = asked(request, 'changed_before');
    const from = after === undefined ? -Infinity : time.parse(after);
    const to = before === undefined ? Infinity : time.parse(before);
    if (from === null || to === null) return null;
    const phone = asked(request, 'phone');
    const name = asked(request, 'fullname')?.toLowerCase();
    const id = asked(request, 'id');
    return [...contents.clients.values()]
      .filter(
        (client) =>
          client.changedAt >= from &&
          client.changedAt <= to &&
          (id === undefined || client.id === Number(id)) &&
          (phone === undefined || digits(client.phone).includes(digits(phone))) &&
          (name === undefined || `${client.name} ${client.surname}`.toLowerCase().includes(name)),
      )
      .sort(byId);
  }

  /** Filters of the search that the stand-in knows; another is refused as the platform does. */
  function matches(client: Client, type: string | undefined, state: Record<string, unknown>): boolean | 'unknown' {
    if (type === 'quick_search') {
      const wanted = typeof state['value'] === 'string' ? state['value'].toLowerCase() : '';
      const name = `${client.name} ${client.surname}`.toLowerCase();
      return name.includes(wanted) || (digits(wanted) !== '' && digits(client.phone).includes(digits(wanted)));
    }
    if (type === 'id') return ((state['value'] ?? []) as number[]).includes(client.id);
    if (type === 'sale' && 'abonement_sale_date' in state) {
      return contents.memberships.some(
        (each) => each.clientId === client.id && between(each.soldOn, state['abonement_sale_date']),
      );
    }
    return 'unknown';
  }

  router.get('/clients/:company', (request, response) => {
    const clients = listed(request);
    if (!clients) {
      refuse(response, 400, 'Неверные параметры', { errors: { changed_after: ['invalid'] } });
      return;
    }
    const shifted = maybeShifted(platform, clients, asked(request, 'page'), 'clients');
    const { page, rows } = pageOf(shifted.list, shifted.page, asked(request, 'count'));
    const onWire = maybeHalf(platform, rows, 'clients').map((client) => clientOnWire(client, contents, time));
    answer(response, onWire, { page, total_count: clients.length });
  });

  router.post('/company/:company/clients/search', (request, response) => {
    const body = (request.body ?? {}) as SearchBody;
    const results = [...contents.clients.values()].map((client) => ({
      client,
      verdicts: (body.filters ?? []).map((filter) => matches(client, filter.type, filter.state ?? {})),
    }));
    if (results.some(({ verdicts }) => verdicts.includes('unknown'))) {
      refuse(response, 400, 'Неверные параметры', { errors: { filters: ['unknown'] } });
      return;
    }
    const found = results.filter(({ verdicts }) => verdicts.every(Boolean)).map(({ client }) => client);
    const { rows } = pageOf(found.sort(byId), String(body.page ?? 1), String(body.page_size ?? 25), 25);
    // Whatever `fields` asks for, five are given: as seen in production.
    const onWire = rows.map(({ id, name, surname, phone, email }) => ({ id, name, surname, phone, email }));
    answer(response, onWire, { total_count: found.length });
  });

  router.get('/client/:company/:id', (request, response) => {
    const client = contents.clients.get(pathNumber(request, 'id'));
    if (client) answer(response, cardOnWire(client, contents, time));
    else refuse(response, 404, 'Клиент не найден');
  });

  router.get('/loyalty/abonements', (request, response) => {
    const phone = asked(request, 'phone') ?? '';
    if (phone === '' || Number(asked(request, 'company_id')) !== contents.company.id) {
      refuse(response, 400, 'Неверные параметры', { errors: { phone: ['required'] } });
      return;
    }
    const rows = contents.memberships
      .filter((each) => samePhone(contents.clients.get(each.clientId)?.phone ?? '', phone))
      .map((each) => membershipOnWire(each, time, platform.now()));
    answer(response, rows, { count: rows.length });
  });

  router.get('/storages/transactions/:company', (request, response) => {
    const after = asked(request, 'changed_after');
    const from = after === undefined ? -Infinity : time.parse(after);
    const start = asked(request, 'start_date') ?? '0000';
    const end = asked(request, 'end_date') ?? '9999';
    const sales = contents.sales
      .filter((sale) => sale.changedAt >= (from ?? -Infinity))
      .filter((sale) => sale.local.slice(0, 10) >= start && sale.local.slice(0, 10) <= end)
      .sort(byId);
    const { rows } = pageOf(sales, asked(request, 'page'), asked(request, 'count'));
    // No total here: one pages until an empty page.
    answer(
      response,
      rows.map((sale) => saleOnWire(sale, contents, time)),
    );
  });
  return router;
}
