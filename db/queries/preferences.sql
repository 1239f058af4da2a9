-- When, with whom and for what does each person like to come, by their visits of the last 365 days?
-- `onlyKept` leaves out what is not kept with the cards: staff, services and rhythm are half of the work.
-- One row per card; cards with one phone are one person with joined visits. domain/insight/preferences.ts says the same in
-- words, and a property test holds the two together: the most frequent value, ties to the most recent, three visits at least.
with chosen as (
  -- Everybody, or else the cards asked for and those that share a phone with one of them: each found by an index, and in
  -- such a number as the planner can foresee. One condition for all three makes it read every visit of the company.
  select c.id from clients c
  where c.company_id = :companyId and not c.is_deleted and cast(:clientIds as bigint[]) is null
  union
  select c.id from clients c
  where c.company_id = :companyId and not c.is_deleted and c.id = any(cast(:clientIds as bigint[]))
  union
  select o.id from clients c join clients o on o.company_id = c.company_id and o.phone = c.phone
  where c.company_id = :companyId and not c.is_deleted and c.id = any(cast(:clientIds as bigint[])) and not o.is_deleted
), cards as materialized (
  select c.id, coalesce(c.phone, 'card ' || c.id) as person from chosen join clients c on c.id = chosen.id
), records as materialized (
  select cards.person, v.id, v.visited_on, v.starts_at, v.local_time, v.staff_id
  from visits v
  join cards on cards.id = v.client_id
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted
    and v.visited_on between cast(:asOf as date) - 364 and :asOf
), days as materialized (
  select r.person, r.visited_on,
         -- By the platform's own clock: a company's new time zone moves no visit that was.
         extract(hour from (array_agg(coalesce(r.local_time, (r.starts_at at time zone (select time_zone from companies where id = :companyId))::time)
           order by r.starts_at, r.id))[1])::int as hour,
         (array_agg(r.staff_id order by r.starts_at, r.id))[1] as staff_id
  from records r
  group by r.person, r.visited_on
), totals as (
  select person, count(*)::int as visits from days group by person having count(*) >= 3
), seen as (
  select person, visited_on, 'period' as kind, case when hour < 12 then 1 when hour < 17 then 2 else 3 end::bigint as value from days
  union all
  select person, visited_on, 'weekday', extract(isodow from visited_on)::bigint from days
  union all
  select person, visited_on, 'staff', staff_id from days where staff_id is not null and not :onlyKept
  union all
  select distinct r.person, r.visited_on, 'service', p.service_id
  from records r
  join visit_positions p on p.visit_id = r.id and p.kind = 'service' and p.service_id is not null
  where not :onlyKept
), counted as (
  select person, kind, value, count(*) as times, max(visited_on) as last_on, min(visited_on) as first_on
  from seen
  group by person, kind, value
), best as (
  select distinct on (counted.person, kind) counted.person, kind, value,
         (times::float8 / totals.visits) * least(1, totals.visits / 10::float8) as confidence
  from counted
  join totals on totals.person = counted.person
  order by counted.person, kind, times desc, last_on desc, first_on, value
), rhythms as (
  select person, percentile_cont(0.5) within group (order by gap) as days
  from (select person, visited_on - lag(visited_on) over (partition by person order by visited_on) as gap from days) gaps
  where gap is not null and not :onlyKept
  group by person
)
select cards.id as "clientId",
       (array['morning', 'afternoon', 'evening'])[period.value] as "partOfDay", period.confidence as "partOfDayConfidence",
       weekday.value::int as weekday, weekday.confidence as "weekdayConfidence",
       staff.value as "staffId", staff.confidence as "staffConfidence",
       service.value as "serviceId", service.confidence as "serviceConfidence", rhythms.days as "rhythmDays"
from cards
left join best period on period.person = cards.person and period.kind = 'period'
left join best weekday on weekday.person = cards.person and weekday.kind = 'weekday'
left join best staff on staff.person = cards.person and staff.kind = 'staff'
left join best service on service.person = cards.person and service.kind = 'service'
left join rhythms on rhythms.person = cards.person
