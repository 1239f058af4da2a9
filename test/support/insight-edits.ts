/** Random edits of a company's books and settings, as a copying or a manager might make them, each as its own statement. */

import type { Database } from '../../db/database.ts';
import { SEGMENTS } from '../../domain/insight/segments.ts';

/** A row of dice: every call gives a whole number below its bound. */
export type Dice = (below: number) => number;

export const ZONES = ['America/Vancouver', 'Europe/Prague', 'Asia/Kathmandu', 'Pacific/Apia'] as const;
const TITLES = ['Yoga', 'PT with Anna', 'Personal training', 'Massage', 'ПТ', 'Opt out'] as const;

/** Whole days from `day`. */
export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

let made = 0;
const nextId = (): string => `edit ${String((made += 1))}`;

interface Club {
  companyId: number;
  /** Dates lie around this day. */
  around: string;
  dice: Dice;
}

export function editor(database: Database, { companyId, around, dice }: Club) {
  const pick = <T>(values: readonly T[]): T => values[dice(values.length)] as T;
  /** Thick in the last months, thin in the years before, a few ahead. */
  const someDay = (): string => shifted(around, pick([-dice(40), -dice(40), -dice(200), -dice(700), dice(20)]));
  const oneOf = async (table: string): Promise<number | null> => {
    const ids = (await database(table).where({ company_id: companyId }).orderBy('id').pluck('id')) as number[];
    return ids.length === 0 ? null : pick(ids);
  };
  const change = async (table: string, to: (id: number) => object | Promise<object>): Promise<void> => {
    const id = await oneOf(table);
    if (id !== null)
      await database(table)
        .where({ id })
        .update(await to(id));
  };
  const platformVisit = (): string | null => (dice(2) === 0 ? null : `visit ${String(dice(30))}`);

  async function replacePositions(visitId: number): Promise<void> {
    await database('visit_positions').where({ visit_id: visitId }).delete();
    const rows = [];
    for (let position = 0; position < dice(3); position += 1)
      rows.push({
        visit_id: visitId,
        position,
        company_id: companyId,
        service_id: dice(4) === 0 ? null : await oneOf('services'),
        kind: dice(5) === 0 ? 'goods' : 'service',
        title: pick(TITLES),
      });
    if (rows.length > 0) await database('visit_positions').insert(rows);
  }

  async function addRecords(number = 1 + dice(5)): Promise<void> {
    const rows = [];
    for (let count = number; count > 0; count -= 1) {
      const day = someDay();
      rows.push({
        company_id: companyId,
        external_id: nextId(),
        visit_external_id: platformVisit(),
        client_id: dice(12) === 0 ? null : await oneOf('clients'),
        starts_at: `${day}T12:00:00Z`,
        local_date: day,
        duration_seconds: 3_600,
        attendance: pick([1, 1, 1, 1, 1, -1, 0, 2]),
        cost_minor: dice(4) === 0 ? 0 : dice(10) * 1_000,
      });
    }
    const ids = (await database('visits').insert(rows).returning('id')) as { id: number }[];
    for (const { id } of ids) if (dice(2) === 0) await replacePositions(id);
  }

  async function mergeCards(): Promise<void> {
    const [from, to] = [await oneOf('clients'), await oneOf('clients')];
    if (from === null || from === to) return;
    for (const table of ['visits', 'memberships', 'goods_sales'])
      await database(table).where({ client_id: from }).update({ client_id: to });
    await database('clients').where({ id: from }).update({ is_deleted: true });
  }

  const purchase = async () => ({
    company_id: companyId,
    external_id: nextId(),
    client_id: await oneOf('clients'),
    sold_on: someDay(),
    title: 'Something',
    cost_minor: dice(5) * 5_000,
  });
  const drop = async (table: string): Promise<void> => {
    const id = await oneOf(table);
    if (id !== null) await database(table).where({ id }).delete();
  };

  const edits: Record<string, () => Promise<unknown>> = {
    addRecords: () => addRecords(),
    addMore: () => addRecords(),
    addEvenMore: () => addRecords(),
    cancel: () => change('visits', () => ({ is_deleted: true })),
    restore: () => change('visits', () => ({ is_deleted: false })),
    moveDay: () => change('visits', () => ({ local_date: someDay() })),
    attend: () => change('visits', () => ({ attendance: pick([1, 1, -1, 0, 2]) })),
    changeVisit: () => change('visits', () => ({ visit_external_id: platformVisit(), cost_minor: dice(10) * 700 })),
    changeClient: () => change('visits', async () => ({ client_id: await oneOf('clients') })),
    positions: async () => {
      const id = await oneOf('visits');
      if (id !== null) await replacePositions(id);
    },
    dropRecord: () => drop('visits'),
    mergeCards,
    reviveCard: () => change('clients', () => ({ is_deleted: false })),
    dropCard: async () => (dice(5) === 0 ? drop('clients') : undefined),
    addCard: () =>
      database('clients').insert({
        company_id: companyId,
        external_id: nextId(),
        // Some have no phone, and some share one: both count as cards.
        phone: pick([null, '+16045550100', `+1604555${String(1_000 + dice(9_000))}`]),
      }),
    markService: () => change('services', () => ({ is_personal_training: pick([null, true, false]) })),
    renameService: () =>
      change('services', () => ({ title: pick(TITLES), category_title: pick([null, 'Classes', 'Personal trainer']) })),
    sellMembership: async () => database('memberships').insert(await purchase()),
    changeMembership: () => change('memberships', purchase),
    takeMembershipBack: () => change('memberships', () => ({ is_deleted: dice(3) > 0 })),
    dropMembership: () => drop('memberships'),
    sellGoods: async () => database('goods_sales').insert(await purchase()),
    takeGoodsBack: () => change('goods_sales', () => ({ is_deleted: dice(3) > 0 })),
    dropGoods: () => drop('goods_sales'),
    setThreshold: async () =>
      dice(4) === 0 &&
      database('companies')
        .where({ id: companyId })
        .update({ vip_threshold_minor: pick([null, null, 5_000, 20_000]) }),
    orderSegments: async () =>
      dice(4) === 0 &&
      database('companies')
        .where({ id: companyId })
        .update({ segment_order: dice(2) === 0 ? null : SEGMENTS.toSorted(() => dice(3) - 1) }),
    changeZone: async () =>
      dice(4) === 0 &&
      database('companies')
        .where({ id: companyId })
        .update({ time_zone: pick(ZONES) }),
  };
  const names = Object.keys(edits);
  return {
    /** Books as they are found: enough of a past that its borders are met. */
    begin: () => addRecords(120),

    /** Makes one, and says which. */
    async edit(): Promise<string> {
      const name = pick(names);
      await edits[name]?.();
      return name;
    },
  };
}
