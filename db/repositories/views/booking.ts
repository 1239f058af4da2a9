/** One record of the booking platform as a booking that people read: `:companyId`; add a condition on `v`. */

export const BOOKING = `
  select v.id as "visitId", v.starts_at as "startsAt", t.name as "staffName", v.attendance, v.is_deleted as "isDeleted",
    v.cost_minor as "costMinor", v.created_at_source as "createdAt",
    (v.api_id is not null and exists (select 1 from messages b where b.company_id = v.company_id and b.booked_visit_id = v.id)) as "byReprise",
    (select string_agg(p.title, ', ' order by p.position) from visit_positions p where p.visit_id = v.id and p.kind = 'service') as "serviceTitle"
  from visits v left join staff t on t.id = v.staff_id where v.company_id = :companyId`;
