-- Of those whose first visit fell in a month, what share came in the k-th month after it?
-- Goes on after a relation `facts`, one row per card. Up to the month of the day asked about; months nobody began in are left out.
began as (
  select date_trunc('month', first_visit_on)::date as month, visited_months
  from facts
  where first_visit_on is not null
), sizes as (
  select month, count(*) as size,
    (extract(year from age(date_trunc('month', cast(:asOf as date)), month)) * 12
      + extract(month from age(date_trunc('month', cast(:asOf as date)), month)))::int as months
  from began
  group by month
), came as (
  select month, k, count(*) as clients
  from began, unnest(visited_months) as k
  group by month, k
)
select to_char(s.month, 'YYYY-MM') as month, s.size,
  array_agg(coalesce(c.clients, 0)::float8 / s.size order by k.k) as retention
from sizes s
cross join lateral generate_series(0, s.months) as k(k)
left join came c on c.month = s.month and c.k = k.k
group by s.month, s.size
order by s.month
