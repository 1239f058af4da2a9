-- May this claimed row go this very moment?
-- Commits on its own just before the request, so that only rows whose request may have begun are ever in doubt.
-- What a person or a client did since the claim is asked once more: stop, pause, opt-out, hold, back to moderation, a newer sender.
with begun as (
  update outbox_messages o
  set status = 'sending', sending_at = :now, attempts = o.attempts + 1, leased_until = null, wait_reason = null, wait_until = null, updated_at = :now
  where o.id = :id and o.company_id = :company_id and o.status in ('queued', 'failed') and o.epoch = :epoch
    and exists (
      select 1
      from whatsapp_account_health h
      cross join installation i
      left join reactivation_settings s on s.company_id = h.company_id
      where h.company_id = o.company_id and h.phone_number_id = o.phone_number_id and h.epoch = :epoch
        and i.sending_stopped_at is null and s.sending_stopped_at is null
        and (h.paused_at is null or h.paused_until <= :now)
    )
    and not exists (
      select 1 from opt_outs x
      where x.company_id = o.company_id and x.phone = o.phone and x.lifted_at is null
        and not (o.confirms_opt_out and x.confirmed_at is null)
    )
    -- The company went back to moderation: nobody has said yes to this one.
    and not exists (
      select 1 from messages m
      where m.id = o.message_id and m.mode = 'moderation' and m.decision is distinct from 'approved' and m.written_by is distinct from 'fixed'
    )
    and (o.is_answer or not exists (
      select 1 from conversations c where c.company_id = o.company_id and c.phone = o.phone and c.marketing_hold
    ))
  returning o.message_id, o.attempts, o.phone, o.confirms_opt_out
), messages_changed as (
  update messages m set status = 'sending', reason = null, updated_at = :now from begun where m.id = begun.message_id
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at)
  select :company_id::integer, message_id, 'sending', 'sendOutbox', jsonb_build_object('attempt', attempts), :now::timestamptz from begun
), confirmed as (
  -- Confirmed once, even when the answer to this very request gets lost.
  update opt_outs x set confirmed_at = :now
  from begun where begun.confirms_opt_out and x.company_id = :company_id and x.phone = begun.phone
)
select attempts from begun
