-- Which due rows cannot go because of their number, and do they say so already?
-- Only rows that say something else are touched, so a queue that waits for the morning is written once and not at every look.
-- They stay due: the moment the number may send again, the claim finds them.
with held as (
  select o.id, o.message_id, o.company_id, kind.reason, kind.until
  from outbox_messages o
  join lateral (
    select case when o.is_answer then :answer_reason::text when o.skips_weekdays then :birthday_reason else :marketing_reason end as reason,
           case when o.is_answer then :answer_until::timestamptz when o.skips_weekdays then :birthday_until else :marketing_until end as until
  ) kind on kind.reason is not null
  where o.company_id = :company_id and o.phone_number_id = :phone_number_id
    and o.status in ('queued', 'failed') and o.next_attempt_at <= :now
    and (o.leased_until is null or o.leased_until <= :now or o.epoch < :epoch)
    and (o.wait_reason, o.wait_until) is distinct from (kind.reason, kind.until)
  order by o.priority desc, o.next_attempt_at, o.id
  limit :look_at
  for update of o skip locked
), rows_held as (
  update outbox_messages o
  set wait_reason = held.reason, wait_until = held.until, leased_until = null, updated_at = :now
  from held where o.id = held.id
), messages_held as (
  update messages m
  set status = 'waiting', reason = held.reason, updated_at = :now
  from held
  where m.id = held.message_id and m.status in ('queued', 'waiting', 'failed') and (m.status, m.reason) is distinct from ('waiting', held.reason)
  returning m.id, m.company_id, held.reason, held.until
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at)
  select company_id, id, 'waiting', 'sendOutbox', jsonb_strip_nulls(jsonb_build_object('reason', reason, 'until', until)), :now::timestamptz from messages_held
)
select count(*)::int as held from held
