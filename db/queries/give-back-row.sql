-- What becomes of a row that was written down as begun, when its sender knows that no request has left?
-- What begin-sending.sql wrote is taken back: the try it counted, and that an opt-out has been confirmed.
with back as (
  update outbox_messages o
  set status = 'queued', attempts = o.attempts - 1, sending_at = null, leased_until = null, next_attempt_at = :now, updated_at = :now
  from outbox_messages before
  where o.id = :id and o.company_id = :company_id and o.status = 'sending' and o.epoch = :epoch and before.id = o.id
  returning o.message_id, o.phone, o.confirms_opt_out, before.sending_at as begun_at
), messages_changed as (
  update messages m set status = 'queued', updated_at = :now from back where m.id = back.message_id
), unconfirmed as (
  update opt_outs x set confirmed_at = null
  from back where back.confirms_opt_out and x.company_id = :company_id and x.phone = back.phone and x.confirmed_at = back.begun_at
)
insert into message_events (company_id, message_id, kind, actor_label, details, at)
select :company_id::integer, message_id, 'queued', 'sendOutbox', '{"reason": "not_begun"}', :now::timestamptz from back
