-- Who booked by themselves before anything of ours was sent? Their reactivation has nothing left to do, and won nothing.
with booked as (
  select distinct on (r.id) r.id, r.client_id, r.run_id, r.workflow_id, v.id as visit_id
  from visits v
  join clients c on c.id = v.client_id and c.company_id = v.company_id
  join reactivations r on r.company_id = v.company_id and r.phone = c.phone and r.status <> 'ended'
  where v.company_id = :companyId and v.id = any(cast(:visitIds as bigint[]))
    and not v.is_deleted and v.attendance >= 0 and v.created_at_source >= r.started_at
    and not exists (
      select 1 from messages m
      where m.reactivation_id = r.id and (m.sent_at is not null or m.status in ('sending', 'unknown'))
    )
  order by r.id, v.created_at_source, v.id
), ended as (
  update reactivations r
  set status = 'ended', ends_as = 'cancelled', ended_at = :at, paused_until = null, updated_at = :at
  from booked where r.id = booked.id and r.status <> 'ended'
  returning r.id, r.client_id, r.run_id, r.workflow_id, booked.visit_id
), attempts as (
  update reactivation_campaigns a
  set is_campaign_completed = true, completion_reason = 'cancelled', next_attempt_scheduled_at = null, updated_at = :at
  from ended where a.reactivation_id = ended.id and a.company_id = :companyId
), decided as (
  insert into campaign_decisions (company_id, run_id, reactivation_id, client_id, scenario, decision, reason, decided_on)
  select cast(:companyId as integer), run_id, id, client_id, 'service_reactivation', 'cancelled', 'future_booking',
         (cast(:at as timestamptz) at time zone (select time_zone from companies where id = :companyId))::date
  from ended
  on conflict do nothing
)
insert into notices (company_id, workflow_id, signal, subject_id)
select cast(:companyId as integer), workflow_id, 'bookingCreated', visit_id from ended
union all
select cast(:companyId as integer), m.workflow_id, 'cancelMessage', m.id
from ended join messages m on m.reactivation_id = ended.id
where m.status in ('drafting', 'awaiting_approval', 'waiting', 'queued', 'failed')
