-- Where does one person's reactivation stand?
-- The row is locked by the caller. Words count from when the latest attempt was sent; silence is told apart from an answer.
select r.id, r.client_id as "clientId", r.phone, r.service_id as "serviceId", r.workflow_id as "workflowId", r.run_id as "runId",
       r.status, r.ends_as as "endsAs", r.status = 'paused' as "isPaused", r.facts, r.reasons,
       r.paused_until::timestamp at time zone co.time_zone as "pausedUntil",
       s.enabled as "isOn", s.delivery_mode as mode,
       (cast(:at as timestamptz) at time zone co.time_zone)::date as today,
       exists (select 1 from opt_outs o where o.company_id = r.company_id and o.phone = r.phone and o.lifted_at is null) as "optedOut",
       exists (
         select 1 from clients c join visits v on v.company_id = c.company_id and v.client_id = c.id
         where c.company_id = r.company_id and c.phone = r.phone and not v.is_deleted and v.attendance in (0, 2)
           and v.local_date > (cast(:at as timestamptz) at time zone co.time_zone)::date
       ) as "hasFutureBooking",
       latest.id as "attemptId", latest.attempt_number as "attemptNumber", latest.message_id as "messageId",
       latest.response_type as "responseType", m.status as "messageStatus", m.reason as "messageReason",
       m.sent_at as "sentAt", m.delivered_at as "deliveredAt", words.last_at as "lastWordAt"
from reactivations r
join companies co on co.id = r.company_id
join reactivation_settings s on s.company_id = r.company_id
left join lateral (
  select * from reactivation_campaigns a where a.reactivation_id = r.id order by a.attempt_number desc limit 1
) latest on true
left join messages m on m.id = latest.message_id
left join lateral (
  select max(p.received_at) as last_at
  from conversations t join replies p on p.conversation_id = t.id
  where t.company_id = r.company_id and t.phone = r.phone and p.received_at >= m.sent_at
) words on true
where r.company_id = :companyId and r.id = :reactivationId
