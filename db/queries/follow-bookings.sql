-- What became of bookings that were won? Revenue is the booking's cost once visited; cancelled or missed, it is none.
with changed as (
  update reactivations r
  set revenue_minor = case when v.attendance = 1 and not v.is_deleted then v.cost_minor end, updated_at = :at
  from visits v
  where r.company_id = :companyId and v.company_id = r.company_id and v.id = r.booking_id
    and v.id = any(cast(:visitIds as bigint[]))
    and r.revenue_minor is distinct from case when v.attendance = 1 and not v.is_deleted then v.cost_minor end
  returning r.workflow_id, v.id as visit_id
)
insert into notices (company_id, workflow_id, signal, subject_id)
select cast(:companyId as integer), workflow_id, 'bookingChanged', visit_id from changed
