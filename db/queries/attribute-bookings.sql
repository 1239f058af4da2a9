-- Which reactivations do these new bookings win?
-- The first booking created within 14 days after delivery goes to the last message delivered before it, whoever made the
-- booking (definitions.md, "attribution"). Repeated, it finds the reactivation won and changes nothing.
with booked as (
  select v.id, c.phone, v.created_at_source as created_at, v.attendance, v.cost_minor
  from visits v
  join clients c on c.id = v.client_id and c.company_id = v.company_id
  where v.company_id = :companyId and v.id = any(cast(:visitIds as bigint[]))
    and not v.is_deleted and v.created_at_source is not null and c.phone is not null
    and not exists (select 1 from reactivations r where r.company_id = v.company_id and r.booking_id = v.id)
), won as (
  -- Several bookings of one person in one page: the first of them.
  select distinct on (last.reactivation_id) last.reactivation_id, last.message_id, last.delivered_at,
         b.id as visit_id, b.created_at, case when b.attendance = 1 then b.cost_minor end as revenue_minor
  from booked b
  cross join lateral (
    select m.id as message_id, m.reactivation_id, m.delivered_at
    from messages m
    where m.company_id = :companyId and m.phone = b.phone and m.reactivation_id is not null
      and m.delivered_at <= b.created_at and m.delivered_at >= b.created_at - interval '14 days'
    order by m.delivered_at desc, m.id desc
    limit 1
  ) last
  join reactivations r on r.id = last.reactivation_id and r.booking_id is null
  order by last.reactivation_id, b.created_at, b.id
), converted as (
  update reactivations r
  set booking_id = won.visit_id, converted_message_id = won.message_id, converted_at = won.created_at,
      revenue_minor = won.revenue_minor, status = 'ended',
      -- A "no" to all messages stays on the record even where they come after all.
      ends_as = case when r.ends_as = 'opted_out' then r.ends_as else 'converted' end,
      ended_at = coalesce(r.ended_at, :at), paused_until = null, updated_at = :at
  from won
  where r.id = won.reactivation_id and r.company_id = :companyId and r.booking_id is null
  returning r.id, r.workflow_id, old.status <> 'ended' as was_open, won.visit_id, won.message_id, won.created_at
), attempts as (
  -- An answer in the dialogue belongs to the attempt before it.
  update reactivation_campaigns a
  set booking_created = a.id = credited.id, booking_id = case when a.id = credited.id then converted.visit_id end,
      response_type = case when a.id = credited.id then 'booking_created' else a.response_type end,
      conversion_time_hours = case when a.id = credited.id
        then greatest(0, round(extract(epoch from converted.created_at - coalesce(a.delivered_at, a.sent_at)) / 3600))::int end,
      is_campaign_completed = true, completion_reason = 'converted', next_attempt_scheduled_at = null, updated_at = :at
  from converted
  cross join lateral (
    select x.id from reactivation_campaigns x
    where x.reactivation_id = converted.id and x.sent_at is not null
    order by x.message_id = converted.message_id desc, x.attempt_number desc
    limit 1
  ) credited
  where a.reactivation_id = converted.id and a.company_id = :companyId
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at, once_key)
  select cast(:companyId as integer), message_id, 'booking_created', 'sync', jsonb_build_object('visitId', visit_id), created_at, 'booking:' || visit_id
  from converted
  on conflict (message_id, once_key) do nothing
)
insert into notices (company_id, workflow_id, signal, subject_id)
select cast(:companyId as integer), workflow_id, 'bookingCreated', visit_id from converted where was_open
union all
-- The next attempt may be on its way already; a dialogue's answer still goes out.
select cast(:companyId as integer), m.workflow_id, 'cancelMessage', m.id
from converted join messages m on m.reactivation_id = converted.id
where converted.was_open and m.kind = 'template' and m.status in ('drafting', 'awaiting_approval', 'waiting', 'queued', 'failed')
