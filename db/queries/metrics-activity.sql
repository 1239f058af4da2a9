-- What happened in each stretch of days: visits, people, new ones, those who did not come, cancellations, revenue?
-- The stretches come as two arrays of first and last days; they may overlap, so that a total is one more of them.
with stretches as (
  select ordinality as n, first_day, last_day
  from unnest(cast(:firstDays as date[]), cast(:lastDays as date[])) with ordinality as t(first_day, last_day, ordinality)
), days as (
  -- A join by equal days can be hashed; one by "between" compares every day with every visit.
  select s.n, d::date as day from stretches s, generate_series(s.first_day, s.last_day, interval '1 day') d
), span as (
  select min(first_day) as first_day, max(last_day) as last_day from stretches
), cards as (
  select id from clients where company_id = :companyId and not is_deleted
), visits_of_days as (
  select v.client_id, v.visited_on, sum(v.cost_minor)::bigint as cost_minor
  from span
  join visits v on v.visited_on between span.first_day and span.last_day
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null
    and v.client_id in (select id from cards)
  group by v.client_id, v.visited_on
), first_visits as (
  select f.client_id, f.visited_on
  from (select client_id, min(visited_on) as visited_on from visits_of_days group by client_id) f
  where not exists (
    select 1 from visits e
    where e.company_id = :companyId and e.client_id = f.client_id and e.attendance = 1 and not e.is_deleted
      and e.client_id is not null and e.visited_on < f.visited_on
  )
), other_records as (
  select v.local_date, v.is_deleted
  from span
  join visits v on v.local_date between span.first_day and span.last_day
  where v.company_id = :companyId and (v.attendance = -1 or v.is_deleted) and v.client_id in (select id from cards)
), sales as (
  select m.sold_on, m.cost_minor from span join memberships m on m.sold_on between span.first_day and span.last_day
  where m.company_id = :companyId and not m.is_deleted and m.client_id in (select id from cards)
  union all
  select g.sold_on, g.cost_minor from span join goods_sales g on g.sold_on between span.first_day and span.last_day
  where g.company_id = :companyId and not g.is_deleted and g.client_id in (select id from cards)
), by_day as (
  select visited_on as day, count(*) as visits, 0 as new_clients, 0 as no_shows, 0 as cancellations, sum(cost_minor) as revenue
  from visits_of_days group by visited_on
  union all
  select visited_on, 0, count(*), 0, 0, 0 from first_visits group by visited_on
  union all
  -- A cancelled record is no no-show as well, whatever attendance it was left with.
  select local_date, 0, 0, count(*) filter (where not is_deleted), count(*) filter (where is_deleted), 0
  from other_records group by local_date
  union all
  select sold_on, 0, 0, 0, 0, sum(cost_minor) from sales group by sold_on
), sums as (
  select days.n, sum(b.visits) as visits, sum(b.new_clients) as new_clients, sum(b.no_shows) as no_shows,
    sum(b.cancellations) as cancellations, sum(b.revenue) as revenue
  from days join by_day b on b.day = days.day
  group by days.n
), people as (
  select n, count(*) as clients
  from (select distinct days.n, v.client_id from days join visits_of_days v on v.visited_on = days.day) came
  group by n
)
select to_char(s.first_day, 'YYYY-MM-DD') as "from", to_char(s.last_day, 'YYYY-MM-DD') as "to",
  coalesce(b.visits, 0)::bigint as visits, coalesce(p.clients, 0) as clients,
  coalesce(b.new_clients, 0)::bigint as "newClients", coalesce(b.no_shows, 0)::bigint as "noShows",
  coalesce(b.cancellations, 0)::bigint as cancellations, coalesce(b.revenue, 0)::bigint as "revenueMinor"
from stretches s
left join sums b on b.n = s.n
left join people p on p.n = s.n
order by s.n
