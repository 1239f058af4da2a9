-- How far did those come whose first visit was 90 to 179 days ago: a second visit, a membership, a habit?
-- Goes on after a relation `facts`, one row per card. "Reached" passed all steps before as well; "fulfils" only asks for the one.
tried as (
  select coalesce(second_visit_on <= first_visit_on + 30, false) as came_again,
    coalesce(first_membership_on <= first_visit_on + 30, false) as has_membership,
    came_thrice_in_thirty as has_habit
  from facts
  where first_visit_on between cast(:asOf as date) - 179 and cast(:asOf as date) - 90
)
select
  to_char(cast(:asOf as date) - 179, 'YYYY-MM-DD') as "from",
  to_char(cast(:asOf as date) - 90, 'YYYY-MM-DD') as "to",
  count(*) as first_visit,
  count(*) filter (where came_again) as second_visit,
  count(*) filter (where came_again and has_membership) as membership,
  count(*) filter (where came_again and has_membership and has_habit) as three_in_thirty_days,
  count(*) filter (where has_membership) as fulfils_membership,
  count(*) filter (where has_habit) as fulfils_three_in_thirty_days
from tried
