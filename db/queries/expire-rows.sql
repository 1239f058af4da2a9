-- Which waiting rows are past the day they were good for?
-- The claim ends them too, but it looks at none while their number is stopped, paused or outside its hours.
with expired as (
  update outbox_messages o
  set status = 'cancelled', close_reason = 'good_until_passed', closed_by = 'sendOutbox', wait_reason = null, wait_until = null, leased_until = null, updated_at = :now
  where o.company_id = :company_id and o.phone_number_id = :phone_number_id and o.status in ('queued', 'failed') and o.good_until <= :now
    and (o.leased_until is null or o.leased_until <= :now or o.epoch < :epoch)
  returning o.message_id
), messages_changed as (
  update messages m
  set status = 'expired', reason = 'good_until_passed', updated_at = :now
  from expired
  where m.id = expired.message_id and m.status in ('queued', 'waiting', 'failed')
  returning m.id, m.workflow_id, m.reactivation_id, m.conversation_id
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at)
  select :company_id::integer, id, 'expired', 'sendOutbox', '{"reason": "good_until_passed"}', :now::timestamptz from messages_changed
), noticed as (
  insert into notices (company_id, workflow_id, signal, subject_id)
  select :company_id::integer, workflow_id, 'rowSettled', id from messages_changed
  union all
  select :company_id::integer, r.workflow_id, 'messageMoved', m.id
  from messages_changed m join reactivations r on r.id = m.reactivation_id and m.conversation_id is null
)
select message_id from expired
