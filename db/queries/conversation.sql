-- Whom are we talking with, what did we last say to them, and what may follow?
-- The last message that reached the phone is what they answer to; the slots last offered are the only ones that can be
-- booked, as far as they are still to come and none of them is booked yet.
select
  c.phone,
  c.client_id as "clientId",
  coalesce(c.language, cl.language, co.language) as language,
  co.time_zone as "timeZone",
  to_char(cast(:at as timestamptz) at time zone co.time_zone, 'YYYY-MM-DD') as today,
  s.delivery_mode as mode,
  c.handed_at is not null as "isHandedOver",
  c.marketing_hold as "isHeld",
  o.phone is not null as "isOptedOut",
  -- One that is on its way counts: "stop" twice in a row is confirmed once.
  o.phone is not null and (o.confirmed_at is not null or exists (
    select 1 from messages m
    where m.company_id = c.company_id and m.phone = c.phone and m.scenario = :confirmation and m.created_at >= o.at
      and m.status in ('drafting', 'queued', 'waiting', 'sending', 'failed', 'unknown')
  )) as "isOptOutConfirmed",
  (select count(*) from messages m
    where m.company_id = c.company_id and m.conversation_id = c.id and m.mode = 'notification'
      and m.written_by is distinct from 'fixed' and m.status not in ('skipped', 'cancelled', 'rejected', 'expired')
      and (m.created_at at time zone co.time_zone)::date = (cast(:at as timestamptz) at time zone co.time_zone)::date) as "automaticAnswersToday",
  last.text as "lastMessage",
  coalesce(offer.slots, '[]') as slots,
  r.id as "reactivationId",
  r.workflow_id as "reactivationWorkflowId"
from conversations c
join companies co on co.id = c.company_id
join reactivation_settings s on s.company_id = c.company_id
left join clients cl on cl.id = c.client_id and cl.company_id = c.company_id
left join opt_outs o on o.company_id = c.company_id and o.phone = c.phone and o.lifted_at is null
left join reactivations r on r.company_id = c.company_id and r.phone = c.phone and r.status <> 'ended'
left join lateral (
  select m.text from messages m
  where m.company_id = c.company_id and m.phone = c.phone and m.sent_at is not null
  order by m.sent_at desc, m.id desc limit 1
) last on true
left join lateral (
  select coalesce(jsonb_agg(slot order by (slot ->> 'startsAt')::timestamptz) filter (where (slot ->> 'startsAt')::timestamptz > :at), '[]') as slots
  from (
    select m.slots from messages m
    where m.company_id = c.company_id and m.phone = c.phone and m.sent_at is not null and jsonb_array_length(m.slots) > 0
      and not exists (
        select 1 from messages b
        where b.company_id = m.company_id and b.phone = m.phone and b.booked_visit_id is not null and b.created_at >= m.sent_at
      )
    order by m.sent_at desc, m.id desc limit 1
  ) offered, jsonb_array_elements(offered.slots) slot
) offer on true
where c.company_id = :companyId and c.id = :conversationId
