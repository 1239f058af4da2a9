-- What do the words just understood leave in the conversation?
-- A reason for a person stays until somebody has looked, except the ambiguous "no" that the model has decided.
update conversations c
set language = coalesce(:language, c.language),
    marketing_hold = c.marketing_hold and not :isDecided::boolean,
    needs_person_since = case when left_over.reason is not null then coalesce(c.needs_person_since, :at) end,
    needs_person_reason = left_over.reason,
    updated_at = :at
from (
  select id, coalesce(
    case when :isDecided::boolean and needs_person_reason = 'ambiguous_opt_out' then null else needs_person_reason end,
    :reason
  ) as reason
  from conversations
  where company_id = :companyId and id = :conversationId
) left_over
where c.company_id = :companyId and c.id = left_over.id
