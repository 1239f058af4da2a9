-- Which card of this company does the bot post or edit next?
-- Cards that are posted come first: a live button on a decided message is worse than a card that comes later.
-- A card that was never posted needs room in the chat, unless somebody asked to see more; nothing is posted for a message
-- that no longer waits or was put off, nor while the group has had its posts of this minute (edits have their own pace). The lease (posting_at) keeps a second bot, started by mistake or during a deploy, from doing the same.
update moderation_cards set posting_at = now()
where id = (
  select c.id
  from moderation_cards c
  join messages m on m.id = c.message_id
  where c.company_id = :companyId
    and c.shown_version < c.wanted_version
    and c.next_attempt_at <= now()
    and (c.posting_at is null or c.posting_at < now() - make_interval(secs => :leaseSeconds))
    and (c.telegram_message_id is not null
      or (:mayPost and m.status = 'awaiting_approval' and (m.snoozed_until is null or m.snoozed_until = c.back_from)
        and (c.released_at is not null or :room > 0)))
  -- What came back from being put off goes before what has not been seen yet.
  order by (c.telegram_message_id is not null) desc, (c.back_from is not null) desc, m.awaiting_since, c.id
  limit 1
  for update of c skip locked
)
returning id as "cardId", message_id as "messageId"
