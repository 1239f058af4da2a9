-- What did the last 30 days bring, what is an average bill, and how many did not come?
-- Cards that are deleted do not count, as nowhere else; nor do records and sales that are nobody's.
-- The few that are deleted are taken out, which is a fraction of joining all that are not
-- (`not in` is looked up by hash however few the planner expects). Sums are of whole numbers far
-- below 2^53, which floating point adds exactly; a sum of bigint needs so much memory for each that they go to disk.
with gone as materialized (
  select id from clients where company_id = :companyId and is_deleted
), visits_of_days as (
  select v.client_id, v.visited_on, sum(v.cost_minor::double precision)::bigint as cost_minor
  from visits v
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null
    and v.visited_on between cast(:asOf as date) - 29 and cast(:asOf as date)
    and v.client_id not in (select id from gone)
  group by v.client_id, v.visited_on
), visited as (
  select count(*) as visits, count(*) filter (where cost_minor <> 0) as billed, coalesce(sum(cost_minor), 0)::bigint as cost_minor
  from visits_of_days
), sold as (
  select coalesce(sum(s.cost_minor), 0)::bigint as cost_minor
  from (
    select client_id, cost_minor from memberships
    where company_id = :companyId and not is_deleted and sold_on between cast(:asOf as date) - 29 and cast(:asOf as date)
    union all
    select client_id, cost_minor from goods_sales
    where company_id = :companyId and not is_deleted and sold_on between cast(:asOf as date) - 29 and cast(:asOf as date)
  ) s
  where s.client_id is not null and s.client_id not in (select id from gone)
), missed as (
  select count(*) as no_shows
  from visits v
  where v.company_id = :companyId and v.attendance = -1 and not v.is_deleted and v.client_id is not null
    and v.client_id not in (select id from gone)
    and v.local_date between cast(:asOf as date) - 29 and cast(:asOf as date)
)
select
  visited.cost_minor::float8 / nullif(visited.billed, 0) as average_bill_30d,
  visited.cost_minor + sold.cost_minor as revenue_30d,
  missed.no_shows::float8 / nullif(missed.no_shows + visited.visits, 0) as no_show_rate_30d
from visited, sold, missed
