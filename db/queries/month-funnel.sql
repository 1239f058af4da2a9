-- How far did this month's messages get? Answers inside a dialogue are not counted: they begin nothing.
with month as (
  select date_trunc('month', cast(:at as timestamptz) at time zone time_zone) at time zone time_zone as since
  from companies where id = :companyId),
written as (
  select m.* from messages m, month
  where m.company_id = :companyId and m.created_at >= month.since and m.kind = 'template' and m.scenario <> 'test'),
won as (
  select r.* from reactivations r, month where r.company_id = :companyId and r.converted_at >= month.since)
select count(*) filter (where status not in ('drafting', 'skipped'))::int as drafted,
  count(*) filter (where queued_at is not null or decision = 'approved')::int as approved,
  count(*) filter (where sent_at is not null)::int as sent, count(*) filter (where delivered_at is not null or read_at is not null)::int as delivered,
  count(*) filter (where read_at is not null)::int as read,
  count(*) filter (where exists (select 1 from replies p where p.company_id = :companyId and p.client_id = written.client_id and p.message_id = written.id))::int as replied,
  (select count(*)::int from won) as booked, (select count(*)::int from won where revenue_minor is not null) as visited
from written
