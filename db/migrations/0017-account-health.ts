/** How a WhatsApp number fares: its spam score with the parts it is made of, its history, test sends, and what people must hear of it. */

export const name = '0017-account-health';

export const up = `
alter table whatsapp_account_health
  -- Exactly as computed: two decimals would put a score on the wrong side of a threshold.
  alter column spam_score type double precision,
  add column spam_sent integer not null default 0,
  add column spam_opt_outs integer not null default 0,
  add column spam_errors integer not null default 0,
  -- The score with which a person let a paused number go on; it pauses again only above that.
  add column spam_accepted double precision,
  -- What Meta last said about the number: an event such as FLAGGED or UPGRADE.
  add column quality text,
  add column paused_by text,
  add column looked_at timestamptz;

-- What limits are counted with: a score that a person has looked at halves, and no longer pauses.
create function counted_spam_score(h whatsapp_account_health) returns float language sql immutable as $$
  select case when h.spam_accepted is not null and h.spam_score <= h.spam_accepted then least(h.spam_score, 0.6) else h.spam_score end
$$;

-- The history of a number: one row for each change, whoever or whatever made it.
create table whatsapp_account_events (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  kind text not null,
  at timestamptz not null,
  details jsonb not null default '{}',
  by text not null,
  -- Makes a repeated activity harmless: the same fact is written once.
  once_key text,
  unique (company_id, once_key)
);
create index whatsapp_account_events_company on whatsapp_account_events (company_id, at desc, id desc);

-- What people must hear outside the pages; the bot alone talks to Telegram, at its pace.
create table admin_alerts (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  kind text not null,
  details jsonb not null default '{}',
  created_at timestamptz not null,
  told_at timestamptz,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now()
);
create index admin_alerts_open on admin_alerts (next_attempt_at, id) where told_at is null;

-- A message to one's own number: no client, no caps, in no figure.
alter table outbox_messages
  add column is_test boolean not null default false,
  alter column client_id drop not null,
  add constraint outbox_client check (is_test or client_id is not null);
alter table messages
  alter column client_id drop not null,
  add constraint messages_client check (client_id is not null or scenario = 'test');
-- Where test messages may go: numbers that somebody has called their own.
create table test_numbers (
  company_id integer not null references companies(id) on delete cascade,
  phone text not null,
  name text not null,
  added_by text not null,
  added_at timestamptz not null,
  primary key (company_id, phone)
);

create index outbox_account_errors on outbox_messages (phone_number_id, last_error_at) where last_error_at is not null;
`;
