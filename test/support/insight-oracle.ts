/**
 * What client_metrics and client_segments ought to hold, worked out slowly and plainly from definitions.md: from the raw
 * rows, one client at a time, with no SQL but `select *` and none of the product's rules.
 */

import type { Database } from '../../db/database.ts';

interface Company {
  vip_threshold_minor: number | null;
  segment_order: string[] | null;
}
interface Service {
  id: number;
  title: string;
  category_title: string | null;
  is_personal_training: boolean | null;
}
interface BookedRecord {
  id: number;
  client_id: number | null;
  visit_external_id: string | null;
  local_date: string;
  attendance: number;
  is_deleted: boolean;
  cost_minor: number;
}
interface Position {
  visit_id: number;
  kind: string;
  service_id: number | null;
  title: string;
}
interface Purchase {
  client_id: number | null;
  sold_on: string;
  cost_minor: number;
  is_deleted: boolean;
}

const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const monthNumber = (day: number): number => Number(dateOf(day).slice(0, 4)) * 12 + Number(dateOf(day).slice(5, 7));
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function byClient<Row extends { client_id: number | null }>(rows: Row[]): Map<number | null, Row[]> {
  const groups = new Map<number | null, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.client_id);
    if (group) group.push(row);
    else groups.set(row.client_id, [row]);
  }
  return groups;
}

/** The 50 % or 90 % value between the two nearest, as everybody's spreadsheet has it. */
function percentile(values: number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) return null;
  return low + (place - Math.floor(place)) * (high - low);
}

const WORDS =
  /(?<![\p{L}\p{N}])(personal training|personal trainer|pt|персональная тренировка|персональный тренинг|пт|персональне тренування|osobní trénink|osobní trenér|персонална тренировка)(?![\p{L}\p{N}])/iu;

/** Visits of one client: records of one platform visit, or else of one local date; each with its first day. */
function visitsOf(
  records: BookedRecord[],
  isPt: (id: number) => boolean,
): { day: number; cost: number; isPt: boolean }[] {
  const arrived = records.filter((record) => record.attendance === 1 && !record.is_deleted);
  const byDay = new Map<number, BookedRecord[]>();
  for (const record of arrived) {
    const together = arrived.filter(
      (each) =>
        each === record || (record.visit_external_id !== null && each.visit_external_id === record.visit_external_id),
    );
    const day = Math.min(...together.map((each) => dayNumber(each.local_date)));
    byDay.set(day, [...(byDay.get(day) ?? []), record]);
  }
  return [...byDay]
    .map(([day, of]) => ({ day, cost: sum(of.map((each) => each.cost_minor)), isPt: of.some((each) => isPt(each.id)) }))
    .toSorted((a, b) => a.day - b.day);
}

function cameThrice(days: number[]): boolean {
  const first = days[0] ?? 0;
  for (let start = first; start <= first + 90; start += 1) {
    const within = days.filter((day) => day >= start && day < start + 30 && day <= first + 90);
    if (within.length >= 3) return true;
  }
  return false;
}

function factsOf(
  D: number,
  of: { records: BookedRecord[]; memberships: Purchase[]; goods: Purchase[] },
  isPt: (id: number) => boolean,
) {
  const visits = visitsOf(of.records, isPt).filter((visit) => visit.day <= D);
  const days = visits.map((visit) => visit.day);
  const pt = visits.filter((visit) => visit.isPt).map((visit) => visit.day);
  const recent = days.filter((day) => day >= D - 179);
  const gaps = recent.slice(1).map((day, index) => day - (recent[index] ?? day));
  const bought = [...of.memberships, ...of.goods].filter((each) => dayNumber(each.sold_on) <= D);
  const joined = of.memberships.map((each) => dayNumber(each.sold_on)).filter((day) => day <= D);
  const booked = of.records.filter(
    (record) => !record.is_deleted && [0, 2].includes(record.attendance) && dayNumber(record.local_date) > D,
  );
  const date = (day: number | undefined): string | null => (day === undefined ? null : dateOf(day));
  return {
    visits: days.length,
    first_visit_on: date(days[0]),
    second_visit_on: date(days[1]),
    last_visit_on: date(days.at(-1)),
    spend_minor: sum([...visits.map((visit) => visit.cost), ...bought.map((each) => each.cost_minor)]),
    visits_7d: days.filter((day) => day >= D - 6).length,
    visits_30d: days.filter((day) => day >= D - 29).length,
    visits_30d_before: days.filter((day) => day >= D - 59 && day <= D - 30).length,
    median_gap_days: percentile(gaps, 0.5),
    pt_visits: pt.length,
    first_pt_on: date(pt[0]),
    last_pt_on: date(pt.at(-1)),
    has_future_booking: booked.length > 0,
    has_future_pt_booking: booked.some((record) => isPt(record.id)),
    first_membership_on: date(joined.length > 0 ? Math.min(...joined) : undefined),
    came_thrice_in_thirty: days.length >= 3 && cameThrice(days),
    visited_months: [...new Set(days.map((day) => monthNumber(day) - monthNumber(days[0] ?? day)))],
  };
}
type Facts = ReturnType<typeof factsOf>;

