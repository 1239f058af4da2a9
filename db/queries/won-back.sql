-- Who came back this month, what did they book, what of it took place, and what did it cost?
-- The month is the company's, from its first midnight.
with month as (
  select date_trunc('month', cast(:at as timestamptz) at time zone time_zone) at time zone time_zone as since
  from companies where id = :companyId)
select count(distinct r.phone)::int as clients, coalesce(sum(v.cost_minor), 0)::bigint as "bookedMinor",
  coalesce(sum(r.revenue_minor), 0)::bigint as "visitedMinor",
  (select coalesce(sum(m.cost_minor), 0)::bigint from messages m, month
    where m.company_id = :companyId and m.sent_at >= month.since) as "costMinor"
from month
left join reactivations r on r.company_id = :companyId and r.converted_at >= month.since
left join visits v on v.id = r.booking_id
