-- Is anything of this company in trouble, and how much waits in each queue?
select c.external_id is not null as "isConnected", c.created_at as "createdAt",
  h.phone_number_id is not null as "hasNumber", h.paused_reason as "pausedReason", h.paused_at as "pausedAt",
  (select max(r.ended_at) from sync_runs r where r.company_id = c.id and r.outcome in ('changed', 'idle')) as "lastSyncAt",
  last.failure as "lastRunFailure", last.started_at as "lastRunAt",
  (select count(*)::int from conversations v where v.company_id = c.id and v.needs_person_since is not null) as conversations,
  (select count(*)::int from outbox_messages o where o.company_id = c.id and o.status in ('queued', 'sending', 'failed', 'unknown') and not o.is_test) as outbox,
  (select count(*)::int from outbox_messages o where o.company_id = c.id and o.status = 'unknown' and not o.is_test) as unknown
from companies c
left join whatsapp_account_health h on h.company_id = c.id
left join lateral (
  select case when r.outcome = 'failed' then coalesce(r.failure_code, 'failed') end as failure, r.started_at
  from sync_runs r where r.company_id = c.id and r.outcome is not null order by r.started_at desc, r.id desc limit 1) last on true
where c.id = :companyId
