-- What do the books say about the clients that changed, from which spend on is a client of high LTV now, and whom else does
-- that make or unmake one? Relations for refresh-standing.sql: `facts`, `crossed`, `concerned`, `totals`.
-- The threshold is what percentile_cont(0.9) gives, digit by digit. How many reach the one before is known, so the new one is
-- looked for from there, by as many steps of an index as it moved: nobody is sorted, and nobody far from it is read.
facts as materialized (:facts),
changed as (
  select count(*) filter (where f.spend_minor > 0) as spenders, count(*) filter (where f.spend_minor > 0 and f.spend_minor >= :edge) as high_ltv,
    count(*) filter (where old.spend_minor > 0) as spenders_before,
    count(*) filter (where old.spend_minor > 0 and old.spend_minor >= :edge) as high_ltv_before,
    -- A card whose row itself is gone took its numbers with it: nothing tells by how many there are fewer.
    case when count(f.client_id) = count(*) then false
      else exists (select from unnest(:ids::bigint[]) as card(id) where not exists (select from clients c where c.id = card.id)) end as is_gone
  from unnest(:ids::bigint[]) as client_id
  left join facts f using (client_id)
  left join client_metrics old using (client_id)
), others as (
  select case when not is_gone then :spenders - spenders_before
      else (select count(*) from client_metrics where company_id = :companyId and spend_minor > 0 and client_id <> all(:ids::bigint[])) end as spenders,
    case when not is_gone then :highLtv - high_ltv_before
      else (select count(*) from client_metrics
            where company_id = :companyId and spend_minor > 0 and spend_minor >= :edge and client_id <> all(:ids::bigint[])) end as high_ltv
  from changed
), place as (
  -- Places are counted from the top, from 0 on: `upper` and `lower` are the neighbours, one and the same when the place is a whole number.
  select 0.9::double precision * (n - 1) as place, reach, n - 1 - ceil(0.9::double precision * (n - 1)) as upper,
    n - 1 - floor(0.9::double precision * (n - 1)) as lower
  from (select others.spenders + changed.spenders as n, others.high_ltv + changed.high_ltv as reach from others, changed) as now
), near as (
  select spend_minor, (select reach from place) - row_number() over (order by spend_minor) as place
  from (
    (select spend_minor from client_metrics
     where company_id = :companyId and spend_minor > 0 and spend_minor >= :edge and client_id <> all(:ids::bigint[])
     order by spend_minor limit (select greatest(reach - upper, 0)::bigint from place))
    union all select spend_minor from facts where spend_minor > 0 and spend_minor >= :edge
  ) as above
  union all
  select spend_minor, (select reach from place) - 1 + row_number() over (order by spend_minor desc)
  from (
    (select spend_minor from client_metrics
     where company_id = :companyId and spend_minor > 0 and spend_minor < :edge and client_id <> all(:ids::bigint[])
     order by spend_minor desc limit (select greatest(lower - reach + 1, 0)::bigint from place))
    union all select spend_minor from facts where spend_minor > 0 and spend_minor < :edge
  ) as below
), threshold as materialized (
  select coalesce(co.vip_threshold_minor::double precision, (
    select min(minor) + (place - floor(place)) * (max(minor) - min(minor))
    from place join (select spend_minor::double precision as minor, near.place as at from near) as neighbour on at in (upper, lower)
    group by place
  )) as minor
  from companies co where co.id = :companyId
), edge as (
  -- Spend is whole: to reach the threshold is to reach the next whole number.
  select minor, coalesce(ceil(minor)::bigint, 9223372036854775807) as edge from threshold
), crossed as (
  select client_id, visits, first_visit_on, second_visit_on, last_visit_on, spend_minor, visits_7d, visits_30d, visits_30d_before,
    median_gap_days, pt_visits, first_pt_on, last_pt_on, has_future_booking, has_future_pt_booking, first_membership_on,
    came_thrice_in_thirty, visited_months
  from client_metrics
  where company_id = :companyId and spend_minor > 0 and client_id <> all(:ids::bigint[])
    and spend_minor >= (select least(edge, :edge) from edge) and spend_minor < (select greatest(edge, :edge) from edge)
), concerned as (
  select client_id from unnest(:ids::bigint[]) as client_id union all select client_id from crossed
), totals as (
  select minor as threshold, null::integer as clients, (others.spenders + changed.spenders)::integer as spenders,
    (others.high_ltv + (select count(*) from facts where spend_minor > 0 and spend_minor >= edge)
      + (select count(*) from crossed) * case when edge < :edge then 1 else -1 end)::integer as high_ltv_clients
  from edge, others, changed
)
