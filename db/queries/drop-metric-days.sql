-- Drops what is kept of days before the first visit: other books may have taken the place of those it was made of.
with first_day as (
  select coalesce((
    select visited_on from visits
    where company_id = :companyId and attendance = 1 and not is_deleted and client_id is not null
    order by visited_on limit 1
  ), cast(:asOf as date)) as day
), numbers as (
  delete from metric_snapshots m using first_day where m.company_id = :companyId and m.local_date < first_day.day
)
delete from metric_days d using first_day where d.company_id = :companyId and d.local_date < first_day.day
