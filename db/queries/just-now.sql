-- The last things that happened in this company, newest first.
-- Each part is cut by its own index before they are put together.
select * from (
  (select 'event-' || e.id as key, e.at, e.kind, m.client_id as "clientId", trim(c.name || ' ' || c.surname) as "clientName",
    m.id as "messageId", m.reactivation_id as "reactivationId", e.actor_label as "by", null::text as text, e.details
  from message_events e join messages m on m.id = e.message_id join clients c on c.id = m.client_id
  where e.company_id = :companyId and e.kind not in ('created', 'awaiting_approval', 'queued', 'drafted', 'claimed', 'sending')
  order by e.id desc limit 15)
  union all
  (select 'reply-' || r.id, r.received_at, 'reply', r.client_id, trim(c.name || ' ' || c.surname), r.message_id, null, null, left(r.text, 120),
    jsonb_build_object('understoodAs', r.understood_as)
  from replies r left join clients c on c.id = r.client_id
  where r.company_id = :companyId order by r.id desc limit 10)
  union all
  (select 'converted-' || r.id, r.converted_at, 'converted', r.client_id, trim(c.name || ' ' || c.surname), r.converted_message_id, r.id, null, null,
    jsonb_build_object('bookedMinor', v.cost_minor, 'startsAt', v.starts_at)
  from reactivations r join clients c on c.id = r.client_id left join visits v on v.id = r.booking_id
  where r.company_id = :companyId and r.converted_at is not null order by r.converted_at desc limit 10)
  union all
  (select 'sync-' || s.id, coalesce(s.ended_at, s.started_at), 'sync', null, null, null, null, null, null,
    '{"visits": 0, "clients": 0}'::jsonb || s.counts || jsonb_build_object('visits', coalesce(s.counts -> 'visits', s.counts -> 'records', '0'))
  from sync_runs s where s.company_id = :companyId and s.outcome = 'changed' order by s.started_at desc limit 5)
  union all
  (select 'run-' || n.id, n.started_at, 'run', null, null, null, null, n.started_by, null,
    jsonb_build_object('considered', n.considered, 'started', n.started, 'status', n.status)
  from reactivation_runs n where n.company_id = :companyId order by n.local_date desc limit 3)
) happened
order by at desc, key desc
limit 20