function segmentOf(D: number, facts: Facts, isHigh: boolean, order: string[]): string | null {
  const since = facts.last_visit_on === null ? NaN : D - dayNumber(facts.last_visit_on);
  const sincePt = facts.last_pt_on === null ? NaN : D - dayNumber(facts.last_pt_on);
  const fits: Record<string, boolean> = {
    pt_cancellations: facts.pt_visits >= 2 && sincePt >= 30 && sincePt <= 120 && !facts.has_future_pt_booking,
    vip_members: isHigh && since < 60,
    trial_dropoffs: facts.visits === 1 && facts.first_membership_on === null && since >= 14 && since <= 179,
    lost_clients: since >= 365,
    nearly_lost: since >= 180 && since <= 364,
    going_silent: since >= 60 && since <= 179,
    at_risk:
      facts.visits >= 4 &&
      since >= 14 &&
      since <= 59 &&
      !facts.has_future_booking &&
      ((facts.median_gap_days !== null && since > 2 * facts.median_gap_days) ||
        (facts.visits_30d_before !== 0 && facts.visits_30d <= facts.visits_30d_before / 2)),
    regular_members: facts.visits_30d >= 3,
  };
  return order.find((segment) => fits[segment]) ?? null;
}

function loyaltyOf(visits: number, isHigh: boolean): string {
  if (isHigh) return 'VIP';
  if (visits >= 25) return 'Gold';
  if (visits >= 10) return 'Silver';
  return visits >= 3 ? 'Bronze' : 'New';
}

const DEFAULT_ORDER =
  'pt_cancellations vip_members trial_dropoffs lost_clients nearly_lost going_silent at_risk regular_members'.split(
    ' ',
  );

export type OracleRow = Facts & { client_id: number; is_high_ltv: boolean; loyalty: string; segment: string | null };

/** Every card of the company that is not deleted, by id. */
export async function oracleOn(database: Database, companyId: number, asOf: string): Promise<OracleRow[]> {
  const of = <Row extends object>(table: string): Promise<Row[]> =>
    database(table).where({ company_id: companyId }).select('*') as Promise<Row[]>;
  const company = await database('companies').where({ id: companyId }).first<Company | undefined>();
  if (!company) throw new Error('There is no such company.');
  const services = new Map((await of<Service>('services')).map((service) => [service.id, service]));
  const cards = (await of<{ id: number; is_deleted: boolean }>('clients')).filter((card) => !card.is_deleted);
  const ptRecords = new Set(
    (await of<Position>('visit_positions'))
      .filter((position) => {
        if (position.kind !== 'service') return false;
        const service = position.service_id === null ? undefined : services.get(position.service_id);
        if (!service) return WORDS.test(position.title);
        return service.is_personal_training ?? (WORDS.test(service.title) || WORDS.test(service.category_title ?? ''));
      })
      .map((position) => position.visit_id),
  );
  const [records, memberships, goods] = [
    byClient(await of<BookedRecord>('visits')),
    byClient((await of<Purchase>('memberships')).filter((each) => !each.is_deleted)),
    byClient((await of<Purchase>('goods_sales')).filter((each) => !each.is_deleted)),
  ];
  const D = dayNumber(asOf);
  const facts = cards.map((card) => ({
    client_id: card.id,
    ...factsOf(
      D,
      {
        records: records.get(card.id) ?? [],
        memberships: memberships.get(card.id) ?? [],
        goods: goods.get(card.id) ?? [],
      },
      (id) => ptRecords.has(id),
    ),
  }));
  const spent = facts.map((each) => each.spend_minor).filter((minor) => minor > 0);
  const threshold = company.vip_threshold_minor ?? percentile(spent, 0.9) ?? Infinity;
  return facts
    .map((each) => {
      const isHigh = each.spend_minor > 0 && each.spend_minor >= threshold;
      return {
        ...each,
        is_high_ltv: isHigh,
        loyalty: loyaltyOf(each.visits, isHigh),
        segment: segmentOf(D, each, isHigh, company.segment_order ?? DEFAULT_ORDER),
      };
    })
    .toSorted((a, b) => a.client_id - b.client_id);
}
