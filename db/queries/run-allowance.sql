-- How much of today's limit is taken: marketing messages that went out today or may have, and those still on their way.
-- A reactivation without its first message counts as one: the message is about to be written.
select h.account_created_at as "accountCreatedAt", counted_spam_score(h) as "spamScore", s.daily_limit_mode as "limitMode",
       s.manual_daily_limit as "manualDaily",
  (select count(*) from outbox_messages o
    where o.company_id = :companyId and not o.is_answer and o.status in ('sending', 'unknown', 'sent', 'delivered', 'read', 'dead')
      and coalesce(o.sent_at, o.sending_at) >= :dayStart)::int as "sentToday",
  (select count(*) from messages m
    where m.company_id = :companyId and m.kind = 'template' and m.conversation_id is null and m.scenario <> 'test'
      and m.status in ('drafting', 'awaiting_approval', 'waiting', 'queued', 'failed'))::int
  + (select count(*) from reactivations r
    where r.company_id = :companyId and r.status = 'running'
      and not exists (select 1 from messages m where m.reactivation_id = r.id))::int as pending
from reactivation_settings s
left join whatsapp_account_health h on h.company_id = s.company_id
where s.company_id = :companyId
