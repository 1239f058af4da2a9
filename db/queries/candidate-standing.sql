-- What could forbid writing to these people on that day? Each is given by one of their cards.
-- Cards with one phone are one person: an opt-out, a "no" or a booking of any of them holds for all. Only what is dated on or
-- before the day counts, but for future bookings, which are as they are now (definitions.md, "future booking").
with people as materialized (
  select c.id, c.phone, trim(c.name || ' ' || c.surname) as name
  from clients c
  join unnest(cast(:clientIds as bigint[])) as asked(id) on asked.id = c.id
  where c.company_id = :companyId
), cards as materialized (
  -- In two halves, so that few people's cards are found by an index.
  select c.person, c.id,
         c.reactivation_opt_out and coalesce((c.opt_out_date at time zone :timeZone)::date <= :asOf, true) as opted_out,
         case when coalesce((c.consent_at at time zone :timeZone)::date <= :asOf, true) then c.newsletter_agreed end as agreed
  from (
    select people.id as person, same.id, same.reactivation_opt_out, same.opt_out_date, same.consent_at, same.newsletter_agreed
    from people join clients same on same.company_id = :companyId and not same.is_deleted and same.phone = people.phone
    union all
    select own.id, own.id, own.reactivation_opt_out, own.opt_out_date, own.consent_at, own.newsletter_agreed
    from people join clients own on own.id = people.id and not own.is_deleted
    where people.phone is null
  ) c
), agreed as (
  select person, bool_or(opted_out) as opted_out, coalesce(bool_or(agreed), false) as said_yes, coalesce(bool_or(not agreed), false) as said_no
  from cards
  group by person
), booked as (
  select cards.person, bool_or(v.is_pt) as is_pt
  from visits v
  join cards on cards.id = v.client_id
  where v.company_id = :companyId and not v.is_deleted and v.attendance in (0, 2) and v.client_id is not null and v.local_date > :asOf
  group by cards.person
), away as (
  select distinct on (talk.phone) talk.phone, (r.received_at at time zone :timeZone)::date as said_on, r.understood ->> 'awayUntil' as named
  from replies r
  join conversations talk on talk.id = r.conversation_id
  where r.company_id = :companyId and r.understood_as = 'away' and (r.received_at at time zone :timeZone)::date <= :asOf
  order by talk.phone, r.received_at desc, r.id desc
), past as (
  select r.phone,
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
  select phone, count(*) filter (where counts and day between cast(:asOf as date) - 6 and :asOf) as in_week,
         count(*) filter (where counts and day between cast(:asOf as date) - 29 and :asOf) as in_month,
         -- A single message of these scenarios is under way until seven days for a reply have passed.
         bool_or(is_invitation and (is_open and created_on <= :asOf or delivered_on between cast(:asOf as date) - 6 and :asOf)) as running
  from (
    select m.phone, m.sent_at is not null or m.status in ('queued', 'waiting', 'sending', 'unknown', 'failed') as counts,
           (coalesce(m.sent_at, m.queued_at) at time zone :timeZone)::date as day,
           (m.created_at at time zone :timeZone)::date as created_on, (m.delivered_at at time zone :timeZone)::date as delivered_on,
           m.scenario in ('pt_dropout', 'last_chance', 'reactivation') as is_invitation,
           m.status in ('drafting', 'awaiting_approval', 'waiting', 'queued', 'sending', 'unknown', 'failed') as is_open
    from messages m
    where m.company_id = :companyId and m.kind = 'template' and m.conversation_id is null and m.scenario <> 'test'
      -- Days to spare: local dates run ahead of and behind the instants.
      and (m.created_at > cast(:asOf as date) - interval '90 days' or m.sent_at > cast(:asOf as date) - interval '31 days')
  ) m
  group by phone
)
select people.id as "clientId", people.name, people.phone,
       coalesce(agreed.opted_out, false) or opt.phone is not null as "optedOut",
       case when agreed.said_no then 'no' when agreed.said_yes then 'yes' else 'unknown' end as newsletter,
       people.phone is not null and (
         exists (select 1 from staff s where s.company_id = :companyId and s.phone = people.phone)
         or exists (
           select 1 from whatsapp_account_health h
           where h.company_id = :companyId and '+' || regexp_replace(h.display_phone, '[^0-9]', '', 'g') = people.phone
         )
       ) as "isStaffNumber",
       booked.person is not null as "hasFutureBooking", coalesce(booked.is_pt, false) as "hasFuturePtBooking",
       away.said_on as "awaySaidOn", away.named as "awayNamed",
       coalesce(past.declined, false) as "declinedRecently", coalesce(past.cancelled, false) as "cancelledRecently",
       coalesce(written.in_week > 0, false) as "messagedRecently", coalesce(written.in_month, 0)::int as "messagesInThirtyDays",
       coalesce(past.running, false) or coalesce(written.running, false) as "campaignRunning"
from people
left join agreed on agreed.person = people.id
left join booked on booked.person = people.id
left join away on away.phone = people.phone
left join past on past.phone = people.phone
left join written on written.phone = people.phone
left join opt_outs opt on opt.company_id = :companyId and opt.phone = people.phone
  and (opt.at at time zone :timeZone)::date <= :asOf and coalesce((opt.lifted_at at time zone :timeZone)::date > :asOf, true)
