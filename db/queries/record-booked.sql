-- The message has its visit: kept on the message and told in its story, once.
with visit as (
  select id from visits where company_id = :companyId and external_id = :externalId
), booked as (
  update messages m set booked_visit_id = visit.id, updated_at = :at
  from visit where m.company_id = :companyId and m.id = :messageId
  returning m.id, m.booked_visit_id
)
insert into message_events (company_id, message_id, kind, details, at, once_key)
select :companyId, id, 'booked', jsonb_build_object('visitId', booked_visit_id), :at, 'booked'
from booked
on conflict (message_id, once_key) do nothing
