-- What of these rows is new or other than the books said before? Only that is written, with the upload's time.
insert into books_rows as b (company_id, collection, external_id, content, is_misfit, changed_at)
select :companyId, :collection, r.external_id, r.content, :isMisfit, :at
from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, content jsonb)
on conflict (company_id, collection, external_id) do update set
  content = excluded.content, is_misfit = excluded.is_misfit, is_gone = false, changed_at = excluded.changed_at
where (b.content, b.is_misfit, b.is_gone) is distinct from (excluded.content, excluded.is_misfit, false)
