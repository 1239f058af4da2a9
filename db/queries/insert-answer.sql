-- The answer to a reply, once: a repeat finds the message that is there.
with fresh as (select nextval(pg_get_serial_sequence('messages', 'id')) as id),
inserted as (
  insert into messages (id, company_id, client_id, phone, scenario, service_id, conversation_id, answers_reply_id, reactivation_id,
    kind, mode, language, text, written_by, booking_slot, reasons, workflow_id, created_at, updated_at)
  select fresh.id, :companyId, :clientId, :phone, :scenario,
    (select s.id from services s where s.company_id = :companyId and s.id = (cast(:slot as jsonb) ->> 'serviceId')::bigint),
    :conversationId, :replyId, :reactivationId, 'text', :mode, :language, :text, :writtenBy, cast(:slot as jsonb),
    jsonb_build_array(jsonb_build_object('code', cast(:reason as text))), 'message:' || fresh.id, :at, :at
  from fresh
  on conflict (answers_reply_id) do nothing
  returning id
), told as (
  insert into message_events (company_id, message_id, kind, details, at, once_key)
  select :companyId, id, 'created', jsonb_build_object('answers', cast(:replyId as bigint)), :at, 'created' from inserted
)
select id from inserted
union all
select id from messages where company_id = :companyId and answers_reply_id = :replyId
limit 1
