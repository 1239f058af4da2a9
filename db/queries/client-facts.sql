-- What do the books say about each client as of a day? (definitions.md, "Facts")
-- One row for every card that is not deleted. `which` narrows it to some client ids, or is true for all: the same text
-- serves the stored rows of client_metrics and any past day, so that both are the same numbers.
-- Visits come from the index visits_arrived alone, in its order, which is also the order that all these `distinct`s want:
-- nothing is sorted and no day is grouped twice. Sums are of whole numbers far below 2^53, which floating point adds
-- exactly and in a fraction of the time that PostgreSQL takes for a sum of bigint.
with visited as (
  select client_id, sum(cost_minor::double precision)::bigint as cost_minor,
         array_agg(distinct visited_on) as days,
         array_agg(distinct visited_on) filter (where is_pt) as pt_days,
         -- Months since year 0, looked up by day: asking the calendar five million times would double the time, and asking it
         -- once a day costs more than a text of every month's number, as often as it has days.
         array_agg(distinct coalesce(
           (select ('{' || string_agg(repeat((12 * date_part('year', m) + date_part('month', m))::text || ',',
                     extract(day from m + interval '1 month' - interval '1 day')::integer), '' order by m) || '0}')::integer[]
            from generate_series(timestamp '2005-01-01', cast(:asOf as date), interval '1 month') as m)[visited_on - date '2004-12-31'],
           (12 * date_part('year', visited_on) + date_part('month', visited_on))::integer)) as months
  from visits
  where company_id = :companyId and attendance = 1 and not is_deleted and client_id is not null
    and visited_on <= cast(:asOf as date) and :which
  group by client_id
), booked as (
  -- As the books are now, also when the day has passed (definitions.md, "future booking").
  select client_id, bool_or(is_pt) as is_pt
  from visits
  where company_id = :companyId and attendance in (0, 2) and not is_deleted and client_id is not null
    and local_date > cast(:asOf as date) and :which
  group by client_id
), joined as (
  select client_id, min(sold_on) as first_on, sum(cost_minor)::bigint as cost_minor
  from memberships
  where company_id = :companyId and not is_deleted and sold_on <= cast(:asOf as date) and client_id is not null and :which
  group by client_id
), bought as (
  select client_id, sum(cost_minor)::bigint as cost_minor
  from goods_sales
  where company_id = :companyId and not is_deleted and sold_on <= cast(:asOf as date) and client_id is not null and :which
  group by client_id
), cards as (
  select client_id from (select id as client_id from clients where company_id = :companyId and not is_deleted) c where :which
)
select cards.client_id, coalesce(cardinality(v.days), 0) as visits, v.days[1] as first_visit_on, v.days[2] as second_visit_on,
       v.days[cardinality(v.days)] as last_visit_on,
       coalesce(v.cost_minor, 0) + coalesce(joined.cost_minor, 0) + coalesce(bought.cost_minor, 0) as spend_minor,
       -- Days are in order, and width_bucket counts those up to a day by halving: nothing is unpacked to be counted.
       coalesce(cardinality(v.days) - width_bucket(cast(:asOf as date) - 7, v.days), 0)::smallint as visits_7d,
       coalesce(cardinality(v.days) - width_bucket(cast(:asOf as date) - 30, v.days), 0)::smallint as visits_30d,
       coalesce(width_bucket(cast(:asOf as date) - 30, v.days) - width_bucket(cast(:asOf as date) - 60, v.days), 0)::smallint as visits_30d_before,
       ((recent.gaps[(recent.n + 1) / 2] + recent.gaps[(recent.n + 2) / 2]) / 2.0)::real as median_gap_days,
       coalesce(cardinality(v.pt_days), 0) as pt_visits, v.pt_days[1] as first_pt_on, v.pt_days[cardinality(v.pt_days)] as last_pt_on,
       booked.client_id is not null as has_future_booking, coalesce(booked.is_pt, false) as has_future_pt_booking,
       joined.first_on as first_membership_on,
       case
         when v.days[3] is null or v.days[3] > v.days[1] + 90 then false
         when v.days[3] < v.days[1] + 30 then true
         -- More than 91 days do not fit into the time that is looked at.
         else exists (
           select from (select unnest(v.days[:91]) as day, unnest(v.days[3:91]) as later) as third
           where later - day < 30 and later <= v.days[1] + 90
         )
       end as came_thrice_in_thirty,
       case when v.months is null then '{}' else array(select (unnest(v.months) - v.months[1])::smallint) end as visited_months
from cards
left join visited v on v.client_id = cards.client_id
left join booked on booked.client_id = cards.client_id
left join joined on joined.client_id = cards.client_id
left join bought on bought.client_id = cards.client_id
cross join lateral (
  -- Between the days of the last 180, the shortest first. The last day has none after it: one null, behind all others.
  select array_sort(array(select unnest(lately.days[2:]) - unnest(lately.days))) as gaps, greatest(cardinality(lately.days) - 1, 0) as n
  from (select v.days[width_bucket(cast(:asOf as date) - 180, v.days) + 1:] as days offset 0) as lately
  offset 0
) as recent
