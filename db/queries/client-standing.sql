-- Where does each client of some facts stand as of a day: high LTV, loyalty, segment? (definitions.md, "Segments")
-- `facts` has the columns of client-facts.sql, `threshold` is one number or null.
-- A client is in the first segment that fits, by the company's order; `least` passes over those that do not.
select ranked.*, (select coalesce(segment_order, cast(:segmentOrder as text[])) from companies where id = :companyId)[segment_rank] as segment
from (
  select client_id, visits, first_visit_on, second_visit_on, last_visit_on, spend_minor, visits_7d, visits_30d, visits_30d_before,
         median_gap_days, pt_visits, first_pt_on, last_pt_on, has_future_booking, has_future_pt_booking, first_membership_on,
         came_thrice_in_thirty, visited_months, is_top as is_high_ltv, days_since,
         case when is_top then 'VIP' when visits >= 25 then 'Gold' when visits >= 10 then 'Silver' when visits >= 3 then 'Bronze' else 'New' end as loyalty,
         least(
           case when pt_visits >= 2 and cast(:asOf as date) - last_pt_on between 30 and 120 and not has_future_pt_booking
             then array_position(places, 'pt_cancellations') end,
           case when is_top and days_since < 60 then array_position(places, 'vip_members') end,
           case when visits = 1 and first_membership_on is null and days_since between 14 and 179
             then array_position(places, 'trial_dropoffs') end,
           case when days_since >= 365 then array_position(places, 'lost_clients') end,
           case when days_since between 180 and 364 then array_position(places, 'nearly_lost') end,
           case when days_since between 60 and 179 then array_position(places, 'going_silent') end,
           case when visits >= 4 and days_since between 14 and 59 and not has_future_booking
               and (days_since > 2 * median_gap_days or (visits_30d_before > 0 and 2 * visits_30d <= visits_30d_before))
             then array_position(places, 'at_risk') end,
           case when visits_30d >= 3 then array_position(places, 'regular_members') end
         ) as segment_rank
  from (
    select facts.*, cast(:asOf as date) - facts.last_visit_on as days_since,
           facts.spend_minor > 0 and coalesce(facts.spend_minor >= threshold.minor, false) as is_top,
           (select coalesce(segment_order, cast(:segmentOrder as text[])) from companies where id = :companyId) as places
    from (:facts) as facts
    cross join (select cast(:threshold as double precision) as minor) as threshold
  ) as measured
) as ranked
