-- Who is due for a service on that day, and what have they done so far?
-- One row per person and service; cards with one phone are one person with joined facts, a card without a phone stands for itself.
-- The facts of a card are read from the index visits_arrived alone and in its order; only who shares a phone is counted
-- again, because two cards on one day are one visit of one person.
with rules as (
  select * from jsonb_to_recordset(cast(:rules as jsonb)) as r("serviceId" bigint, "intervalDays" integer, "isOn" boolean)
), cards as materialized (
  -- A person is known by the smallest id of their cards.
  select c.id, c.phone, case when c.phone is null then c.id else min(c.id) over (partition by c.phone) end as person
  from clients c
  where c.company_id = :companyId and not c.is_deleted
    and (cast(:cardIds as bigint[]) is null or c.id = any(cast(:cardIds as bigint[])))
), own as materialized (
  select v.client_id, count(distinct v.visited_on)::int as visits, max(v.visited_on) as last_on, sum(v.cost_minor)::bigint as cost_minor
  from visits v
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.client_id is not null and v.visited_on <= :asOf
    and (cast(:cardIds as bigint[]) is null or v.client_id = any(cast(:cardIds as bigint[])))
  group by v.client_id
), shared as (
  select cards.person, count(distinct v.visited_on)::int as visits
  from cards
  join visits v on v.company_id = :companyId and v.client_id = cards.id and v.attendance = 1 and not v.is_deleted and v.visited_on <= :asOf
  where cards.person in (select person from cards group by person having count(*) > 1)
  group by cards.person
), had as (
  select cards.person, p.service_id, max(v.visited_on) as last_on, sum(p.cost_minor) as spend_minor
  from visits v
  join cards on cards.id = v.client_id
  join visit_positions p on p.visit_id = v.id and p.kind = 'service' and p.service_id is not null
  where v.company_id = :companyId and v.attendance = 1 and not v.is_deleted and v.visited_on <= :asOf
    and (cast(:cardIds as bigint[]) is null or v.client_id = any(cast(:cardIds as bigint[])))
  group by cards.person, p.service_id
), asked as (
  select had.*, cast(:asOf as date) - had.last_on > rules."intervalDays" as is_due,
         had.last_on - date '0001-01-01' + case when rules."isOn" then 0 else 10000000 end as place
  from had
  join rules on rules."serviceId" = had.service_id
), first as (
  -- Of everything that is due only what could be chosen is handed over: what was longest ago, of the rules that are on
  -- where there are any. The rest of the choice is domain/campaigns/candidates.ts's.
  select person, min(place) as place from asked where is_due group by person
), attempts as (
  select c.person, a.service_id, (a.delivered_at at time zone :timeZone)::date as delivered_on
  from reactivation_campaigns a
  join (select distinct phone, person from cards) c on c.phone = a.client_phone
  where a.company_id = :companyId and a.delivered_at is not null and (a.delivered_at at time zone :timeZone)::date <= :asOf
), due as (
  select asked.person, asked.service_id, asked.last_on, asked.spend_minor::bigint as spend_minor, count(attempts.person)::int as attempts
  from asked
  left join first on first.person = asked.person
  left join attempts on attempts.person = asked.person and attempts.service_id = asked.service_id and attempts.delivered_on > asked.last_on
  where asked.place = first.place and asked.is_due or :everyService
  group by asked.person, asked.service_id, asked.last_on, asked.spend_minor
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
), visited as (
  select cards.person, max(own.visits) as visits, max(own.last_on) as last_on, sum(own.cost_minor) as cost_minor,
         -- The card a person is written to by: the one they came with last.
         (array_agg(cards.id order by own.last_on desc nulls last, cards.id))[1] as standing
  from cards
  left join own on own.client_id = cards.id
  group by cards.person
)
select visited.standing as "clientId", due.service_id as "serviceId", due.last_on as "lastOn",
       cast(:asOf as date) - due.last_on as "daysSince", due.spend_minor as "serviceSpendMinor", due.attempts as "attemptsDelivered",
       coalesce(shared.visits, visited.visits) as visits,
       (coalesce(visited.cost_minor, 0) + coalesce(bought.cost_minor, 0))::bigint as "spendMinor",
       visited.last_on as "lastVisitOn", cast(:asOf as date) - visited.last_on as "daysSinceAnyVisit",
       visited.last_on >= cast(:asOf as date) - interval '12 months' as "visitedInTwelveMonths"
from due
join visited on visited.person = due.person
left join shared on shared.person = due.person
left join bought on bought.person = due.person
