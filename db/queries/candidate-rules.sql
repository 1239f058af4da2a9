-- Every service anybody has had by that day, its rule, and what history says about its interval.
-- Gaps run between distinct days of one card, of the cards with three or more such days (definitions.md, "historical").
with days as (
  select distinct a.client_id, p.service_id, a.visited_on
  from arrived_visits a
  cross join unnest(a.record_ids) as record(id)
  join visit_positions p on p.visit_id = record.id and p.kind = 'service' and p.service_id is not null
  where a.company_id = :companyId and a.visited_on <= :asOf
), gaps as (
  select service_id,
         visited_on - lag(visited_on) over (partition by client_id, service_id order by visited_on) as days,
         count(*) over (partition by client_id, service_id) as visits
  from days
), pooled as (
  select service_id,
         count(days) filter (where visits >= 3) as count,
         percentile_cont(0.5) within group (order by days) filter (where visits >= 3 and days is not null) as median
  from gaps
  group by service_id
)
select s.id as "serviceId", s.title, pooled.count::int as "gapCount", pooled.median::float as "gapMedian",
       r.manual_interval as manual, r.ai_suggested_interval as "aiSuggested",
       coalesce(r.ai_suggestion_accepted, false) as "aiAccepted", coalesce(r.reactivation_interval_days, 30) as "defaultDays",
       coalesce(r.is_active, true) as "isOn", coalesce(r.max_attempts, 3) as "maxAttempts"
from pooled
join services s on s.id = pooled.service_id and s.company_id = :companyId and not s.is_deleted
left join service_reactivation_rules r on r.service_id = s.id and r.company_id = s.company_id
