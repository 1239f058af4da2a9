-- How did people take what this number sent in the last seven days, and what score is that?
-- domain/delivery/spam-score.ts says the same in words, and a property test holds the two together.
with parts as (
  select
    (select count(*) from outbox_messages o
     where o.company_id = :company_id and o.phone_number_id = :phone_number_id and not o.is_test
       and o.sent_at >= :since and o.sent_at <= :now)::int as sent,
    (select count(*) from opt_outs x
     where x.company_id = :company_id and x.source <> 'import' and x.at >= :since and x.at <= :now)::int as opt_outs,
    (select count(*) from outbox_messages o
     where o.company_id = :company_id and o.phone_number_id = :phone_number_id and not o.is_test
       and o.last_error_at >= :since and o.last_error_at <= :now and o.last_error_code = any(:spam_errors))::int as errors
)
select sent, opt_outs as "optOuts", errors,
       (case when sent < :from_sent then 0 else least(1, 5 * (opt_outs + errors)::numeric / sent) end)::float as score
from parts
