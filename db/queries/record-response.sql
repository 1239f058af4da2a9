-- The first answer to the latest delivered attempt: when it came, what it meant, how long it took.
update reactivation_campaigns a
-- The webhook may have noted the time already; what it meant is known only now.
set response_received_at = coalesce(a.response_received_at, :receivedAt),
    response_type = case when a.booking_created then a.response_type else :tone end,
    response_text = :text,
    response_time_hours = coalesce(a.response_time_hours, greatest(0, extract(epoch from cast(:receivedAt as timestamptz) - a.sent_at) / 3600)::int),
    updated_at = now()
where a.id = (
    select id from reactivation_campaigns
    where company_id = :companyId and reactivation_id = :reactivationId and sent_at is not null
    order by attempt_number desc limit 1)
  and coalesce(a.response_type, 'no_response') = 'no_response'
