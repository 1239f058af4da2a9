-- Which due rows of this number go out now, and what becomes of the others?
-- Runs in the transaction that holds the number's lock (lock-number.sql), so no other claim counts at the same time.
-- Everything that could forbid a message is asked again here; domain/delivery/may-go.ts says the same in words, and a
-- property test holds the two together. The order of the cases is the order of the reasons there.
with due as materialized (
  select o.*
  from outbox_messages o
  where o.company_id = :company_id and o.phone_number_id = :phone_number_id
    and o.status in ('queued', 'failed') and o.next_attempt_at <= :now
    -- A lease of an older attempt of the sender binds nobody: its rows are not in doubt, they were never begun.
    and (o.leased_until is null or o.leased_until <= :now or o.epoch < :epoch)
    and case when o.is_answer then :answer_open::boolean when o.skips_weekdays then :birthday_open else :marketing_open end
  order by o.priority desc, o.next_attempt_at, o.id
  limit :look_at
  -- Skipped, not waited for: an opt-out that is being written right now holds the row.
  for update of o skip locked
), facts as (
  select d.id, d.message_id, d.phone, d.is_answer, d.priority, d.next_attempt_at, d.good_until, d.wait_reason, d.price_micros, d.is_test,
         m.status as message_status, m.kind, m.mode, m.decision, m.written_by, m.workflow_id,
         case when m.conversation_id is null then m.reactivation_id end as reactivation_id,
         d.confirms_opt_out and opted_out.confirmed_at is null as may_confirm,
         opted_out.phone is not null or coalesce(person.card_opted_out, false) as opted_out,
         person.cards, person.said_no, person.said_yes, person.visited_in_year,
         person.unread_cards, :read_consent::boolean and not d.is_answer and person.unread_cards is not null as consent_unread,
         talk.marketing_hold, talk.window_until, template.status as template_status,
         sent.week_newest, sent.month_fourth,
         gone.slot_gone, :check_slots::boolean and gone.has_slots and coalesce(d.slots_checked_at < :now::timestamptz - interval '10 minutes', true) as slots_unchecked,
         m.slots, under_way.busy, under_way.known_person
  from due d
  join messages m on m.id = d.message_id and m.company_id = d.company_id
  left join opt_outs opted_out on opted_out.company_id = d.company_id and opted_out.phone = d.phone and opted_out.lifted_at is null
  left join conversations talk on talk.company_id = d.company_id and talk.phone = d.phone
  left join message_templates template
    on template.company_id = d.company_id and template.name = m.template and template.language = m.language
  -- Cards with one phone are one person: an opt-out or a "no" of any of them holds for all.
  cross join lateral (
    select count(*)::int as cards,
           bool_or(c.reactivation_opt_out) as card_opted_out,
           coalesce(bool_or(not c.newsletter_agreed), false) as said_no,
           coalesce(bool_or(c.newsletter_agreed), false) as said_yes,
           jsonb_agg(c.id) filter (where c.card_read_at is null) as unread_cards,
           coalesce(bool_or(exists (
             select 1 from visits v
             where v.company_id = c.company_id and v.client_id = c.id and v.attendance = 1 and not v.is_deleted
               and v.local_date >= :today::date - interval '12 months' and v.local_date <= :today::date
           )), false) as visited_in_year
    from clients c
    where c.company_id = d.company_id and c.phone = d.phone and not c.is_deleted
  ) person
  -- The person's other marketing messages by local date; what is claimed, under way or in doubt counts as sent.
  cross join lateral (
    select max(day) filter (where day > :today::date - 7) as week_newest,
           (array_agg(day order by day desc) filter (where day > :today::date - 30))[4] as month_fourth
    from (
      select (coalesce(p.sent_at, p.sending_at, :now) at time zone :time_zone)::date as day
      from outbox_messages p
      where p.company_id = d.company_id and p.phone = d.phone and p.id <> d.id and not p.is_answer and not p.confirms_opt_out
        and coalesce(p.sent_at, p.sending_at, :now) > :now::timestamptz - interval '32 days'
        and (
          p.status in ('sending', 'sent', 'delivered', 'read', 'unknown')
          or (p.status in ('queued', 'failed') and p.epoch = :epoch and p.leased_until > :now)
        )
    ) others
  ) sent
  cross join lateral (
    select count(*) > 0 as has_slots,
           coalesce(bool_or((slot ->> 'startsAt')::timestamptz <= :now), false) as slot_gone
    from jsonb_array_elements(m.slots) slot
    -- What is booked for them already is theirs, and free no more.
    where m.booked_visit_id is null
  ) gone
  cross join lateral (
    select coalesce(bool_or(p.status = 'sending' or (p.status in ('queued', 'failed') and p.epoch = :epoch and p.leased_until > :now)), false) as busy,
           coalesce(bool_or(not p.is_answer and coalesce(p.sent_at, p.sending_at) > :now::timestamptz - interval '24 hours'), false) as known_person
    from outbox_messages p
    where p.company_id = d.company_id and p.phone = d.phone and p.id <> d.id
      and (p.status in ('queued', 'failed', 'sending', 'unknown') or p.sent_at > :now::timestamptz - interval '24 hours')
  ) under_way
), judged as (
  select f.*,
    case
      when message_status not in ('queued', 'waiting', 'failed') then 'end:message_ended'
      when cards = 0 and not is_test then 'end:no_valid_phone'
      when opted_out and not may_confirm then 'end:opted_out'
      when not is_answer and said_no then 'end:no_consent'
      when not is_answer and not said_yes and not visited_in_year and not consent_unread then 'end:no_consent'
      when good_until <= :now then 'end:good_until_passed'
      when kind = 'text' and (window_until is null or window_until <= :now) then 'end:window_closed'
      when mode = 'moderation' and decision is distinct from 'approved' and written_by is distinct from 'fixed' then 'take_back:needs_approval'
      when slot_gone then 'take_back:slot_gone'
      when not is_answer and coalesce(marketing_hold, false) then 'wait:marketing_hold'
      when kind = 'template' and template_status is distinct from 'APPROVED' then 'wait:template_not_approved'
      when not is_answer and week_newest is not null then 'wait:weekly_cap'
      when not is_answer and month_fourth is not null then 'wait:monthly_cap'
      when not is_answer and price_micros > 0 and price_micros > :budget_left::bigint then 'wait:budget'
      -- Last, because asking the booking platform costs something: whoever claims asks, and the row comes back.
      when consent_unread then 'wait:consent_unread'
      when slots_unchecked then 'wait:slots_unchecked'
      else 'go'
    end as verdict
  from facts f
), able as (
  -- One row of a person at a time: the next one meets the cap, or keeps the order of a dialogue.
  select j.*, not is_answer and not known_person as is_new_person
  from judged j
  where verdict = 'go' and not busy
    and id = (select k.id from judged k where k.phone = j.phone and k.verdict = 'go' order by k.priority desc, k.next_attempt_at, k.id limit 1)
), in_tier as (
  select a.*, sum(is_new_person::int) over (order by priority desc, next_attempt_at, id) as new_people from able a
), over_tier as (
  select id from in_tier where is_new_person and new_people > :new_people_left
), in_budget as (
  -- What goes before it in this claim is spent by then.
  select t.*, sum(case when is_answer then 0 else price_micros end) over (order by priority desc, next_attempt_at, id) as spent
  from in_tier t where id not in (select id from over_tier)
), over_budget as (
  select id from in_budget where not is_answer and price_micros > 0 and spent > :budget_left::bigint
), in_daily as (
  select t.*, sum((not is_answer)::int) over (order by priority desc, next_attempt_at, id) as marketing
  from in_budget t where id not in (select id from over_budget)
), going as (
  select id from in_daily where is_answer or marketing <= :daily_left
  order by priority desc, next_attempt_at, id
  limit :total_left
), changes as (
  select j.id, j.message_id, j.message_status, j.reactivation_id, j.workflow_id, j.wait_reason as said_before, j.unread_cards,
         split_part(final.verdict, ':', 1) as verdict,
         nullif(split_part(final.verdict, ':', 2), '') as reason,
         case final.verdict
           when 'wait:weekly_cap' then (week_newest + 7)::timestamp at time zone :time_zone
           when 'wait:monthly_cap' then (month_fourth + 30)::timestamp at time zone :time_zone
           when 'wait:budget' then :month_end::timestamptz
         end as wait_until
  from judged j
  cross join lateral (
    select case when j.id in (select id from over_tier) then 'wait:tier_limit' when j.id in (select id from over_budget) then 'wait:budget' when j.verdict <> 'go' then j.verdict else 'go' end as verdict
  ) final
  where final.verdict <> 'go' or j.id in (select id from going)
), rows_changed as (
  update outbox_messages o
  set status = case when c.verdict in ('end', 'take_back') then 'cancelled' else o.status end,
      close_reason = case c.verdict when 'end' then c.reason when 'take_back' then 'taken_back' else o.close_reason end,
      closed_by = case when c.verdict in ('end', 'take_back') then 'sendOutbox' else o.closed_by end,
      wait_reason = case when c.verdict = 'wait' then c.reason end,
      wait_until = case when c.verdict = 'wait' then c.wait_until end,
      -- Looked at again soon, and not only when the wait should be over: a person may lift the reason before.
      next_attempt_at = case when c.verdict = 'wait' then least(coalesce(c.wait_until, 'infinity'), :now::timestamptz + case when c.reason in ('consent_unread', 'slots_unchecked') then interval '1 minute' else interval '5 minutes' end) else o.next_attempt_at end,
      epoch = case when c.verdict = 'go' then :epoch else o.epoch end,
      leased_until = case when c.verdict = 'go' then :leased_until::timestamptz end,
      updated_at = :now
  from changes c
  where o.id = c.id
), messages_changed as (
  update messages m
  set status = case
        when c.verdict = 'go' then case when m.status = 'waiting' then 'queued' else m.status end
        when c.verdict = 'wait' then 'waiting'
        when c.reason = 'good_until_passed' then 'expired'
        when c.verdict = 'end' then 'cancelled'
        when c.reason = 'needs_approval' then 'awaiting_approval'
        else 'drafting'
      end,
      reason = c.reason,
      awaiting_since = case when c.reason = 'needs_approval' then :now else m.awaiting_since end,
      version = case when c.verdict = 'take_back' then m.version + 1 else m.version end,
      updated_at = :now
  from changes c
  where m.id = c.message_id and m.status in ('queued', 'waiting', 'failed')
), told as (
  insert into message_events (company_id, message_id, kind, actor_label, details, at)
  select :company_id::integer, c.message_id,
         case c.verdict when 'wait' then 'waiting' when 'take_back' then 'taken_back' when 'end' then case when c.reason = 'good_until_passed' then 'expired' else 'cancelled' end end,
         'sendOutbox', jsonb_strip_nulls(jsonb_build_object('reason', c.reason, 'until', c.wait_until)), :now::timestamptz
  from changes c
  where c.verdict <> 'go' and c.reason is distinct from c.said_before and c.reason <> 'message_ended'
), noticed as (
  insert into notices (company_id, workflow_id, signal, subject_id)
  select :company_id::integer, c.workflow_id, case c.verdict when 'end' then 'rowSettled' else 'rowTakenBack' end, c.message_id
  from changes c where c.verdict in ('end', 'take_back')
  union all
  select :company_id::integer, r.workflow_id, 'messageMoved', c.message_id
  from changes c join reactivations r on r.id = c.reactivation_id
  where c.verdict = 'end'
)
select c.id, c.message_id as "messageId", c.verdict, c.reason, d.phone, d.key, d.attempts,
       m.kind, m.template, m.language, m.variables, m.text, m.slots, c.unread_cards as "unreadCards",
       -- The template's own parts, once WhatsApp was asked for them: the request is built from these and nothing else.
       case when jsonb_array_length(t.components) > 0 then jsonb_build_object('parameterFormat', t.parameter_format, 'components', t.components) end as shape
from changes c
join due d on d.id = c.id
join messages m on m.id = c.message_id
left join message_templates t on t.company_id = d.company_id and t.name = m.template and t.language = m.language
order by d.priority desc, d.next_attempt_at, d.id
