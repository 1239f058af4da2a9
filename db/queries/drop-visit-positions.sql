-- Removes positions that a record no longer has; answers with the visits that lost some.
with gone as (
  delete from visit_positions old using (
    select v.id as visit_id, jsonb_array_length(r.positions) as kept
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, changed_at_source timestamptz, positions jsonb)
    join visits v on v.company_id = :companyId and v.external_id = r.external_id
      and v.changed_at_source is not distinct from r.changed_at_source
  ) wanted
  where old.company_id = :companyId and old.visit_id = wanted.visit_id and old.position >= wanted.kept
  returning old.visit_id
)
select distinct visit_id as id from gone
