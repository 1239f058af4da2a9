-- Merges a page of what is on sale: a row is written only when it differs, and what is listed is on sale again.
insert into goods as g (company_id, external_id, title, category_title, price_minor, unit)
select :companyId, r.external_id, r.title, r.category_title, r.price_minor, r.unit
from jsonb_to_recordset(cast(:rows as jsonb))
  as r(external_id text, title text, category_title text, price_minor bigint, unit text)
on conflict (company_id, external_id) do update set
  title = excluded.title, category_title = excluded.category_title, price_minor = excluded.price_minor, unit = excluded.unit,
  is_deleted = false, updated_at = now()
where (g.title, g.category_title, g.price_minor, g.unit, g.is_deleted)
  is distinct from (excluded.title, excluded.category_title, excluded.price_minor, excluded.unit, false)
returning g.id
