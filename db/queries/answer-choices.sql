-- Who could see them for which service, and how does this person like to come?
-- Staff count as doing a service that they did in the last year; the phone is the person, whatever cards it has.
with theirs as (
  select v.id, v.staff_id, v.local_date, coalesce(v.local_time, '12:00') as local_time
  from clients c
  join visits v on v.company_id = c.company_id and v.client_id = c.id
  where c.company_id = :companyId and c.phone = :phone and v.attendance = 1 and not v.is_deleted
    and v.local_date > cast(:today as date) - 365 and v.local_date <= cast(:today as date)
)
select
  coalesce((
    select jsonb_agg(jsonb_build_object('id', s.id, 'title', s.title) order by s.id)
    from services s where s.company_id = :companyId and not s.is_deleted and s.is_active
  ), '[]') as services,
  coalesce((
    select jsonb_agg(distinct jsonb_build_object('staffId', st.id, 'name', st.name, 'serviceId', p.service_id))
    from visits v
    join staff st on st.company_id = v.company_id and st.id = v.staff_id and not st.is_fired and not st.is_deleted
    join visit_positions p on p.company_id = v.company_id and p.visit_id = v.id and p.service_id is not null
    where v.company_id = :companyId and v.local_date > cast(:today as date) - 365
  ), '[]') as staff,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'on', t.local_date, 'hour', extract(hour from t.local_time)::int, 'staffId', t.staff_id,
      'serviceIds', coalesce((select jsonb_agg(p.service_id) from visit_positions p where p.company_id = :companyId and p.visit_id = t.id and p.service_id is not null), '[]')
    )) from theirs t
  ), '[]') as visits
