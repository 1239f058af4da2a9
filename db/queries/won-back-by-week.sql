-- How many came back in each of the last eight weeks, oldest first? Weeks begin on the company's Monday.
with zone as (select time_zone from companies where id = :companyId),
weeks as (
  select generate_series(7, 0, -1) as back, date_trunc('week', cast(:at as timestamptz) at time zone zone.time_zone) as this_week, zone.time_zone
  from zone),
spans as (
  select (this_week - make_interval(weeks => back))::date as week_of,
    (this_week - make_interval(weeks => back)) at time zone time_zone as since,
    (this_week - make_interval(weeks => back - 1)) at time zone time_zone as until
  from weeks)
select spans.week_of as "weekOf", count(distinct r.phone)::int as clients, coalesce(sum(v.cost_minor), 0)::bigint as "bookedMinor"
from spans
left join reactivations r on r.company_id = :companyId and r.converted_at >= spans.since and r.converted_at < spans.until
left join visits v on v.id = r.booking_id
group by spans.week_of
order by spans.week_of
