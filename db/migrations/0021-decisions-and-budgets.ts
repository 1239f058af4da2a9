/** Every decision about a person in one place, also those about a message on its way; and what a month may cost. */

export const name = '0021-decisions-and-budgets';

export const up = `
-- Decisions about a message come from its events: each fact is written there exactly once, by whichever statement found it.
alter table campaign_decisions
  drop constraint campaign_decisions_decision_check,
  add constraint campaign_decisions_decision_check check (decision in (
    'chosen', 'skipped', 'held_out', 'waits', 'approved', 'rejected', 'taken_back', 'retried', 'unknown', 'dead', 'closed', 'expired', 'cancelled')),
  add column event_id bigint;
create unique index campaign_decisions_event on campaign_decisions (event_id) where event_id is not null;
create index campaign_decisions_message on campaign_decisions (message_id) where message_id is not null;
-- Of a run: how many were left out for which reason, and who.
create index campaign_decisions_run on campaign_decisions (run_id, reason) where run_id is not null;

create view message_decisions as
select e.company_id, m.campaign_id, m.reactivation_id, e.message_id, m.client_id, m.scenario,
       case e.kind
         when 'created' then 'chosen' when 'written' then 'chosen'
         when 'waiting' then 'waits' when 'failed' then 'retried' when 'settled' then 'closed' else e.kind
       end as decision,
       -- Words of people stay in the event; what is kept here is a code.
       case e.kind
         when 'created' then case when m.conversation_id is not null then 'answer' else 'next_attempt' end
         when 'written' then 'written_by_hand'
         when 'approved' then 'by_person' when 'rejected' then 'by_person' when 'retried' then 'by_person' when 'closed' then 'closed_by_person'
         else coalesce(e.details ->> 'reason', e.details ->> 'code', case when e.kind = 'expired' then 'not_decided' else e.kind end)
       end as reason,
       jsonb_strip_nulls(jsonb_build_object('attempt', m.attempt, 'until', e.details -> 'until', 'by', e.actor_label)) as details,
       (e.at at time zone c.time_zone)::date as decided_on, e.at as created_at, e.id as event_id
from message_events e
join messages m on m.id = e.message_id
join companies c on c.id = e.company_id
where e.kind in ('created', 'written', 'waiting', 'approved', 'rejected', 'taken_back', 'failed', 'retried', 'unknown', 'dead', 'closed', 'settled', 'skipped', 'expired', 'cancelled')
  -- A test message is about nobody.
  and m.client_id is not null
  -- A message to one's own number is about nobody.
  and m.scenario <> 'test'
  -- The run that chose somebody wrote that down itself, for the first attempt.
  and not (e.kind = 'created' and m.reactivation_id is not null and m.conversation_id is null and m.attempt = 1);

create function keep_message_decision() returns trigger language plpgsql as $$
begin
  insert into campaign_decisions (company_id, campaign_id, reactivation_id, message_id, client_id, scenario, decision, reason, details, decided_on, created_at, event_id)
  select company_id, campaign_id, reactivation_id, message_id, client_id, scenario, decision, reason, details, decided_on, created_at, event_id
  from message_decisions where event_id = new.id;
  return null;
end $$;
create trigger message_events_decide after insert on message_events for each row
  when (new.kind in ('created', 'written', 'waiting', 'approved', 'rejected', 'taken_back', 'failed', 'retried', 'unknown', 'dead', 'closed', 'settled', 'skipped', 'expired', 'cancelled'))
  execute function keep_message_decision();

insert into campaign_decisions (company_id, campaign_id, reactivation_id, message_id, client_id, scenario, decision, reason, details, decided_on, created_at, event_id)
select company_id, campaign_id, reactivation_id, message_id, client_id, scenario, decision, reason, details, decided_on, created_at, event_id
from message_decisions;

-- Money of a month. A micro is a millionth of the currency's minor unit: one token costs less than a cent's thousandth.
alter table reactivation_settings
  add column ai_budget_minor bigint check (ai_budget_minor >= 0),
  add column message_budget_minor bigint check (message_budget_minor >= 0),
  -- Per million tokens; null: the usual price in the company's currency.
  add column ai_input_price_minor bigint check (ai_input_price_minor >= 0),
  add column ai_output_price_minor bigint check (ai_output_price_minor >= 0),
  -- [{ prefix: '+420', category: 'marketing', minorPerThousand }]; the longest prefix that fits counts, '' is everywhere.
  add column message_prices jsonb not null default '[]',
  add column budget_version integer not null default 1;

-- What a company that entered no prices is counted with: near the vendors' lists, and an estimate.
create view usual_rates (currency, minor_per_dollar) as values
  ('USD', 100), ('EUR', 90), ('GBP', 77), ('CHF', 85), ('CAD', 138), ('AUD', 152), ('CZK', 2250), ('PLN', 385), ('BGN', 175), ('HUF', 36000),
  ('RON', 445), ('UAH', 4150), ('RUB', 8500), ('KZT', 52000), ('GEL', 272), ('AMD', 38800), ('AED', 367), ('ILS', 360), ('TRY', 3900), ('BYN', 310);
create view usual_message_prices (prefix, marketing_cents_per_thousand, utility_cents_per_thousand) as values
  ('', 6040, 770), ('+1', 2500, 340), ('+7', 8020, 4000), ('+420', 8600, 2120), ('+421', 8600, 2120), ('+359', 8600, 2120), ('+380', 8600, 2120),
  ('+48', 8600, 2120), ('+36', 8600, 2120), ('+40', 8600, 2120), ('+49', 13650, 5500), ('+33', 8590, 3000), ('+44', 5290, 2200), ('+39', 6910, 3000),
  ('+34', 6150, 2000), ('+31', 15970, 5000), ('+43', 5920, 1710), ('+41', 5920, 1710), ('+972', 3530, 530), ('+90', 1090, 530), ('+971', 4990, 1570);

create function message_price_micros(of_company integer, to_phone text, of_category text) returns bigint language sql stable as $$
  select coalesce(
    (select (price ->> 'minorPerThousand')::bigint * 1000
     from reactivation_settings s cross join lateral jsonb_array_elements(s.message_prices) price
     where s.company_id = of_company and price ->> 'category' = lower(of_category) and starts_with(to_phone, price ->> 'prefix')
     order by length(price ->> 'prefix') desc limit 1),
    (select (case lower(of_category) when 'marketing' then u.marketing_cents_per_thousand else u.utility_cents_per_thousand end)::bigint
            * coalesce((select r.minor_per_dollar from usual_rates r join companies c on c.currency = r.currency where c.id = of_company), 100) * 10
     from usual_message_prices u where starts_with(to_phone, u.prefix)
     order by length(u.prefix) desc limit 1),
    0)
$$;

-- Prices of the model per million tokens; one token costs so many micros.
create view ai_prices as
select s.company_id,
       coalesce(s.ai_input_price_minor, 3 * coalesce(r.minor_per_dollar, 100)) as input_minor,
       coalesce(s.ai_output_price_minor, 15 * coalesce(r.minor_per_dollar, 100)) as output_minor
from reactivation_settings s
join companies c on c.id = s.company_id
left join usual_rates r on r.currency = c.currency;

-- One row per question to the model, whether its answer was used or not.
create table ai_usage (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  purpose text not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cost_micros bigint not null,
  at timestamptz not null
);
create index ai_usage_company on ai_usage (company_id, at) include (cost_micros);

alter table messages add column ai_cost_micros bigint not null default 0;
-- Fixed when the row is queued: what this one message costs once it is delivered.
alter table outbox_messages add column price_micros bigint not null default 0;
create index outbox_spent on outbox_messages (company_id, sent_at) include (price_micros, status) where price_micros > 0;

-- Whoever adds tokens adds their cost, and whoever sends adds the price: cost_minor is never computed by hand.
create function cost_message() returns trigger language plpgsql as $$
declare
  price record;
begin
  if new.ai_input_tokens <> old.ai_input_tokens or new.ai_output_tokens <> old.ai_output_tokens then
    select * into price from ai_prices where company_id = new.company_id;
    new.ai_cost_micros := old.ai_cost_micros
      + (new.ai_input_tokens - old.ai_input_tokens) * coalesce(price.input_minor, 0)
      + (new.ai_output_tokens - old.ai_output_tokens) * coalesce(price.output_minor, 0);
  end if;
  new.cost_minor := round((new.ai_cost_micros + case when new.sent_at is null or new.status = 'dead' then 0 else
    coalesce((select o.price_micros from outbox_messages o where o.message_id = new.id), 0) end) / 1000000.0);
  return new;
end $$;
create trigger messages_cost before update on messages for each row
  when (new.ai_input_tokens <> old.ai_input_tokens or new.ai_output_tokens <> old.ai_output_tokens
    or new.sent_at is distinct from old.sent_at or (new.status = 'dead') <> (old.status = 'dead'))
  execute function cost_message();

-- What a company's month has cost so far, on its own clock. What is claimed, under way or in doubt counts as sent.
create function month_spending(of_company integer, as_of timestamptz)
returns table (month_start timestamptz, month_end timestamptz, ai_cap_minor bigint, message_cap_minor bigint, ai_micros bigint, message_micros bigint)
language sql stable as $$
  select span.month_start, span.month_end, s.ai_budget_minor, s.message_budget_minor,
    coalesce((select sum(u.cost_micros) from ai_usage u where u.company_id = of_company and u.at >= span.month_start and u.at < span.month_end), 0)::bigint,
    (coalesce((select sum(o.price_micros) from outbox_messages o
       where o.company_id = of_company and o.price_micros > 0 and o.sent_at >= span.month_start and o.sent_at < span.month_end
         and o.status in ('sent', 'delivered', 'read')), 0)
     + coalesce((select sum(o.price_micros) from whatsapp_account_health h join outbox_messages o on o.phone_number_id = h.phone_number_id
       where h.company_id = of_company and o.company_id = of_company and o.price_micros > 0
         and o.status in ('sending', 'unknown')), 0)
     + coalesce((select sum(o.price_micros) from whatsapp_account_health h join outbox_messages o on o.phone_number_id = h.phone_number_id
       where h.company_id = of_company and o.company_id = of_company and o.price_micros > 0
         and o.status in ('queued', 'failed') and o.epoch = h.epoch and o.leased_until > as_of), 0))::bigint
  from companies c
  join reactivation_settings s on s.company_id = c.id
  cross join lateral (
    select date_trunc('month', as_of at time zone c.time_zone) at time zone c.time_zone as month_start,
           (date_trunc('month', as_of at time zone c.time_zone) + interval '1 month') at time zone c.time_zone as month_end
  ) span
  where c.id = of_company
$$;

-- People are told once a month and level that a cap is near or used up.
create table budget_alerts (
  company_id integer not null references companies(id) on delete cascade,
  month date not null,
  kind text not null check (kind in ('ai', 'messages')),
  level text not null check (level in ('near', 'used_up')),
  at timestamptz not null,
  primary key (company_id, month, kind, level)
);
`;
