-- Merges a page of records: a row is written only when it differs, and never by an older state of itself.
-- Except by a rebuild, which reads what is so now: a platform whose clock went back stamps what is new with an older time.
insert into visits as v (company_id, external_id, visit_external_id, client_id, staff_id, starts_at, local_date,
  local_time, duration_seconds, attendance, is_deleted, cost_minor, api_id, created_at_source, changed_at_source)
select :companyId, r.external_id, r.visit_external_id, c.id, s.id, r.starts_at, r.local_date,
  r.local_time, r.duration_seconds, r.attendance, r.is_deleted, r.cost_minor, r.api_id, r.created_at_source, r.changed_at_source
from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, visit_external_id text, client_external_id text,
  staff_external_id text, starts_at timestamptz, local_date date, local_time time,
  duration_seconds integer, attendance smallint,
  is_deleted boolean, cost_minor bigint, api_id text, created_at_source timestamptz, changed_at_source timestamptz)
left join clients c on c.company_id = :companyId and c.external_id = r.client_external_id
left join staff s on s.company_id = :companyId and s.external_id = r.staff_external_id
on conflict (company_id, external_id) do update set
  visit_external_id = excluded.visit_external_id, client_id = excluded.client_id, staff_id = excluded.staff_id,
  starts_at = excluded.starts_at, local_date = excluded.local_date,
  local_time = excluded.local_time, duration_seconds = excluded.duration_seconds,
  attendance = excluded.attendance, is_deleted = excluded.is_deleted, cost_minor = excluded.cost_minor,
  api_id = excluded.api_id, created_at_source = coalesce(excluded.created_at_source, v.created_at_source),
  changed_at_source = excluded.changed_at_source, updated_at = now()
where (:isRebuild or v.changed_at_source is null or excluded.changed_at_source is null or excluded.changed_at_source >= v.changed_at_source)
  and (v.visit_external_id, v.client_id, v.staff_id, v.starts_at, v.local_date, v.local_time, v.duration_seconds, v.attendance,
       v.is_deleted, v.cost_minor, v.api_id, v.created_at_source, v.changed_at_source)
    is distinct from
      (excluded.visit_external_id, excluded.client_id, excluded.staff_id, excluded.starts_at, excluded.local_date, excluded.local_time,
       excluded.duration_seconds, excluded.attendance, excluded.is_deleted, excluded.cost_minor, excluded.api_id,
       coalesce(excluded.created_at_source, v.created_at_source), excluded.changed_at_source)
returning v.id, v.xmax = 0 as "isNew"
