-- Merges the positions of a page of records; answers with the visits whose positions differ.
-- A service that the platform no longer lists leaves its title and cost, and no service.
with wanted as (
  select v.id as visit_id, p.position, s.id as service_id, p.kind, p.title, p.cost_minor
  from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, changed_at_source timestamptz, positions jsonb)
  -- Positions of an older state than the one kept are left alone, as its row is.
  join visits v on v.company_id = :companyId and v.external_id = r.external_id
    and v.changed_at_source is not distinct from r.changed_at_source
  cross join lateral jsonb_to_recordset(r.positions)
    as p(position smallint, service_external_id text, kind text, title text, cost_minor bigint)
  left join services s on s.company_id = :companyId and s.external_id = p.service_external_id
),
written as (
  insert into visit_positions as old (company_id, visit_id, position, service_id, kind, title, cost_minor)
  select :companyId, visit_id, position, service_id, kind, title, cost_minor from wanted
  on conflict (visit_id, position) do update set
    service_id = excluded.service_id, kind = excluded.kind, title = excluded.title, cost_minor = excluded.cost_minor
  where (old.service_id, old.kind, old.title, old.cost_minor)
    is distinct from (excluded.service_id, excluded.kind, excluded.title, excluded.cost_minor)
  returning old.visit_id
)
select distinct visit_id as id from written
