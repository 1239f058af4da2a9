-- Takes sales that the platform no longer lists out of the sums, and keeps each in its last form: nothing is thrown away.
with gone as (
  delete from goods_sales where company_id = :companyId and id = any(cast(:ids as bigint[]))
  returning company_id, external_id, to_jsonb(goods_sales) as payload
)
insert into quarantined_records as q (company_id, collection, external_id, reason, payload, resolved_at)
select company_id, 'goods', external_id, 'no_longer_listed', payload, now() from gone
on conflict (company_id, collection, external_id) do update
  set reason = excluded.reason, payload = excluded.payload, last_seen_at = now(), resolved_at = now()
