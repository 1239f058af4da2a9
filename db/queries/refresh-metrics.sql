-- Writes what is now known of some clients (or of all), and only the rows that differ from what is there.
-- By how many did those who have spent anything become more, and how many clients are known now?
with standing as (:standing),
written as (
insert into client_metrics as m (company_id, client_id, visits, first_visit_on, second_visit_on, last_visit_on, spend_minor,
  visits_7d, visits_30d, visits_30d_before, median_gap_days, pt_visits, first_pt_on, last_pt_on, has_future_booking,
  has_future_pt_booking, first_membership_on, came_thrice_in_thirty, visited_months, is_high_ltv, loyalty, updated_at)
select :companyId, s.client_id, s.visits, s.first_visit_on, s.second_visit_on, s.last_visit_on, s.spend_minor,
  s.visits_7d, s.visits_30d, s.visits_30d_before, s.median_gap_days, s.pt_visits, s.first_pt_on, s.last_pt_on, s.has_future_booking,
  s.has_future_pt_booking, s.first_membership_on, s.came_thrice_in_thirty, s.visited_months, s.is_high_ltv, s.loyalty, :at
from standing s
left join client_metrics old on old.client_id = s.client_id
where old.client_id is null or
  (old.visits, old.first_visit_on, old.second_visit_on, old.last_visit_on, old.spend_minor,
   old.visits_7d, old.visits_30d, old.visits_30d_before, old.median_gap_days, old.pt_visits, old.first_pt_on, old.last_pt_on,
   old.has_future_booking, old.has_future_pt_booking, old.first_membership_on, old.came_thrice_in_thirty, old.visited_months,
   old.is_high_ltv, old.loyalty)
  is distinct from
  (s.visits, s.first_visit_on, s.second_visit_on, s.last_visit_on, s.spend_minor,
   s.visits_7d, s.visits_30d, s.visits_30d_before, s.median_gap_days, s.pt_visits, s.first_pt_on, s.last_pt_on,
   s.has_future_booking, s.has_future_pt_booking, s.first_membership_on, s.came_thrice_in_thirty, s.visited_months,
   s.is_high_ltv, s.loyalty)
on conflict (client_id) do update set
  visits = excluded.visits, first_visit_on = excluded.first_visit_on, second_visit_on = excluded.second_visit_on,
  last_visit_on = excluded.last_visit_on, spend_minor = excluded.spend_minor, visits_7d = excluded.visits_7d,
  visits_30d = excluded.visits_30d, visits_30d_before = excluded.visits_30d_before, median_gap_days = excluded.median_gap_days,
  pt_visits = excluded.pt_visits, first_pt_on = excluded.first_pt_on, last_pt_on = excluded.last_pt_on,
  has_future_booking = excluded.has_future_booking, has_future_pt_booking = excluded.has_future_pt_booking,
  first_membership_on = excluded.first_membership_on, came_thrice_in_thirty = excluded.came_thrice_in_thirty,
  visited_months = excluded.visited_months, is_high_ltv = excluded.is_high_ltv, loyalty = excluded.loyalty,
  updated_at = excluded.updated_at
returning coalesce(old.spend_minor > 0, false) as was_spender, new.spend_minor > 0 as is_spender
)
select (count(*) filter (where is_spender) - count(*) filter (where was_spender))::integer as spenders,
  (select count(*) from standing)::integer as clients
from written
