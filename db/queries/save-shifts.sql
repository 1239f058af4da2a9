-- Merges the plan of the coming month: who works when. Answers with how many days differ; the past is dropped quietly.
with plan as (
  -- One person and day may be listed twice; either will do.
  select distinct on (s.id, r.local_date) s.id as staff_id, r.local_date, r.slots
  from jsonb_to_recordset(cast(:rows as jsonb)) as r(staff_external_id text, local_date date, slots jsonb)
  join staff s on s.company_id = :companyId and s.external_id = r.staff_external_id
  where r.local_date between cast(:from as date) and cast(:to as date)
  order by s.id, r.local_date
),
written as (
  insert into staff_schedules as old (company_id, staff_id, local_date, slots)
  select :companyId, staff_id, local_date, slots from plan
  on conflict (company_id, staff_id, local_date) do update set slots = excluded.slots
  where old.slots is distinct from excluded.slots
  returning 1
),
dropped as (
  delete from staff_schedules old
  where old.company_id = :companyId
    and not exists (select 1 from plan p where p.staff_id = old.staff_id and p.local_date = old.local_date)
  returning old.local_date
)
select (select count(*) from written) + (select count(*) from dropped where local_date >= cast(:from as date)) as written
