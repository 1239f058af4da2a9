-- Every service anybody has had by that day, its rule, and what history says about its interval.
-- Gaps run between distinct days of one card, of the cards with three or more such days (definitions.md, "historical").
with days as (
  select p.service_id, v.client_id, v.visited_on
  from visits v
  join visit_positions p on p.visit_id = v.id and p.kind = 'service' and p.service_id is not null
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null and v.visited_on <= :asOf
    and (cast(:serviceIds as bigint[]) is null or p.service_id = any(cast(:serviceIds as bigint[])))
  group by p.service_id, v.client_id, v.visited_on
), gaps as (
  -- A gap of a card with three days or more has another day before it or after it.
  select service_id,
         visited_on - lag(visited_on) over card as days,
         lag(visited_on, 2) over card is not null or lead(visited_on) over card is not null as counts
  from days
  window card as (partition by service_id, client_id order by visited_on)
), lengths as (
  -- There are few different lengths: counting them is faster than sorting all gaps.
  select service_id, days, count(*) filter (where counts and days is not null) as gaps
  from gaps
  group by service_id, days
), placed as (
  select service_id, days, gaps,
         sum(gaps) over (partition by service_id order by days nulls last) as upto, sum(gaps) over (partition by service_id) as total
  from lengths
), pooled as (
  -- The median as percentile_cont has it: the middle one, or half-way between the middle two.
  select service_id, max(total) as count,
         (min(days) filter (where upto >= (total + 1) / 2 and gaps > 0) + min(days) filter (where upto >= total / 2 + 1 and gaps > 0)) / 2.0 as median
  from (select service_id, days, gaps, upto::bigint as upto, total::bigint as total from placed) counted
  group by service_id
)
select s.id as "serviceId", s.title, pooled.count::int as "gapCount", pooled.median::float as "gapMedian",
       r.manual_interval as manual, r.ai_suggested_interval as "aiSuggested",
       coalesce(r.ai_suggestion_accepted, false) as "aiAccepted", coalesce(r.reactivation_interval_days, 30) as "defaultDays",
       coalesce(r.is_active, true) as "isOn", coalesce(r.max_attempts, 3) as "maxAttempts"
from pooled
join services s on s.id = pooled.service_id and s.company_id = :companyId and not s.is_deleted
left join service_reactivation_rules r on r.service_id = s.id and r.company_id = s.company_id
