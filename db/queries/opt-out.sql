-- What does a person's "no" end at once?
-- It holds for the phone, so for every card that has it, also for cards that come later. Rows that are under way or in
-- doubt are left alone: nobody can call them back. Repeated, it changes nothing that is already so.
with said_no as (
  insert into opt_outs (company_id, phone, source, reason, at)
  values (:company_id, :phone, :source, :reason, :at)
  on conflict (company_id, phone) do update
    set source = excluded.source, reason = excluded.reason, at = excluded.at, lifted_at = null, confirmed_at = null
    where opt_outs.lifted_at is not null
  returning phone
), clients_changed as (
  update clients c
  set reactivation_opt_out = true, opt_out_reason = coalesce(c.opt_out_reason, :source), opt_out_date = coalesce(c.opt_out_date, :at)
  where c.company_id = :company_id and c.phone = :phone and not c.reactivation_opt_out
), rows_cancelled as (
  update outbox_messages o
  set status = 'cancelled', close_reason = 'opted_out', closed_by = :source, leased_until = null, wait_reason = null, wait_until = null, updated_at = :at
  where o.company_id = :company_id and o.phone = :phone and o.status in ('queued', 'failed') and not o.confirms_opt_out
  returning o.message_id
), messages_cancelled as (
  update messages m
  set status = 'cancelled', reason = 'opted_out', updated_at = :at
  from rows_cancelled where m.id = rows_cancelled.message_id
  returning m.id, m.workflow_id
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at, once_key)
  select :company_id::integer, id, 'cancelled', :source, '{"reason": "opted_out"}', :at::timestamptz, 'cancelled:opted_out' from messages_cancelled
  on conflict (message_id, once_key) do nothing
), noticed as (
  insert into notices (company_id, workflow_id, signal, subject_id)
  select :company_id::integer, workflow_id, 'rowSettled', id from messages_cancelled
  union all
  -- What is still being written or decided is ended by its own workflow, which a decision may be racing.
  select :company_id, m.workflow_id, 'cancelMessage', m.id
  from messages m
  where m.company_id = :company_id and m.phone = :phone and m.status in ('drafting', 'awaiting_approval') and m.scenario <> 'opt_out_confirmation'
  union all
  select :company_id, r.workflow_id, 'clientOptedOut', r.id
  from reactivations r
  where r.company_id = :company_id and r.phone = :phone and r.status <> 'ended'
)
select exists (select 1 from said_no) as "isNew"
