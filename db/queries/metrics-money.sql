-- What did the last 30 days bring, what is an average bill, and how many did not come?
-- Cards that are deleted do not count, as nowhere else; nor do records and sales that are nobody's.
with visits_of_days as (
  select v.client_id, v.visited_on, sum(v.cost_minor)::bigint as cost_minor
  from visits v
  join clients c on c.id = v.client_id and not c.is_deleted
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null
    and v.visited_on between cast(:asOf as date) - 29 and cast(:asOf as date)
  group by v.client_id, v.visited_on
), visited as (
  select count(*) as visits, count(*) filter (where cost_minor <> 0) as billed, coalesce(sum(cost_minor), 0)::bigint as cost_minor
  from visits_of_days
), sold as (
  select coalesce(sum(s.cost_minor), 0)::bigint as cost_minor
  from (
    select client_id, cost_minor from memberships
    where company_id = :companyId and sold_on between cast(:asOf as date) - 29 and cast(:asOf as date)
    union all
    select client_id, cost_minor from goods_sales
    where company_id = :companyId and sold_on between cast(:asOf as date) - 29 and cast(:asOf as date)
  ) s
  join clients c on c.id = s.client_id and not c.is_deleted
), missed as (
  select count(*) as no_shows
  from visits v
  join clients c on c.id = v.client_id and not c.is_deleted
  where v.company_id = :companyId and v.attendance = -1 and not v.is_deleted
    and v.local_date between cast(:asOf as date) - 29 and cast(:asOf as date)
)
select
  visited.cost_minor::float8 / nullif(visited.billed, 0) as average_bill_30d,
  visited.cost_minor + sold.cost_minor as revenue_30d,
  missed.no_shows::float8 / nullif(missed.no_shows + visited.visits, 0) as no_show_rate_30d
from visited, sold, missed
