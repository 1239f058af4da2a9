-- May this attempt of the sender still act for its number, and under which settings?
-- The lock comes in a statement of its own, before the claim: a single statement would wait for the lock and then count
-- with the snapshot it took before waiting, so two claims could both be "the 20th".
select h.epoch,
       h.account_created_at as "accountCreatedAt",
       h.tier_limit as "tierLimit",
       counted_spam_score(h) as "spamScore",
       h.paused_at is not null and (h.paused_until is null or h.paused_until > :now) as paused,
       h.paused_until as "pausedUntil",
       h.safe_sending_hours as "accountHours",
       h.safe_sending_days as "accountDays",
       c.time_zone as "timeZone",
       i.sending_stopped_at is not null or s.sending_stopped_at is not null as stopped,
       s.sending_hours as hours,
       s.sending_days as days,
       s.daily_limit_mode as "limitMode",
       s.manual_daily_limit as "manualDaily",
       s.manual_hourly_limit as "manualHourly",
       s.manual_concurrent_limit as "manualConcurrent"
from whatsapp_account_health h
join companies c on c.id = h.company_id
cross join installation i
left join reactivation_settings s on s.company_id = h.company_id
where h.company_id = :company_id and h.phone_number_id = :phone_number_id
for update of h
