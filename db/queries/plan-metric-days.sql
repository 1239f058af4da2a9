-- Which days of the past should have a snapshot, and what do the books say up to each of them?
-- The last 90 days, month-ends before them back to the first visit, and whatever has one already. The mark changes with every
-- visit, no-show, purchase or setting that any number of the day is made of; bookings ahead are left out, because they turn
-- into visits every day and a day that is over would never rest.
with cards as (
  select id from clients where company_id = :companyId and not is_deleted
), first_day as (
  -- By index, where it is nearly always the first entry.
  select visited_on as day from visits
  where company_id = :companyId and attendance = 1 and not is_deleted and client_id is not null
  order by visited_on limit 1
), wanted as (
  select d::date as day
  from first_day, generate_series(greatest(first_day.day, cast(:asOf as date) - 90), cast(:asOf as date) - 1, interval '1 day') d
  union
  select (m + interval '1 month - 1 day')::date
  from first_day, generate_series(date_trunc('month', first_day.day), cast(:asOf as date) - 90, interval '1 month') m
  where (m + interval '1 month - 1 day')::date < cast(:asOf as date) - 90
  union
  select local_date from metric_days, first_day
  where company_id = :companyId and local_date >= first_day.day and local_date < cast(:asOf as date)
), entries as (
  select visited_on as day,
    sum(hashint8extended(client_id, (visited_on - date '1970-01-01') * bigint '4000037' + cost_minor * 2 + is_pt::integer)) as mark
  from visits
  where company_id = :companyId and attendance = 1 and not is_deleted and client_id is not null
    and client_id in (select id from cards)
  group by visited_on
  union all
  select local_date, sum(hashint8extended(client_id, (local_date - date '1970-01-01') * bigint '4000037' + 1 + bigint '2000000011000000000'))
  from visits
  where company_id = :companyId and attendance = -1 and not is_deleted and client_id in (select id from cards)
  group by local_date
  union all
  select sold_on, sum(hashint8extended(client_id, (sold_on - date '1970-01-01') * bigint '4000037' + cost_minor * 2 + bigint '4000000007000000000'))
  from memberships where company_id = :companyId and not is_deleted and client_id in (select id from cards)
  group by sold_on
  union all
  select sold_on, sum(hashint8extended(client_id, (sold_on - date '1970-01-01') * bigint '4000037' + cost_minor * 2 + bigint '6000000005000000000'))
  from goods_sales where company_id = :companyId and not is_deleted and client_id in (select id from cards)
  group by sold_on
), by_day as (
  select day, sum(mark) as mark from entries group by day
), up_to as (
  -- Days that are asked about and days with entries in one line, so that one running sum serves both.
  select day, bool_or(is_wanted) as is_wanted, sum(sum(mark)) over (order by day) as mark
  from (select day, mark, false as is_wanted from by_day union all select day, 0, true from wanted) d
  group by day
), setting as (
  select concat_ws('|', time_zone, segment_order, vip_threshold_minor) as mark from companies where id = :companyId
)
insert into metric_days as m (company_id, local_date, books)
select :companyId, up_to.day, md5(setting.mark || '|' || up_to.mark)
from up_to, setting
where up_to.is_wanted
on conflict (company_id, local_date) do update set books = excluded.books where m.books <> excluded.books
