/** What visits say about one client `c` as of a day, beside a message about them. */

/** One row for the client of the outer query. Spend is what definitions.md counts: visits, memberships and goods. */
export const CLIENT_FACTS = `
  select coalesce(v.visits, 0)::int as visits, v.first_visit_on, v.last_visit_on,
    (coalesce(v.cost, 0) + coalesce(m.cost, 0) + coalesce(g.cost, 0))::bigint as spend_minor
  from (select count(*) as visits, min(visited_on) as first_visit_on, max(visited_on) as last_visit_on, sum(cost_minor) as cost
    from arrived_visits a where a.company_id = c.company_id and a.client_id = c.id and a.visited_on <= cast(:asOf as date)) v,
  (select sum(cost_minor) as cost from memberships x where x.company_id = c.company_id and x.client_id = c.id and not x.is_deleted and x.sold_on <= cast(:asOf as date)) m,
  (select sum(cost_minor) as cost from goods_sales x where x.company_id = c.company_id and x.client_id = c.id and not x.is_deleted and x.sold_on <= cast(:asOf as date)) g`;
