/** Free times as the platform gave them, kept for ten minutes at most. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

const FRESH_MINUTES = 10;

export interface CachedDay {
  staffId: number;
  localDate: string;
  startsAt: string[];
}

export interface SlotQuestion {
  staffIds: number[];
  serviceId: number;
  /** Company-local days, both included. */
  from: string;
  to: string;
  /** Business now. */
  at: string;
}

export function createFreeSlotsRepository(database: Database) {
  return {
    /** Days that were asked for lately; a day without free times is there with none. */
    async freshDays(scope: Scope, { staffIds, serviceId, from, to, at }: SlotQuestion): Promise<CachedDay[]> {
      const { rows } = await database.raw<{
        rows: { staffId: number; localDate: string; startsAt: Date[] }[];
      }>(
        `select staff_id as "staffId", local_date as "localDate", starts_at as "startsAt" from free_slots
         where company_id = :companyId and staff_id = any(cast(:staffIds as bigint[])) and service_id = :serviceId
           and local_date between :from and :to
           and fetched_at > cast(:at as timestamptz) - :minutes * interval '1 minute'
         order by local_date, staff_id`,
        { companyId: scope.companyId, staffIds, serviceId, from, to, at, minutes: FRESH_MINUTES },
      );
      return rows.map((row) => ({ ...row, startsAt: row.startsAt.map((each) => each.toISOString()) }));
    },

    /** Twice is harmless: the later reading stands. */
    async saveDays(scope: Scope, serviceId: number, days: CachedDay[], at: string): Promise<void> {
      if (days.length === 0) return;
      await database.raw(
        `insert into free_slots as f (company_id, staff_id, service_id, local_date, starts_at, fetched_at)
         select s.company_id, s.id, v.id, r.local_date,
           array(select jsonb_array_elements_text(r.starts_at)::timestamptz order by 1), :at
         from jsonb_to_recordset(cast(:days as jsonb)) as r(staff_id bigint, local_date date, starts_at jsonb)
         -- The joins keep another company's ids out.
         join staff s on s.company_id = :companyId and s.id = r.staff_id
         join services v on v.company_id = :companyId and v.id = :serviceId
         on conflict (company_id, staff_id, service_id, local_date) do update
           set starts_at = excluded.starts_at, fetched_at = excluded.fetched_at
           where f.fetched_at <= excluded.fetched_at`,
        {
          companyId: scope.companyId,
          serviceId,
          at,
          days: JSON.stringify(
            days.map((day) => ({ staff_id: day.staffId, local_date: day.localDate, starts_at: day.startsAt })),
          ),
        },
      );
    },

    /** Somebody else was faster: what is cached of this person's day is no longer to be believed. */
    async forgetDays(scope: Scope, staffId: number, localDate: string): Promise<void> {
      await database('free_slots')
        .where({ company_id: scope.companyId, staff_id: staffId, local_date: localDate })
        .delete();
    },

    /** The platform's ids of a service and of those of the staff who still work there. */
    async externalIds(
      scope: Scope,
      asked: { staffIds: number[]; serviceId: number },
    ): Promise<{
      service: { externalId: string; durationSeconds: number | null } | null;
      staff: { staffId: number; externalId: string }[];
    }> {
      const service = await database('services')
        .where({ company_id: scope.companyId, id: asked.serviceId, is_deleted: false })
        .first<{ external_id: string; duration_seconds: number | null } | undefined>('external_id', 'duration_seconds');
      const staff = await database('staff')
        .where({ company_id: scope.companyId, is_deleted: false, is_fired: false })
        .whereIn('id', asked.staffIds)
        .orderBy('id')
        .select<{ id: number; external_id: string }[]>('id', 'external_id');
      return {
        service: service ? { externalId: service.external_id, durationSeconds: service.duration_seconds } : null,
        staff: staff.map((row) => ({ staffId: row.id, externalId: row.external_id })),
      };
    },
  };
}
