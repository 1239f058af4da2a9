-- What did the two say to each other lately, oldest first? What is still unsent was not said.
select "from", text from (
  select 'club' as "from", m.text, m.sent_at as at
  from messages m
  where m.company_id = :companyId and m.phone = :phone and m.scenario <> 'test' and m.sent_at is not null and m.text is not null
  union all
  select 'client', p.text, p.received_at
  from conversations t join replies p on p.conversation_id = t.id
  where t.company_id = :companyId and t.phone = :phone and p.text is not null
  order by at desc
  limit 8
) latest
order by at
