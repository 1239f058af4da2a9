-- What does the writer of an answer have to know?
-- One row per message that answers; nothing of another company, nothing of another person.
select
  m.id as "messageId", m.status, m.kind, m.version, m.language, m.instruction, m.phone,
  m.conversation_id as "conversationId", m.booking_slot as "bookingSlot", m.booked_visit_id as "bookedVisitId",
  co.name as "businessName", co.time_zone as "timeZone",
  to_char(cast(:at as timestamptz) at time zone co.time_zone, 'YYYY-MM-DD') as today,
  s.tone, s.include_slots_in_message as "offersSlots", s.max_slots_to_offer as "mostSlots", s.prefer_favorite_staff as "staffMatters",
  nullif(split_part(trim(cl.name), ' ', 1), '') as "firstName",
  talk.handed_at is not null as "isHandedOver",
  exists (select 1 from opt_outs o where o.company_id = m.company_id and o.phone = m.phone and o.lifted_at is null) as "isOptedOut",
  exists (select 1 from message_events e where e.message_id = m.id and e.once_key = 'drafted:' || m.version) as "isDrafted",
  exists (select 1 from message_events e where e.message_id = m.id and e.kind = 'slot_taken') as "isChosenTimeGone",
  exists (
    select 1 from clients c join visits v on v.company_id = c.company_id and v.client_id = c.id
    where c.company_id = m.company_id and c.phone = m.phone and not v.is_deleted and v.attendance in (0, 2) and v.starts_at > :at
  ) as "hasFutureBooking",
  reply.understood,
  discount.percent as "discountPercent",
  coalesce(m.service_id, offer.service_id, r.service_id, visited.service_id) as "serviceId",
  coalesce(offer.staff_ids, '{}') as "offeredStaffIds"
from messages m
join companies co on co.id = m.company_id
join reactivation_settings s on s.company_id = m.company_id
join clients cl on cl.company_id = m.company_id and cl.id = m.client_id
left join conversations talk on talk.company_id = m.company_id and talk.id = m.conversation_id
left join replies reply on reply.company_id = m.company_id and reply.id = m.answers_reply_id
left join reactivations r on r.company_id = m.company_id and r.id = m.reactivation_id
left join lateral (
  select max((slot ->> 'serviceId')::bigint) as service_id, array_agg(distinct (slot ->> 'staffId')::bigint) as staff_ids
  from (
    select o.slots from messages o
    where o.company_id = m.company_id and o.phone = m.phone and o.sent_at is not null and jsonb_array_length(o.slots) > 0
    order by o.sent_at desc, o.id desc limit 1
  ) offered, jsonb_array_elements(offered.slots) slot
) offer on true
left join lateral (
  -- What was offered in the attempt they answer to; an ended campaign offers nothing any more.
  select a.discount_percent as percent from messages a
  where a.company_id = m.company_id and a.reactivation_id = m.reactivation_id and a.kind = 'template' and a.sent_at is not null
    and r.status <> 'ended'
  order by a.attempt desc limit 1
) discount on true
left join lateral (
  select p.service_id from visits v
  join visit_positions p on p.company_id = v.company_id and p.visit_id = v.id and p.service_id is not null
  where v.company_id = m.company_id and v.client_id = m.client_id and v.attendance = 1 and not v.is_deleted
  order by v.local_date desc, p.position limit 1
) visited on true
where m.company_id = :companyId and m.id = :messageId
