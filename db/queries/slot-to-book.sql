-- Which record does this message ask the platform for, and was it asked for before?
-- Nothing when the message books no slot or has its visit already. Without staff or service: they are gone, and so is the slot.
select
  m.id as "messageId",
  m.booking_tried_at is not null as "wasTried",
  m.booking_slot ->> 'startsAt' as "startsAt",
  to_char((m.booking_slot ->> 'startsAt')::timestamptz at time zone co.time_zone, 'YYYY-MM-DD') as "localDate",
  st.external_id as "staffExternalId",
  sv.external_id as "serviceExternalId",
  coalesce(sv.duration_seconds, 3600) as "durationSeconds",
  coalesce(nullif(trim(cl.name), ''), 'Client') as "clientName",
  m.phone
from messages m
join companies co on co.id = m.company_id
join clients cl on cl.id = m.client_id
left join staff st
  on st.company_id = m.company_id and st.id = (m.booking_slot ->> 'staffId')::bigint and not st.is_deleted and not st.is_fired
left join services sv
  on sv.company_id = m.company_id and sv.id = (m.booking_slot ->> 'serviceId')::bigint and not sv.is_deleted
where m.company_id = :companyId and m.id = :messageId and m.booking_slot is not null and m.booked_visit_id is null
