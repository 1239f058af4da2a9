-- Which errors did this number's messages run into in the last hour, and how many messages were tried in it?
with tried as (
  select o.last_error_code as code, o.last_error_at > :since as failed
  from outbox_messages o
  where o.company_id = :company_id and o.phone_number_id = :phone_number_id
    and greatest(o.sent_at, o.sending_at, o.last_error_at) > :since and greatest(o.sent_at, o.sending_at, o.last_error_at) <= :now
    and (o.sent_at > :since or o.last_error_at > :since)
)
select code, count(*)::int as failed, (select count(*) from tried)::int as tried
from tried
where failed and code is not null
group by code
