-- A slot that this waiting row offers is gone: which message has to be written anew?
with taken_back as (
  update outbox_messages o
  set status = 'cancelled', close_reason = 'taken_back', closed_by = 'sendOutbox', wait_reason = null, wait_until = null, leased_until = null, slots_checked_at = null, updated_at = :now
  where o.company_id = :company_id and o.id = :id and o.status in ('queued', 'failed') and (o.leased_until is null or o.leased_until <= :now)
  returning o.message_id
), messages_changed as (
  update messages m
  set status = 'drafting', reason = 'slot_gone', version = m.version + 1, updated_at = :now
  from taken_back
  where m.id = taken_back.message_id and m.status in ('queued', 'waiting', 'failed')
  returning m.id, m.workflow_id
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at)
  select :company_id::integer, id, 'taken_back', 'sendOutbox', '{"reason": "slot_gone"}', :now::timestamptz from messages_changed
)
insert into notices (company_id, workflow_id, signal, subject_id)
select :company_id::integer, workflow_id, 'rowTakenBack', id from messages_changed
