-- Whom could a scenario be about on that day, and what have they done so far?
-- One row per person: cards with one phone are one person with joined facts. The conditions at the end only leave out who
-- fits no scenario for certain; which one fits is decided in domain/campaigns/scenarios.ts.
with cards as materialized (
  -- A person is known by the smallest id of their cards.
  select c.id, c.birth_date, trim(c.name || ' ' || c.surname) as name, case when c.phone is null then c.id else min(c.id) over (partition by c.phone) end as person
  from clients c
  where c.company_id = :companyId and not c.is_deleted
    and (cast(:cardIds as bigint[]) is null or c.id = any(cast(:cardIds as bigint[])))
), own as materialized (
  -- From the index visits_arrived alone, in its order.
  select v.client_id, count(distinct v.visited_on)::int as visits,
         count(distinct v.visited_on) filter (where v.visited_on <= cast(:asOf as date) - cast(:milestoneDays as integer))::int as visits_before,
         array_agg(distinct v.visited_on) filter (where v.visited_on > cast(:asOf as date) - cast(:milestoneDays as integer)) as recent_days,
         min(v.visited_on) as first_on, max(v.visited_on) as last_on,
         count(distinct v.visited_on) filter (where v.is_pt)::int as pt_visits, max(v.visited_on) filter (where v.is_pt) as last_pt_on,
         sum(v.cost_minor)::bigint as cost_minor
  from visits v
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null and v.visited_on <= :asOf
    and (cast(:cardIds as bigint[]) is null or v.client_id = any(cast(:cardIds as bigint[])))
  group by v.client_id
), several as (
  select person from cards group by person having count(*) > 1
), people as (
  select cards.person, own.client_id as standing, own.visits, own.visits_before, own.recent_days, own.first_on, own.last_on,
         own.pt_visits, own.last_pt_on, own.cost_minor
  from cards
  join own on own.client_id = cards.id
  where cards.person not in (select person from several)
  union all
  -- Two cards on one day are one visit of one person.
  select cards.person, max(stands.client_id), count(distinct v.visited_on)::int,
         count(distinct v.visited_on) filter (where v.visited_on <= cast(:asOf as date) - cast(:milestoneDays as integer))::int,
         array_agg(distinct v.visited_on) filter (where v.visited_on > cast(:asOf as date) - cast(:milestoneDays as integer)),
         min(v.visited_on), max(v.visited_on),
         count(distinct v.visited_on) filter (where v.is_pt)::int, max(v.visited_on) filter (where v.is_pt),
         sum(v.cost_minor)::bigint
  from cards
  join visits v on v.company_id = :companyId and v.client_id = cards.id and v.attendance = 1 and not v.is_deleted and v.visited_on <= :asOf
  join (
    -- The card a person is written to by: the one they came with last.
    select distinct on (c.person) c.person, own.client_id
    from cards c
    join own on own.client_id = c.id
    order by c.person, own.last_on desc, c.id
  ) stands on stands.person = cards.person
  where cards.person in (select person from several)
  group by cards.person
), born as (
  select distinct on (person) person, id as client_id, name
  from cards
  where to_char(birth_date, 'MM-DD') = any(cast(:birthdays as text[]))
  order by person, id
), bought as (
  select cards.person, sum(paid.cost_minor) as cost_minor
  from (
    select client_id, cost_minor from memberships where company_id = :companyId and not is_deleted and sold_on <= :asOf
      and (cast(:cardIds as bigint[]) is null or client_id = any(cast(:cardIds as bigint[])))
    union all
    select client_id, cost_minor from goods_sales where company_id = :companyId and not is_deleted and sold_on <= :asOf
      and (cast(:cardIds as bigint[]) is null or client_id = any(cast(:cardIds as bigint[])))
  ) paid
  join cards on cards.id = paid.client_id
  group by cards.person
), written as (
  -- A cooldown counts from the day a message was queued or a moderator rejected it; one that is still being decided holds
  -- it too, one that expired does not.
  select phone, jsonb_agg(jsonb_build_object('scenario', scenario, 'on', day, 'milestone', milestone) order by day) as messages
  from (
    select m.phone, m.scenario, m.milestone,
           (coalesce(m.queued_at, case when m.decision = 'rejected' then m.decided_at when m.status in ('drafting', 'awaiting_approval') then m.created_at end)
             at time zone :timeZone)::date as day
    from messages m
    where m.company_id = :companyId and m.scenario in ('birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation')
      and m.kind = 'template' and m.conversation_id is null and m.status <> 'expired'
  ) m
  where day <= :asOf
  group by phone
)
select people.standing as "clientId", born.client_id as "birthdayClientId", born.name as "birthdayName", people.visits, people.visits_before as "visitsBefore",
       coalesce(people.recent_days, '{}')::text[] as "recentDays", people.first_on as "firstVisitOn", people.last_on as "lastVisitOn",
       people.pt_visits as "ptVisits", people.last_pt_on as "lastPtOn",
       people.last_on >= cast(:asOf as date) - interval '12 months' as "visitedInTwelveMonths",
       (people.cost_minor + coalesce(bought.cost_minor, 0))::bigint as "spendMinor", coalesce(written.messages, '[]') as written
from people
join clients c on c.id = people.standing
left join born on born.person = people.person
left join bought on bought.person = people.person
left join written on written.phone = c.phone
where born.person is not null
  or people.last_on between cast(:asOf as date) - 180 and cast(:asOf as date) - 60
  or (people.first_on between cast(:asOf as date) - 89 and cast(:asOf as date) - 30 and people.last_on <= cast(:asOf as date) - 21)
  or (people.pt_visits >= 2 and people.last_pt_on between cast(:asOf as date) - 120 and cast(:asOf as date) - 30)
  or exists (select 1 from unnest(cast(:milestones as integer[])) n where n > people.visits_before and n <= people.visits)
  or cast(:cardIds as bigint[]) is not null
