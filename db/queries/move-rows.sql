-- What do these facts (an answer of WhatsApp, or statuses by webhook) change?
-- Facts may come out of order, repeated, or with one left out: the furthest one wins, and what was delivered cannot fail.
-- Everything that follows from them is written in the same statement: the message, its story, the attempt, the person,
-- and the notices for the workflows.
with facts as (
  select *
  from jsonb_to_recordset(:facts::jsonb) as f(id bigint, wamid text, sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text)
), moved as (
  update outbox_messages o
  set status = case
        when coalesce(o.read_at, f.read_at) is not null then 'read'
        when coalesce(o.delivered_at, f.delivered_at) is not null then 'delivered'
        when coalesce(o.failed_at, f.failed_at) is not null then 'dead'
        else 'sent'
      end,
      wamid = coalesce(o.wamid, f.wamid),
      -- Our own answer and the webhook tell the same instant twice: the first one told stays.
      sent_at = coalesce(o.sent_at, f.sent_at, f.delivered_at, f.read_at),
      delivered_at = coalesce(o.delivered_at, f.delivered_at, f.read_at),
      read_at = coalesce(o.read_at, f.read_at),
      failed_at = coalesce(o.failed_at, f.failed_at),
      last_error_code = case when f.failed_at is not null then f.code else o.last_error_code end,
      last_error_at = case when f.failed_at is not null then f.failed_at else o.last_error_at end,
      leased_until = null, wait_reason = null, wait_until = null,
      updated_at = :now
  from facts f
  where o.id = f.id and o.company_id = :company_id
  returning o.id, o.company_id, o.message_id, o.client_id, o.phone, o.is_answer, new.status as is_now, old.status as was,
            new.wamid, new.sent_at, new.delivered_at, new.read_at, new.failed_at, new.last_error_code as code,
            old.sent_at is null and new.sent_at is not null as first_sent,
            old.delivered_at is null and new.delivered_at is not null as first_delivered,
            old.read_at is null and new.read_at is not null as first_read,
            new.status = 'dead' and old.status <> 'dead' as first_dead,
            old.status = 'unknown' as was_unknown
), messages_changed as (
  update messages m
  set status = moved.is_now, reason = case when moved.is_now = 'dead' then moved.code end,
      sent_at = moved.sent_at, delivered_at = moved.delivered_at, read_at = moved.read_at, updated_at = :now
  from moved
  where m.id = moved.message_id
    and (m.status, m.sent_at, m.delivered_at, m.read_at) is distinct from (moved.is_now, moved.sent_at, moved.delivered_at, moved.read_at)
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at, once_key)
  select moved.company_id, moved.message_id, story.kind, 'whatsapp', jsonb_strip_nulls(story.details), story.at, story.kind || ':' || coalesce(moved.wamid, moved.id::text)
  from moved
  cross join lateral (values
    ('sent', moved.first_sent, moved.sent_at, jsonb_build_object('settles', case when moved.was_unknown then 'unknown' end)),
    ('delivered', moved.first_delivered, moved.delivered_at, '{}'::jsonb),
    ('read', moved.first_read, moved.read_at, '{}'::jsonb),
    ('dead', moved.first_dead, moved.failed_at, jsonb_build_object('code', moved.code))
  ) as story(kind, happened, at, details)
  where story.happened
  on conflict (message_id, once_key) do nothing
), attempts_changed as (
  update reactivation_campaigns a
  set sent_at = coalesce(a.sent_at, moved.sent_at), delivered_at = coalesce(a.delivered_at, moved.delivered_at), updated_at = :now
  from moved
  where a.message_id = moved.message_id and a.company_id = moved.company_id and (moved.first_sent or moved.first_delivered)
), people as (
  -- One row a person: a statement may change a client only once.
  select moved.company_id, moved.phone, max(moved.sent_at) as sent_at, count(*) filter (where m.reactivation_id is not null and m.conversation_id is null)::int as attempts
  from moved join messages m on m.id = moved.message_id
  where moved.first_sent and not moved.is_answer
  group by moved.company_id, moved.phone
), clients_changed as (
  -- Every card with this phone: cards with one phone are one person.
  update clients c
  set last_reactivation_sent = greatest(c.last_reactivation_sent, people.sent_at),
      reactivation_attempts_count = c.reactivation_attempts_count + people.attempts
  from people
  where c.company_id = people.company_id and c.phone = people.phone
), talks as (
  update conversations t set last_outbound_at = greatest(t.last_outbound_at, latest.sent_at)
  from (select company_id, phone, max(sent_at) as sent_at from moved where first_sent group by company_id, phone) latest
  where t.company_id = latest.company_id and t.phone = latest.phone
), noticed as (
  insert into notices (company_id, workflow_id, signal, subject_id)
  select moved.company_id, m.workflow_id, 'rowSettled', m.id
  from moved join messages m on m.id = moved.message_id
  where moved.was not in ('sent', 'delivered', 'read', 'dead')
  union all
  -- An attempt's reactivation waits for this; what was only an answer inside its dialogue is no attempt.
  select moved.company_id, r.workflow_id, 'messageMoved', m.id
  from moved join messages m on m.id = moved.message_id and m.conversation_id is null join reactivations r on r.id = m.reactivation_id
  where (moved.first_sent or moved.first_delivered or moved.first_dead) and r.status <> 'ended'
)
select id, company_id as "companyId", phone, is_now as status, was, code, first_dead as "firstDead" from moved
