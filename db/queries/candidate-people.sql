-- Who is due for a service on that day, and what could forbid writing to them?
-- One row per person: cards with one phone are one person with joined facts; a card without a phone stands for itself.
-- Only what is dated on or before the day counts, but for future bookings, which are as they are now (definitions.md).
with rules as (
  select * from jsonb_to_recordset(cast(:rules as jsonb)) as r("serviceId" bigint, "intervalDays" integer)
), cards as materialized (
  select c.id, coalesce(c.phone, 'card ' || c.id) as person, c.phone, trim(c.name || ' ' || c.surname) as name,
         c.reactivation_opt_out and coalesce((c.opt_out_date at time zone :timeZone)::date <= :asOf, true) as opted_out,
         case when coalesce((c.consent_at at time zone :timeZone)::date <= :asOf, true) then c.newsletter_agreed end as agreed
  from clients c
  where c.company_id = :companyId and not c.is_deleted
), came as materialized (
  select cards.person, a.client_id, a.visited_on, a.cost_minor, a.record_ids
  from arrived_visits a
  join cards on cards.id = a.client_id
  where a.company_id = :companyId and a.visited_on <= :asOf
), with_service as (
  select came.person, p.service_id, max(came.visited_on) as last_on, sum(p.cost_minor)::bigint as spend_minor
  from came
  cross join unnest(came.record_ids) as record(id)
  join visit_positions p on p.visit_id = record.id and p.kind = 'service' and p.service_id is not null
  group by came.person, p.service_id
), attempts as (
  select a.client_phone as person, a.service_id, (a.delivered_at at time zone :timeZone)::date as delivered_on
  from reactivation_campaigns a
  where a.company_id = :companyId and a.delivered_at is not null and (a.delivered_at at time zone :timeZone)::date <= :asOf
), due_services as (
  select w.person, w.service_id, w.last_on, w.spend_minor, count(x.person)::int as attempts
  from with_service w
  join rules on rules."serviceId" = w.service_id and cast(:asOf as date) - w.last_on > rules."intervalDays"
  left join attempts x on x.person = w.person and x.service_id = w.service_id and x.delivered_on > w.last_on
  group by w.person, w.service_id, w.last_on, w.spend_minor
), due as (
  select person,
         jsonb_agg(jsonb_build_object('serviceId', service_id, 'lastOn', last_on, 'daysSince', cast(:asOf as date) - last_on,
           'spendMinor', spend_minor, 'attemptsDelivered', attempts) order by service_id) as services
  from due_services
  group by person
), visited as (
  -- Two cards on one day are one visit of one person.
  select person, count(distinct visited_on)::int as visits, max(visited_on) as last_on, sum(cost_minor) as cost_minor
  from came
  group by person
), bought as (
  select cards.person, sum(paid.cost_minor) as cost_minor
  from (
    select client_id, cost_minor from memberships where company_id = :companyId and sold_on <= :asOf
    union all
    select client_id, cost_minor from goods_sales where company_id = :companyId and sold_on <= :asOf
  ) paid
  join cards on cards.id = paid.client_id
  group by cards.person
), own as (
  select client_id, max(visited_on) as last_on from came group by client_id
), standing as (
  -- The card a person is written to by: the one they came with last.
  select distinct on (cards.person) cards.person, cards.id, cards.name, cards.phone
  from cards
  left join own on own.client_id = cards.id
  where cards.person in (select person from due)
  order by cards.person, own.last_on desc nulls last, cards.id
), agreed as (
  select person, bool_or(opted_out) as opted_out, coalesce(bool_or(agreed), false) as said_yes, coalesce(bool_or(not agreed), false) as said_no
  from cards
  group by person
), booked as (
  select distinct cards.person
  from visits v
  join cards on cards.id = v.client_id
  where v.company_id = :companyId and not v.is_deleted and v.attendance in (0, 2) and v.local_date > :asOf
), away as (
  select distinct on (talk.phone) talk.phone as person, (r.received_at at time zone :timeZone)::date as said_on, r.understood ->> 'awayUntil' as named
  from replies r
  join conversations talk on talk.id = r.conversation_id
  where r.company_id = :companyId and r.understood_as = 'away' and (r.received_at at time zone :timeZone)::date <= :asOf
  order by talk.phone, r.received_at desc, r.id desc
), past as (
  select r.phone as person,
         bool_or(r.started_on <= :asOf and coalesce(r.ended_on > :asOf, true)) as running,
         bool_or(coalesce(r.ends_as = 'declined' and r.ended_on <= :asOf and r.ended_on > cast(:asOf as date) - cast(:declinedDays as integer), false)) as declined,
         bool_or(coalesce(r.ends_as = 'cancelled' and r.ended_on <= :asOf and r.ended_on > cast(:asOf as date) - coalesce(rule.retry_interval_days, 14), false)) as cancelled
  from (
    select *, (started_at at time zone :timeZone)::date as started_on, (ended_at at time zone :timeZone)::date as ended_on
    from reactivations
    where company_id = :companyId
  ) r
  left join service_reactivation_rules rule on rule.company_id = r.company_id and rule.service_id = r.service_id
  group by r.phone
), written as (
  select m.phone as person,
         bool_or((m.sent_at is not null or m.status in ('queued', 'waiting', 'sending', 'unknown', 'failed'))
           and (coalesce(m.sent_at, m.queued_at) at time zone :timeZone)::date between cast(:asOf as date) - 6 and :asOf) as recently,
         bool_or(m.scenario in ('pt_dropout', 'last_chance', 'reactivation') and (m.created_at at time zone :timeZone)::date <= :asOf
           and m.status in ('drafting', 'awaiting_approval', 'waiting', 'queued', 'sending', 'unknown', 'failed')) as running
  from messages m
  where m.company_id = :companyId and m.kind = 'template' and m.conversation_id is null
    -- A day to spare: local dates run ahead of and behind the instants.
    and (m.created_at > cast(:asOf as date) - interval '90 days' or m.sent_at > cast(:asOf as date) - interval '8 days')
  group by m.phone
)
select standing.id as "clientId", standing.name, standing.phone, due.services as due,
       visited.visits, (coalesce(visited.cost_minor, 0) + coalesce(bought.cost_minor, 0))::bigint as "spendMinor",
       visited.last_on as "lastVisitOn", cast(:asOf as date) - visited.last_on as "daysSinceAnyVisit",
       visited.last_on >= cast(:asOf as date) - interval '12 months' as "visitedInTwelveMonths",
       agreed.opted_out or opt.phone is not null as "optedOut", agreed.said_yes as "saidYes", agreed.said_no as "saidNo",
       standing.phone is not null and (
         exists (select 1 from staff s where s.company_id = :companyId and s.phone = standing.phone)
         or exists (
           select 1 from whatsapp_account_health h
           where h.company_id = :companyId and '+' || regexp_replace(h.display_phone, '[^0-9]', '', 'g') = standing.phone
         )
       ) as "isStaffNumber",
       booked.person is not null as "hasFutureBooking", away.said_on as "awaySaidOn", away.named as "awayNamed",
       coalesce(past.declined, false) as "declinedRecently", coalesce(past.cancelled, false) as "cancelledRecently",
       coalesce(written.recently, false) as "messagedRecently", coalesce(past.running or written.running, past.running, written.running, false) as "campaignRunning"
from due
join standing on standing.person = due.person
join visited on visited.person = due.person
join agreed on agreed.person = due.person
left join bought on bought.person = due.person
left join booked on booked.person = due.person
left join away on away.person = standing.phone
left join past on past.person = standing.phone
left join written on written.person = standing.phone
left join opt_outs opt on opt.company_id = :companyId and opt.phone = standing.phone
  and (opt.at at time zone :timeZone)::date <= :asOf and coalesce((opt.lifted_at at time zone :timeZone)::date > :asOf, true)
