-- What is staged of everybody, and from which spend on is a client of high LTV? Relations for refresh-standing.sql.
facts as not materialized (:facts),
threshold as materialized (select :threshold as minor),
concerned as (
  select id as client_id from clients where company_id = :companyId
), totals as (
  select minor as threshold, (select count(*)::integer from facts) as clients,
    (select count(*)::integer from facts where spend_minor > 0) as spenders,
    (select count(*)::integer from facts where spend_minor > 0 and spend_minor >= minor) as high_ltv_clients
  from threshold
)
