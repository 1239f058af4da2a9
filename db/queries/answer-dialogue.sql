-- What did the two say to each other lately, the newest first?
-- `isNew`: words of theirs that no message of ours has followed yet.
select said.source as "from", left(said.text, 2000) as text,
       said.source = 'client' and (said.id = m.answers_reply_id or said.at > coalesce(last.sent_at, '-infinity')) as "isNew"
from messages m
left join lateral (
  select max(o.sent_at) as sent_at from messages o where o.company_id = m.company_id and o.phone = m.phone and o.sent_at is not null
) last on true
cross join lateral (
  select 'client' as source, p.id, p.text, p.received_at as at
  from replies p
  where p.company_id = m.company_id and p.conversation_id = m.conversation_id and p.text is not null and p.kind <> 'reaction'
  union all
  select 'club', null, o.text, o.sent_at
  from messages o
  where o.company_id = m.company_id and o.phone = m.phone and o.sent_at is not null and o.text is not null
) said
where m.company_id = :companyId and m.id = :messageId
-- WhatsApp counts in seconds: a burst keeps the order in which it came in.
order by said.at desc, said.id desc nulls last
limit 12
