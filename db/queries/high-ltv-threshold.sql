-- From which spend on is a client of high LTV, by the stored rows?
-- What percentile_cont(0.9) gives, digit by digit, read from the top tenth of an index instead of sorting everybody.
with spenders as (
  select 0.9::double precision * (count(*) - 1) as place, count(*) as number
  from client_metrics where company_id = :companyId and spend_minor > 0
)
select coalesce(co.vip_threshold_minor::double precision, (
  select low.minor + (place - floor(place)) * (high.minor - low.minor)
  from spenders
  cross join lateral (
    select spend_minor::double precision as minor from client_metrics where company_id = :companyId and spend_minor > 0
    order by spend_minor desc offset (number - 1 - floor(place))::bigint limit 1
  ) as low
  cross join lateral (
    select spend_minor::double precision as minor from client_metrics where company_id = :companyId and spend_minor > 0
    order by spend_minor desc offset (number - 1 - ceil(place))::bigint limit 1
  ) as high
)) as minor
from companies co
where co.id = :companyId
