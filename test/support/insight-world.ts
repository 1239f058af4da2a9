/** Companies whose people are written down as the independent computation reads them, put into the database as copying would. */

import type { Database } from '../../db/database.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import { dayNumber, dayText } from '../oracle/days.ts';
import { emptyPerson, type Company, type Person } from '../oracle/facts.ts';

let companies = 0;

export async function addCompany(database: Database, over: Record<string, unknown> = {}): Promise<Scope> {
  companies += 1;
  const [row] = await database('companies')
    .insert({
      name: `Club ${String(companies)}`,
      external_id: `insight-${String(companies)}`,
      time_zone: 'UTC',
      country: 'CA',
      currency: 'CAD',
      ...over,
    })
    .returning<{ id: number }[]>('id');
  return systemScope(row?.id ?? 0, 'test');
}

type Dated = string | number;
const dayOf = (day: Dated): number => (typeof day === 'number' ? day : dayNumber(day));

/** A person from what happened to them; days are texts or day numbers. */
export function person(
  key: string,
  about: {
    visits?: readonly Dated[];
    costMinor?: number;
    pt?: readonly Dated[];
    noShows?: readonly Dated[];
    cancelled?: readonly Dated[];
    waiting?: readonly Dated[];
    waitingPt?: readonly Dated[];
    memberships?: readonly Dated[];
    goods?: readonly { day: Dated; costMinor: number }[];
  } = {},
): Person {
  const { costMinor = 5_000 } = about;
  const visit = (isPt: boolean) => (day: Dated) => ({ day: dayOf(day), costMinor, isPt });
  const booking = (isPt: boolean) => (day: Dated) => ({ day: dayOf(day), isPt });
  return {
    ...emptyPerson(key),
    visits: [...(about.visits ?? []).map(visit(false)), ...(about.pt ?? []).map(visit(true))].sort(
      (a, b) => a.day - b.day,
    ),
    noShows: (about.noShows ?? []).map(dayOf),
    cancelled: (about.cancelled ?? []).map(dayOf),
    waiting: [...(about.waiting ?? []).map(booking(false)), ...(about.waitingPt ?? []).map(booking(true))],
    memberships: (about.memberships ?? []).map((day) => ({ boughtOn: dayOf(day), costMinor: 20_000 })),
    goods: (about.goods ?? []).map(({ day, costMinor: cost }) => ({ day: dayOf(day), costMinor: cost })),
  };
}

export const company = (people: Person[], highLtvMinor: number | null = null): Company => ({ people, highLtvMinor });

interface RecordRow {
  client: string;
  day: number;
  attendance: number;
  isDeleted: boolean;
  costMinor: number;
  isPt: boolean;
}

function recordsOf({ key: client, visits, noShows, cancelled, waiting }: Person): RecordRow[] {
  const row = (day: number, attendance: number, over: Partial<RecordRow> = {}): RecordRow => ({
    client,
    day,
    attendance,
    isDeleted: false,
    costMinor: 0,
    isPt: false,
    ...over,
  });
  return [
    ...visits.map(({ day, costMinor, isPt }) => row(day, 1, { costMinor, isPt })),
    ...noShows.map((day) => row(day, -1)),
    ...cancelled.map((day) => row(day, 0, { isDeleted: true })),
    ...waiting.map(({ day, isPt }) => row(day, 0, { isPt })),
  ];
}

/** Returns our ids by the people's keys. */
export async function addPeople(
  database: Database,
  scope: Scope,
  people: readonly Person[],
): Promise<Map<string, number>> {
  const { companyId } = scope;
  if (people.length === 0) return new Map();
  const clients = await database('clients')
    .insert(people.map(({ key }) => ({ company_id: companyId, external_id: key, name: key })))
    .returning<{ id: number; external_id: string }[]>(['id', 'external_id']);
  const ids = new Map(clients.map(({ id, external_id }) => [external_id, id]));
  const records = people.flatMap(recordsOf);
  await addRecords(database, scope, ids, records);
  const sales = (rows: { client_id: number | undefined; sold_on: string; cost_minor: number }[]) =>
    rows.map((row, index) => ({
      ...row,
      company_id: companyId,
      external_id: `${people[0]?.key ?? ''}-${String(index)}`,
      title: 'Sold',
    }));
  const memberships = people.flatMap(({ key, memberships: bought }) =>
    bought.map((each) => ({ client_id: ids.get(key), sold_on: dayText(each.boughtOn), cost_minor: each.costMinor })),
  );
  const goods = people.flatMap(({ key, goods: bought }) =>
    bought.map((each) => ({ client_id: ids.get(key), sold_on: dayText(each.day), cost_minor: each.costMinor })),
  );
  if (memberships.length > 0) await database('memberships').insert(sales(memberships));
  if (goods.length > 0) await database('goods_sales').insert(sales(goods));
  return ids;
}

async function addRecords(
  database: Database,
  { companyId }: Scope,
  ids: ReadonlyMap<string, number>,
  records: readonly RecordRow[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = await database('visits')
    .insert(
      records.map((record, index) => ({
        company_id: companyId,
        external_id: `${record.client}-${String(index)}`,
        client_id: ids.get(record.client),
        starts_at: new Date(`${dayText(record.day)}T12:00:00Z`),
        local_date: dayText(record.day),
        duration_seconds: 3_600,
        attendance: record.attendance,
        is_deleted: record.isDeleted,
        cost_minor: record.costMinor,
      })),
    )
    .returning<{ id: number }[]>('id');
  const personal = rows.filter((_row, index) => records[index]?.isPt);
  if (personal.length === 0) return;
  await database('visit_positions').insert(
    personal.map(({ id }) => ({
      visit_id: id,
      position: 1,
      company_id: companyId,
      service_id: null,
      kind: 'service',
      title: 'Personal training',
    })),
  );
}
