-- How many people fit each metric of definitions.md as of a day, and how many are in each segment?
-- Asked of a relation `facts`, one row per card: the stored ones, or those of any day. Never NaN: an empty cohort is null.
select
  count(*) filter (where first_visit_on >= d.day - 6) as new_clients_7d,
  count(*) filter (where first_visit_on >= d.day - 29) as new_clients_30d,
  -- d+1 … d+30 lies in the past for everybody in this cohort. A membership counts however early it was bought.
  (count(*) filter (where is_trial and (second_visit_on <= first_visit_on + 30 or first_membership_on <= first_visit_on + 30)))::float8
    / nullif(count(*) filter (where is_trial), 0) as trial_conversion,
  count(*) filter (where visits_7d > 0) as weekly_active,
  count(*) filter (where visits_30d > 0) as monthly_active,
  count(*) filter (where visits_30d >= 3) as core_clients,
  count(*) filter (where is_trial and last_visit_on <= d.day - 21 and not has_future_booking) as early_churn,
  count(*) filter (where last_visit_on between d.day - 179 and d.day - 60) as inactive_60,
  count(*) filter (where last_visit_on <= d.day - 180) as inactive_180,
  count(*) filter (where first_pt_on >= d.day - 29) as pt_first,
  count(*) filter (where pt_visits >= 2 and last_pt_on >= d.day - 29) as pt_repeat,
  count(*) filter (where pt_visits >= 2 and last_pt_on between d.day - 180 and d.day - 45 and not has_future_pt_booking) as pt_churn,
  count(*) filter (where is_high_ltv) as high_ltv,
  -- The n-th visit fell in the last 30 days: there were fewer than n before them.
  count(*) filter (where visits >= 10 and visits - visits_30d < 10) as milestone_10,
  count(*) filter (where visits >= 25 and visits - visits_30d < 25) as milestone_25,
  count(*) filter (where visits >= 50 and visits - visits_30d < 50) as milestone_50,
  count(*) filter (where visits >= 100 and visits - visits_30d < 100) as milestone_100,
  count(*) filter (where visits >= 200 and visits - visits_30d < 200) as milestone_200,
  count(*) filter (where visits >= 500 and visits - visits_30d < 500) as milestone_500,
  count(*) filter (where segment = 'pt_cancellations') as segment_pt_cancellations,
  count(*) filter (where segment = 'vip_members') as segment_vip_members,
  count(*) filter (where segment = 'trial_dropoffs') as segment_trial_dropoffs,
  count(*) filter (where segment = 'lost_clients') as segment_lost_clients,
  count(*) filter (where segment = 'nearly_lost') as segment_nearly_lost,
  count(*) filter (where segment = 'going_silent') as segment_going_silent,
  count(*) filter (where segment = 'at_risk') as segment_at_risk,
  count(*) filter (where segment = 'regular_members') as segment_regular_members
from (select cast(:asOf as date) as day) d
left join lateral (
  select *, first_visit_on between d.day - 89 and d.day - 30 as is_trial from facts
) f on true
