-- How much of its limits has this number used?
-- Rows that are claimed, under way or in doubt count as sent: they may be.
with used as (
  select o.phone, o.is_answer, o.is_test, coalesce(o.sent_at, o.sending_at, :now) as at,
         o.status = 'sending' or (o.status in ('queued', 'failed')) as in_flight
  from outbox_messages o
  where o.company_id = :company_id and o.phone_number_id = :phone_number_id
    and (
      (o.sent_at >= :since)
      or (o.status in ('sending', 'unknown') and o.sent_at is null)
      or (o.status in ('queued', 'failed') and o.epoch = :epoch and o.leased_until > :now)
    )
)
select count(*) filter (where not is_answer and at >= :day_start)::int as today,
       count(*) filter (where at > :now::timestamptz - interval '60 minutes')::int as "lastHour",
       min(at) filter (where at > :now::timestamptz - interval '60 minutes') as "oldestInHour",
       count(*) filter (where in_flight)::int as "inFlight",
       count(distinct phone) filter (where (is_test or not is_answer) and at > :now::timestamptz - interval '24 hours')::int as people
from used
