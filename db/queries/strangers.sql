-- Which of these records name somebody or something by an id alone that is nowhere known, after the lists were read?
-- What tells its own name is kept: a bare row for a person or a trainer, title and cost for a service.
select r.external_id as "externalId",
  case when r.staff_id is not null and s.id is null then 'staff: unknown'
       when r.client_id is not null and c.id is null then 'client: unknown'
       else 'service: unknown' end as reason
from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, staff_id text, client_id text, service_ids text[])
left join staff s on s.company_id = :companyId and s.external_id = r.staff_id
left join clients c on c.company_id = :companyId and c.external_id = r.client_id
where (r.staff_id is not null and s.id is null)
   or (r.client_id is not null and c.id is null)
   or exists (select 1 from unnest(r.service_ids) as named(id)
              where not exists (select 1 from services v where v.company_id = :companyId and v.external_id = named.id))
