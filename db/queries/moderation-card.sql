-- What does the card of this message say?
select c.id as "cardId", c.callback_key as key, c.wanted_version as "wantedVersion", c.shown_hash as "shownHash",
  c.chat_id as "chatId", c.telegram_message_id as "telegramMessageId", c.attempts,
  -- Quiet, unless the card has come back from just this snooze.
  case when m.snoozed_until is distinct from c.back_from then m.snoozed_until end as "snoozedUntil", m.snoozed_by as "snoozedBy",
  m.id as "messageId", m.company_id as "companyId", m.version, m.status, m.decision, m.decided_by as "decidedBy",
  m.decided_via as "decidedVia", m.decided_at as "decidedAt", m.reason, m.awaiting_since as "awaitingSince",
  company.language as "companyLanguage", company.time_zone as "timeZone", company.currency, company.name as "companyName",
  trim(client.name || ' ' || client.surname) as "clientName", m.scenario, service.title as "serviceTitle", m.attempt,
  coalesce((select g.segment from client_segments g where g.client_id = m.client_id), reactivation.facts ->> 'segment') as segment,
  reactivation.facts ->> 'loyalty' as loyalty,
  case when m.translation_version = m.version then m.translation end as translation, m.translation_language as "translationLanguage",
  m.reasons, m.text, m.variables, m.kind, m.language, m.written_by as "writtenBy", m.instruction,
  m.discount_percent as "discountPercent", m.slots, m.booking_slot as "bookingSlot", reply.text as "answersTo"
from moderation_cards c
join messages m on m.id = c.message_id
join companies company on company.id = m.company_id
join clients client on client.id = m.client_id
left join services service on service.id = m.service_id
left join replies reply on reply.id = m.answers_reply_id
left join reactivations reactivation on reactivation.id = m.reactivation_id
