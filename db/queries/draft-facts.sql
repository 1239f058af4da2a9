-- What is known about a message that is to be written, about whom it is for, and how the company writes?
select m.scenario, m.status, m.version, m.text, m.written_by as "writtenBy", m.attempt, m.template, m.phone,
       m.discount_percent as "discountPercent", m.instruction, m.slots, m.reasons,
       coalesce(m.service_id, r.service_id) as "serviceId",
       exists (
         select 1 from message_events e where e.message_id = m.id and e.once_key = 'drafted:' || m.version
       ) as "isDrafted",
       exists (select 1 from opt_outs o where o.company_id = m.company_id and o.phone = m.phone and o.lifted_at is null) as "optedOut",
       (select array_agg(c.id order by c.id) from clients c where c.company_id = m.company_id and c.phone = m.phone and not c.is_deleted) as "cardIds",
       card.name as "cardName", card.language as "cardLanguage", talk.language as "talkLanguage",
       co.name as "businessName", co.language as "companyLanguage", co.time_zone as "timeZone",
       (cast(:at as timestamptz) at time zone co.time_zone)::date as today,
       s.tone, s.include_slots_in_message as "includesSlots", s.max_slots_to_offer as "mostSlots",
       s.prefer_favorite_staff as "staffMatters"
from messages m
join companies co on co.id = m.company_id
join reactivation_settings s on s.company_id = m.company_id
join clients card on card.id = m.client_id and card.company_id = m.company_id
left join reactivations r on r.id = m.reactivation_id
left join conversations talk on talk.company_id = m.company_id and talk.phone = m.phone
where m.company_id = :companyId and m.id = :messageId
