-- Which statuses of the inbox can be applied now?
-- Ours are found by the key they echo, or by the wamid when they echo none. One that belongs to no row may only be early
-- (it can overtake our own commit), so it is given up after ten minutes and not at once.
select i.id, i.company_id as "companyId", i.wamid, i.status, i.payload ->> 'code' as code,
       coalesce(i.occurred_at, i.received_at) as "occurredAt", o.id as "outboxId",
       o.id is not null and (i.wamid = any (o.spent_wamids) or (o.wamid is not null and o.wamid <> i.wamid)) as "isSpent"
from webhook_inbox i
left join lateral (
  select o.id, o.wamid, o.spent_wamids
  from outbox_messages o
  where o.company_id = i.company_id and (o.wamid = i.wamid or o.key = (i.payload ->> 'key')::uuid)
  order by o.wamid = i.wamid desc nulls last
  limit 1
) o on true
where i.kind = 'status' and i.applied_at is null
  and (o.id is not null or i.received_at < :now::timestamptz - interval '10 minutes')
order by i.id
limit :at_most
for update of i skip locked
