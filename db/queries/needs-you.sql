-- What waits for a person, how much of it, and since when?
select 'approvals' as code, count(*)::int as count, min(awaiting_since) as "oldestAt", null::text as reason
from messages where company_id = :companyId and status = 'awaiting_approval' and (snoozed_until is null or snoozed_until <= cast(:at as timestamptz))
union all
-- Younger ones usually settle by themselves, by a status webhook.
select 'unknown_sends', count(*)::int, min(unknown_at), null
from outbox_messages where company_id = :companyId and status = 'unknown' and not is_test and unknown_at <= cast(:at as timestamptz) - interval '15 minutes'
union all
select 'dead_sends', count(*)::int, min(failed_at), null
from outbox_messages where company_id = :companyId and status = 'dead' and not is_test and closed_by is null
union all
select 'conversations', count(*)::int, min(needs_person_since), null
from conversations where company_id = :companyId and needs_person_since is not null
union all
select 'paused_number', count(*)::int, min(paused_at), min(paused_reason)
from whatsapp_account_health where company_id = :companyId and paused_at is not null
union all
select 'stopped_sending', count(*)::int, min(sending_stopped_at), min(sending_stopped_reason)
from reactivation_settings where company_id = :companyId and sending_stopped_at is not null
union all
select 'dry_run', count(*)::int, null, null
from reactivation_settings where company_id = :companyId and dry_run_seen_at is null
union all
-- Nobody has said where it is and what it counts money in, and no platform says so: it began with a guess.
select 'unconfirmed_company', count(*)::int, null, null
from companies where id = :companyId and confirmed_at is null and (booking_platform = 'books' or external_id is null)
union all
select 'paused_templates', count(*)::int, min(updated_at), min(name)
from message_templates where company_id = :companyId and status in ('PAUSED', 'REJECTED', 'DISABLED', 'MISSING', 'MISMATCH')
union all
select 'quarantined', count(*)::int, min(first_seen_at), null
from quarantined_records where company_id = :companyId and resolved_at is null
union all
select 'dead_chat', count(*)::int, min(updated_at), min(dead_reason)
from moderation_chats where company_id = :companyId and dead_reason is not null
union all
-- A monthly cap is near (from 80 % on, as in domain/delivery/budget.ts) or used up; the reason says which.
select case when bool_or(cap.spent >= cap.cap) then 'budget_used_up' else 'budget_near' end, count(*)::int, null, string_agg(cap.kind, ',' order by cap.kind)
from (
  select kind, cap, spent
  from reactivation_settings s
  cross join lateral month_spending(s.company_id, :at) m
  cross join lateral (values ('ai', m.ai_cap_minor, m.ai_micros / 1000000.0), ('messages', m.message_cap_minor, m.message_micros / 1000000.0)) as caps(kind, cap, spent)
  where s.company_id = :companyId and (s.ai_budget_minor is not null or s.message_budget_minor is not null) and cap is not null
) cap
where cap.spent >= cap.cap * 0.8
