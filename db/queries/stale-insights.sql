-- Which companies have numbers, or should, and for whose is it certain that they are behind?
-- Whoever was never computed has marks.
-- A mark is taken within seconds by the cycle that made it; one of two minutes was forgotten. A changed setting makes no mark.
select c.id as "companyId", c.time_zone as "timeZone", coalesce(s.as_of, date '9999-12-31') as "asOf",
  exists (select 1 from changed_clients m where m.company_id = c.id and m.changed_at < cast(? as timestamptz) - interval '2 minutes')
    or exists (select 1 from metric_days d where d.company_id = c.id and d.made_of is distinct from d.books)
    or (s.company_id is not null and (s.vip_threshold_minor, s.segment_order) is distinct from (c.vip_threshold_minor, c.segment_order)) as "isBehind"
from companies c
left join insight_state s on s.company_id = c.id
where s.company_id is not null or exists (select 1 from clients k where k.company_id = c.id)
order by c.id
