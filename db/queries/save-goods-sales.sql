-- Merges a page of sales over the counter: a row is written only when it differs, and one that was taken back keeps its last form.
with told as (
  select r.*, c.id as client_id
  from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, client_external_id text, sold_on date, good_external_id text,
    title text, cost_minor bigint, is_deleted boolean)
  left join clients c on c.company_id = :companyId and c.external_id = r.client_external_id
), saved as (
  insert into goods_sales as g (company_id, external_id, client_id, sold_on, good_external_id, title, cost_minor)
  select :companyId, external_id, client_id, sold_on, good_external_id, title, cost_minor from told where not is_deleted
  on conflict (company_id, external_id) do update set
    client_id = excluded.client_id, sold_on = excluded.sold_on, good_external_id = excluded.good_external_id,
    title = excluded.title, cost_minor = excluded.cost_minor, is_deleted = false, updated_at = now()
  where (g.client_id, g.sold_on, g.good_external_id, g.title, g.cost_minor, g.is_deleted)
    is distinct from (excluded.client_id, excluded.sold_on, excluded.good_external_id, excluded.title, excluded.cost_minor, false)
  returning g.id
), taken_back as (
  update goods_sales g set is_deleted = true, updated_at = now()
  from told
  where told.is_deleted and g.company_id = :companyId and g.external_id = told.external_id and not g.is_deleted
  returning g.id
)
select id from saved union all select id from taken_back
