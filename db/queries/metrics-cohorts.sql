-- Of those whose first visit fell in a month, what share came in the k-th month after it?
-- Goes on after a relation `facts`, one row per card. Up to the month of the day asked about; months nobody began in are left out.
came as (
  -- Read once and not kept, so that several workers may share it. Whoever began came in month 0: that is how many there are.
  select date_trunc('month', first_visit_on::timestamp)::date as month, k, count(*) as clients
  from facts, unnest(visited_months) as k
  where first_visit_on is not null
  group by 1, 2
), sizes as (
  select month, clients as size,
    (extract(year from age(date_trunc('month', cast(:asOf as date)), month)) * 12
      + extract(month from age(date_trunc('month', cast(:asOf as date)), month)))::int as months
  from came
  where k = 0
)
select to_char(s.month, 'YYYY-MM') as month, s.size,
  array_agg(coalesce(c.clients, 0)::float8 / s.size order by k.k) as retention
from sizes s
cross join lateral generate_series(0, s.months) as k(k)
left join came c on c.month = s.month and c.k = k.k
group by s.month, s.size
order by s.month
