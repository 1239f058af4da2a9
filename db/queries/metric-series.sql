-- What were these numbers on each day of a span, as far as there is a snapshot?
select key, array_agg(to_char(local_date, 'YYYY-MM-DD') order by local_date) as days, array_agg(value order by local_date) as "values",
  array_agg(is_final or local_date < cast(:today as date) order by local_date) as finals
from metric_snapshots
where company_id = :companyId and key = any(:keys) and local_date between cast(:from as date) and cast(:to as date)
group by key
