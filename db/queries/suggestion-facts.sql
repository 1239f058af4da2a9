-- What is known of these services that a model may be told: what they are, how many came, and how long they stayed away?
-- Gaps as in candidate-rules.sql, with their quarters. Whatever was asked about at this moment is left out.
with days as (
  select p.service_id, v.client_id, v.visited_on
  from visits v
  join visit_positions p on p.visit_id = v.id and p.kind = 'service' and p.service_id = any(cast(:serviceIds as bigint[]))
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null and v.visited_on <= :asOf
  group by p.service_id, v.client_id, v.visited_on
), gaps as (
  select service_id, client_id, visited_on - lag(visited_on) over card as days,
         lag(visited_on, 2) over card is not null or lead(visited_on) over card is not null as counts
  from days
  window card as (partition by service_id, client_id order by visited_on)
), history as (
  select service_id, count(*)::int as visits, count(distinct client_id)::int as clients, count(days) filter (where counts)::int as gaps,
         percentile_cont(array[0.25, 0.5, 0.75]) within group (order by days) filter (where counts and days is not null) as quarters
  from gaps
  group by service_id
)
select s.id as "serviceId", s.title, s.category_title as category, co.business_type as "businessType", co.language, co.currency,
       s.price_min_minor as "priceMinor", coalesce(h.visits, 0) as visits, coalesce(h.clients, 0) as clients,
       coalesce(h.gaps, 0) as "gapCount", h.quarters[1] as "quarterDays", h.quarters[2] as "medianDays", h.quarters[3] as "threeQuarterDays"
from services s
join companies co on co.id = s.company_id
left join history h on h.service_id = s.id
left join service_reactivation_rules r on r.service_id = s.id and r.company_id = s.company_id
where s.company_id = :companyId and s.id = any(cast(:serviceIds as bigint[])) and not s.is_deleted
  and r.ai_asked_at is distinct from cast(:at as timestamptz)
order by s.id
