-- What does a company bring to the choice of candidates on a day?
-- Spend counts what definitions.md, "spend", counts; the 90th percentile is over cards, because metrics count cards.
with visited as (
  -- From the index visits_arrived alone, in its order.
  select client_id, sum(cost_minor) as minor from visits
  where company_id = :companyId and attendance = 1 and not is_deleted and client_id is not null and visited_on <= :asOf
  group by client_id
), bought as (
  select client_id, sum(cost_minor) as minor
  from (
    select client_id, cost_minor from memberships where company_id = :companyId and not is_deleted and sold_on <= :asOf
    union all
    select client_id, cost_minor from goods_sales where company_id = :companyId and not is_deleted and sold_on <= :asOf
  ) paid
  group by client_id
), spend as (
  select coalesce(visited.minor, 0) + coalesce(bought.minor, 0) as minor
  from clients c
  left join visited on visited.client_id = c.id
  left join bought on bought.client_id = c.id
  where c.company_id = :companyId and not c.is_deleted
)
select co.time_zone as "timeZone", co.currency, s.enabled, s.enabled_changed_at is not null as "wasSwitched",
       s.hold_out_percent as "holdOutPercent",
       coalesce(
         co.vip_threshold_minor,
         -- Computed already, where nothing has changed since; for one person's page that of the last minute does, as for their segment.
         case when i.as_of = :asOf and (i.vip_threshold_minor, i.segment_order) is not distinct from (co.vip_threshold_minor, co.segment_order)
             and (:despiteMarks or not exists (select 1 from changed_clients d where d.company_id = co.id))
           then i.high_ltv_threshold_minor
           else (select percentile_cont(0.9) within group (order by minor) from spend where minor > 0)
         end
       )::float as "highLtvThresholdMinor"
from companies co
join reactivation_settings s on s.company_id = co.id
left join insight_state i on i.company_id = co.id
where co.id = :companyId
