-- Writes what is now known of the `concerned` clients and the segment they now fit, only where it differs from what is there,
-- and notes who moved from where to where. Whoever is concerned and not in `standing` is a card that is gone.
with :relations,
standing as materialized (:standing),
known as materialized (
  select client_id as id, standing.* from standing
  union all
  select gone.client_id, nothing.* from concerned gone left join standing as nothing on false
  where not exists (select from standing s where s.client_id = gone.client_id)
),
metrics as (
  merge into client_metrics m using known k on m.client_id = k.id and m.company_id = :companyId
  when matched and k.client_id is null then delete
  when matched and
    (m.visits, m.first_visit_on, m.second_visit_on, m.last_visit_on, m.spend_minor, m.visits_7d, m.visits_30d, m.visits_30d_before,
     m.median_gap_days, m.pt_visits, m.first_pt_on, m.last_pt_on, m.has_future_booking, m.has_future_pt_booking,
     m.first_membership_on, m.came_thrice_in_thirty, m.visited_months, m.is_high_ltv, m.loyalty)
    is distinct from
    (k.visits, k.first_visit_on, k.second_visit_on, k.last_visit_on, k.spend_minor, k.visits_7d, k.visits_30d, k.visits_30d_before,
     k.median_gap_days, k.pt_visits, k.first_pt_on, k.last_pt_on, k.has_future_booking, k.has_future_pt_booking,
     k.first_membership_on, k.came_thrice_in_thirty, k.visited_months, k.is_high_ltv, k.loyalty)
    then update set
      visits = k.visits, first_visit_on = k.first_visit_on, second_visit_on = k.second_visit_on, last_visit_on = k.last_visit_on,
      spend_minor = k.spend_minor, visits_7d = k.visits_7d, visits_30d = k.visits_30d, visits_30d_before = k.visits_30d_before,
      median_gap_days = k.median_gap_days, pt_visits = k.pt_visits, first_pt_on = k.first_pt_on, last_pt_on = k.last_pt_on,
      has_future_booking = k.has_future_booking, has_future_pt_booking = k.has_future_pt_booking,
      first_membership_on = k.first_membership_on, came_thrice_in_thirty = k.came_thrice_in_thirty,
      visited_months = k.visited_months, is_high_ltv = k.is_high_ltv, loyalty = k.loyalty, updated_at = :at
  when not matched and k.client_id is not null then
    insert (company_id, client_id, visits, first_visit_on, second_visit_on, last_visit_on, spend_minor, visits_7d, visits_30d,
      visits_30d_before, median_gap_days, pt_visits, first_pt_on, last_pt_on, has_future_booking, has_future_pt_booking,
      first_membership_on, came_thrice_in_thirty, visited_months, is_high_ltv, loyalty, updated_at)
    values (:companyId, k.id, k.visits, k.first_visit_on, k.second_visit_on, k.last_visit_on, k.spend_minor, k.visits_7d, k.visits_30d,
      k.visits_30d_before, k.median_gap_days, k.pt_visits, k.first_pt_on, k.last_pt_on, k.has_future_booking, k.has_future_pt_booking,
      k.first_membership_on, k.came_thrice_in_thirty, k.visited_months, k.is_high_ltv, k.loyalty, :at)
),
moves as (
  merge into client_segments s using (select id, segment from known) as k on s.client_id = k.id and s.company_id = :companyId
  when matched and k.segment is null then delete
  when matched and s.segment <> k.segment then
    update set segment = k.segment, since_on = cast(:asOf as date), since_at = cast(:at as timestamptz)
  when not matched and k.segment is not null then
    insert (client_id, company_id, segment, since_on, since_at)
    values (k.id, :companyId, k.segment, cast(:asOf as date), cast(:at as timestamptz))
  returning k.id as client_id, old.segment as from_segment, new.segment as to_segment
),
noted as (
  -- The first computation moves nobody: where people were before is not known.
  insert into segment_moves (company_id, client_id, from_segment, to_segment, moved_on, at)
  select :companyId, client_id, from_segment, to_segment, cast(:asOf as date), cast(:at as timestamptz) from moves where not :isFirst
)
select totals.*, (select count(*) from concerned)::integer as concerned, (select count(*) from moves)::integer as moved
from totals
