-- How is the copying of the company doing as a whole?
select
  (select max(ended_at) from sync_runs
   where company_id = c.id and kind = 'cycle' and outcome in ('changed', 'idle')) as "lastSuccessAt",
  s.refused_at as "refusedAt", s.refused_code as "refusedCode",
  p.interval_seconds as "intervalSeconds", p.shared_by as "sharedBy",
  -- The latest cycles that wrote anything, the one under way included.
  (select round((sum(w.written) / greatest(sum(w.seconds), 1) * 60)::numeric, 1)::float8
   from (select (select sum(value::bigint) from jsonb_each_text(r.counts)) as written,
           extract(epoch from coalesce(r.ended_at, r.alive_at) - r.started_at) as seconds
         from sync_runs r
         where r.company_id = c.id and r.kind = 'cycle' and r.counts <> '{}'
         order by r.started_at desc limit 10) w) as "recordsPerMinute",
  -- Over all addresses: an installation talks to one platform, mostly. Turns that are only reserved are not requests yet.
  (select count(*)::int from rate_turns t cross join unnest(t.begun_at) as begun(at)
   where begun.at between clock_timestamp() - interval '1 minute' and clock_timestamp()) as "requestsLastMinute",
  (select count(*)::int from clients where company_id = c.id and not is_deleted) as clients,
  (select count(*)::int from visits where company_id = c.id) as visits,
  (select count(*)::int from services where company_id = c.id and not is_deleted) as services,
  (select count(*)::int from staff where company_id = c.id and not is_deleted) as staff,
  (select count(*)::int from goods where company_id = c.id and not is_deleted) as "goodsOnSale",
  (select count(*)::int from quarantined_records where company_id = c.id and resolved_at is null) as quarantined,
  w.count as "postponedCount", w.next_try_at as "postponedUntil"
from companies c
-- Those that were read meanwhile for another reason wait for nothing.
cross join lateral (
  select count(*)::int as count, min(r.next_try_at) as next_try_at
  from card_retries r join clients k on k.id = r.client_id and k.company_id = r.company_id
  where r.company_id = c.id and not k.is_deleted
    and case r.kind when 'consent' then k.card_read_at is null else k.memberships_read_at is null and k.phone is not null end
) w
left join sync_states s on s.company_id = c.id
left join sync_pace p on p.company_id = c.id
where c.id = :companyId
