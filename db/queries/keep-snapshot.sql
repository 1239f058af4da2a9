-- Keeps the numbers of one day; those that are the same stay as they are, so that nothing looks changed that is not.
insert into metric_snapshots as m (company_id, local_date, key, value, is_final, computed_at)
select :companyId, cast(:asOf as date), n.key, n.value, :isFinal, :at
from unnest(cast(:keys as text[]), cast(:values as float8[])) as n(key, value)
on conflict (company_id, key, local_date) do update
  set value = excluded.value, is_final = excluded.is_final, computed_at = excluded.computed_at
  where (m.value, m.is_final) is distinct from (excluded.value, excluded.is_final)
