-- Which rows were left in the middle of their request, by a sender that is gone or by this one, which never heard that they had begun?
-- Nobody knows whether WhatsApp took them: they become `unknown` and are never sent again by themselves.
with swept as (
  update outbox_messages o
  set status = 'unknown', unknown_at = :now, last_error_code = 'sender_lost', last_error_at = :now, updated_at = :now
  where o.company_id = :company_id and o.phone_number_id = :phone_number_id
    and o.status = 'sending'
    and (
      (o.epoch < :epoch and o.sending_at <= :before)
      or (o.epoch = :epoch and o.sending_at <= :lost_before and o.id <> all (:in_flight::bigint[]))
    )
  returning o.id, o.message_id
), messages_changed as (
  update messages m set status = 'unknown', reason = 'sender_lost', updated_at = :now from swept where m.id = swept.message_id
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at)
  select :company_id::integer, message_id, 'unknown', 'sendOutbox', '{"code": "sender_lost"}', :now::timestamptz from swept
)
select id from swept
