-- From which spend on is a client of high LTV, by the stored rows, when so many of them have spent anything?
-- What percentile_cont(0.9) gives, digit by digit, read from the top tenth of an index instead of sorting everybody.
with place as (
  select 0.9::double precision * (cast(:spenders as integer) - 1) as place
)
select coalesce(co.vip_threshold_minor::double precision, (
  -- The two neighbours of the place, the higher first; one and the same when the place is a whole number.
  select min(minor) + (place - floor(place)) * (max(minor) - min(minor))
  from place
  cross join lateral (
    select spend_minor::double precision as minor from client_metrics where company_id = :companyId and spend_minor > 0
    order by spend_minor desc offset (cast(:spenders as integer) - 1 - ceil(place))::bigint limit (1 + ceil(place) - floor(place))::bigint
  ) as neighbours
  where cast(:spenders as integer) > 0
  group by place
)) as minor
from companies co
where co.id = :companyId
