-- Made by `npm run schema` from the migrations; a test compares it. Do not edit.

create table audit_log (
  id bigint not null generated as identity,
  company_id integer,
  actor_kind text not null,
  actor_id bigint,
  actor_label text not null,
  action text not null,
  subject_kind text not null,
  subject_id text,
  via text not null default 'api'::text,
  details jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null default now(),
  constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'telegram'::text, 'system'::text]))),
  constraint audit_log_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint audit_log_pkey PRIMARY KEY (id),
  constraint audit_log_via_check CHECK ((via = ANY (ARRAY['api'::text, 'telegram'::text, 'workflow'::text, 'start'::text])))
);

CREATE INDEX audit_log_company ON public.audit_log USING btree (company_id, at DESC);
CREATE INDEX audit_log_subject ON public.audit_log USING btree (company_id, subject_kind, subject_id);

create table bot_prompts (
  bot text not null,
  chat_id bigint not null,
  telegram_user_id bigint not null,
  message_id bigint not null,
  asks_for text not null,
  prompt_message_id bigint,
  seen_version integer,
  created_at timestamp with time zone not null default now(),
  constraint bot_prompts_asks_for_check CHECK ((asks_for = ANY (ARRAY['reject_reason'::text, 'edit_text'::text, 'rewrite_instruction'::text]))),
  constraint bot_prompts_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint bot_prompts_pkey PRIMARY KEY (bot, chat_id, telegram_user_id, message_id)
);

create table bot_state (
  bot text not null,
  update_offset bigint not null default 0,
  updated_at timestamp with time zone not null default now(),
  constraint bot_state_pkey PRIMARY KEY (bot)
);

create table campaign_decisions (
  id bigint not null generated as identity,
  company_id integer not null,
  campaign_id bigint,
  run_id bigint,
  reactivation_id bigint,
  message_id bigint,
  client_id bigint,
  scenario text not null,
  decision text not null,
  reason text not null,
  details jsonb not null default '{}'::jsonb,
  decided_on date not null,
  created_at timestamp with time zone not null default now(),
  constraint campaign_decisions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE,
  constraint campaign_decisions_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint campaign_decisions_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint campaign_decisions_decision_check CHECK ((decision = ANY (ARRAY['chosen'::text, 'skipped'::text, 'held_out'::text, 'waits'::text, 'cancelled'::text]))),
  constraint campaign_decisions_pkey PRIMARY KEY (id),
  constraint campaign_decisions_reactivation_id_fkey FOREIGN KEY (reactivation_id) REFERENCES reactivations(id) ON DELETE CASCADE,
  constraint campaign_decisions_run_id_fkey FOREIGN KEY (run_id) REFERENCES reactivation_runs(id) ON DELETE CASCADE
);

CREATE INDEX campaign_decisions_client ON public.campaign_decisions USING btree (company_id, client_id, created_at DESC);
CREATE INDEX campaign_decisions_company ON public.campaign_decisions USING btree (company_id, created_at DESC);
CREATE UNIQUE INDEX campaign_decisions_once ON public.campaign_decisions USING btree (run_id, client_id, decision, reason) WHERE (run_id IS NOT NULL);
CREATE INDEX campaign_decisions_reason ON public.campaign_decisions USING btree (company_id, reason, created_at DESC);

create table campaigns (
  id bigint not null generated as identity,
  company_id integer not null,
  kind text not null,
  title text not null,
  status text not null default 'draft'::text,
  workflow_id text,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint campaigns_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint campaigns_pkey PRIMARY KEY (id),
  constraint campaigns_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'running'::text, 'paused'::text, 'done'::text, 'cancelled'::text])))
);

create table clients (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  name text not null default ''::text,
  surname text not null default ''::text,
  phone_raw text,
  phone text,
  email text,
  language text,
  birth_date date,
  newsletter_agreed boolean,
  consent_source text,
  consent_at timestamp with time zone,
  platform_spent_minor bigint,
  platform_visits integer,
  custom_fields jsonb not null default '{}'::jsonb,
  is_deleted boolean not null default false,
  changed_at_source timestamp with time zone,
  card_read_at timestamp with time zone,
  memberships_read_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  reactivation_opt_out boolean not null default false,
  opt_out_reason text,
  opt_out_date timestamp with time zone,
  last_reactivation_sent timestamp with time zone,
  reactivation_attempts_count integer not null default 0,
  preferred_time_period text,
  preferred_days integer[],
  preference_confidence numeric(3,2),
  constraint clients_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint clients_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint clients_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
  constraint clients_pkey PRIMARY KEY (id),
  constraint clients_preferred_time_period_check CHECK ((preferred_time_period = ANY (ARRAY['morning'::text, 'afternoon'::text, 'evening'::text])))
);

CREATE INDEX clients_card_due ON public.clients USING btree (company_id, id) WHERE ((card_read_at IS NULL) AND (NOT is_deleted));
CREATE INDEX clients_memberships_due ON public.clients USING btree (company_id, id) WHERE ((memberships_read_at IS NULL) AND (NOT is_deleted));
CREATE INDEX clients_name ON public.clients USING btree (company_id, lower(((name || ' '::text) || surname)), id);
CREATE INDEX clients_phone ON public.clients USING btree (company_id, phone);
CREATE INDEX clients_search ON public.clients USING gin ((((lower(((name || ' '::text) || surname)) || ' '::text) || COALESCE(phone, ''::text))) gin_trgm_ops);

create table companies (
  id integer not null generated as identity,
  external_id text,
  name text not null,
  time_zone text not null,
  country text not null,
  currency text not null,
  language text not null default 'en'::text,
  business_type text not null default 'other'::text,
  is_try_out boolean not null default false,
  books_shift_days integer,
  webhook_key text not null default encode(sha256(((gen_random_uuid())::text)::bytea), 'hex'::text),
  vip_threshold_minor bigint,
  created_at timestamp with time zone not null default now(),
  constraint companies_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint companies_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint companies_external_id_key UNIQUE (external_id),
  constraint companies_pkey PRIMARY KEY (id),
  constraint companies_webhook_key_key UNIQUE (webhook_key)
);

create table company_secrets (
  company_id integer not null,
  system text not null,
  key text not null,
  ciphertext text not null,
  updated_at timestamp with time zone not null default now(),
  constraint company_secrets_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint company_secrets_pkey PRIMARY KEY (company_id, system, key)
);

create table company_users (
  company_id integer not null,
  user_id integer not null,
  role text not null,
  staff_id bigint,
  constraint company_users_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint company_users_pkey PRIMARY KEY (company_id, user_id),
  constraint company_users_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'moderator'::text, 'specialist'::text, 'viewer'::text]))),
  constraint company_users_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX company_users_user ON public.company_users USING btree (user_id);

create table conversations (
  id bigint not null generated as identity,
  company_id integer not null,
  phone text not null,
  client_id bigint,
  workflow_id text,
  language text,
  last_inbound_at timestamp with time zone,
  last_outbound_at timestamp with time zone,
  window_until timestamp with time zone,
  needs_person_since timestamp with time zone,
  needs_person_reason text,
  handed_to text,
  handed_at timestamp with time zone,
  marketing_hold boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  constraint conversations_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint conversations_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint conversations_company_id_phone_key UNIQUE (company_id, phone),
  constraint conversations_pkey PRIMARY KEY (id)
);

create table free_slots (
  company_id integer not null,
  staff_id bigint not null,
  service_id bigint not null,
  local_date date not null,
  starts_at timestamp with time zone[] not null,
  fetched_at timestamp with time zone not null,
  constraint free_slots_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint free_slots_pkey PRIMARY KEY (company_id, staff_id, service_id, local_date),
  constraint free_slots_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id) ON DELETE CASCADE,
  constraint free_slots_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

create table goods_sales (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  client_id bigint,
  sold_on date not null,
  title text not null,
  cost_minor bigint not null default 0,
  constraint goods_sales_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint goods_sales_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint goods_sales_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint goods_sales_pkey PRIMARY KEY (id)
);

CREATE INDEX goods_sales_client ON public.goods_sales USING btree (company_id, client_id);

create table installation (
  only_row boolean not null default true,
  sending_stopped_at timestamp with time zone,
  sending_stopped_reason text,
  sending_stopped_by text,
  created_at timestamp with time zone not null default now(),
  constraint installation_only_row_check CHECK (only_row),
  constraint installation_pkey PRIMARY KEY (only_row)
);

create table memberships (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  client_id bigint,
  title text not null,
  sold_on date not null,
  ends_on date,
  cost_minor bigint not null default 0,
  updated_at timestamp with time zone not null default now(),
  constraint memberships_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint memberships_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint memberships_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint memberships_pkey PRIMARY KEY (id)
);

CREATE INDEX memberships_client ON public.memberships USING btree (company_id, client_id);

create table message_events (
  id bigint not null generated as identity,
  company_id integer not null,
  message_id bigint not null,
  kind text not null,
  actor_label text,
  details jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null default now(),
  once_key text,
  constraint message_events_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint message_events_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint message_events_message_id_once_key_key UNIQUE (message_id, once_key),
  constraint message_events_pkey PRIMARY KEY (id)
);

CREATE INDEX message_events_company ON public.message_events USING btree (company_id, id DESC);
CREATE INDEX message_events_message ON public.message_events USING btree (message_id, at);

create table message_templates (
  id bigint not null generated as identity,
  company_id integer not null,
  scenario text not null,
  name text not null,
  language text not null,
  category text not null default 'MARKETING'::text,
  status text not null default 'PENDING'::text,
  external_id text,
  body text not null,
  variables text[] not null,
  components jsonb not null default '[]'::jsonb,
  updated_at timestamp with time zone not null default now(),
  constraint message_templates_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint message_templates_company_id_name_language_key UNIQUE (company_id, name, language),
  constraint message_templates_pkey PRIMARY KEY (id)
);

create table messages (
  id bigint not null generated as identity,
  company_id integer not null,
  client_id bigint not null,
  phone text not null,
  scenario text not null,
  service_id bigint,
  campaign_id bigint,
  reactivation_id bigint,
  conversation_id bigint,
  answers_reply_id bigint,
  attempt integer not null default 1,
  kind text not null default 'template'::text,
  mode text not null,
  status text not null default 'drafting'::text,
  reason text,
  language text,
  template text,
  variables jsonb,
  text text,
  written_by text,
  draft_problems jsonb not null default '[]'::jsonb,
  discount_percent integer,
  slots jsonb not null default '[]'::jsonb,
  reasons jsonb not null default '[]'::jsonb,
  instruction text,
  booking_slot jsonb,
  booking_tried_at timestamp with time zone,
  booked_visit_id bigint,
  good_until timestamp with time zone,
  version integer not null default 1,
  request_key text,
  workflow_id text not null,
  decision text,
  decided_by text,
  decided_via text,
  decided_at timestamp with time zone,
  approved_by text,
  ai_input_tokens integer not null default 0,
  ai_output_tokens integer not null default 0,
  cost_minor bigint,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  awaiting_since timestamp with time zone,
  queued_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  constraint messages_answers_reply_id_key UNIQUE (answers_reply_id),
  constraint messages_booked_visit_id_fkey FOREIGN KEY (booked_visit_id) REFERENCES visits(id) ON DELETE SET NULL,
  constraint messages_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE SET NULL,
  constraint messages_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint messages_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint messages_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text, 'expired'::text]))),
  constraint messages_kind_check CHECK ((kind = ANY (ARRAY['template'::text, 'text'::text]))),
  constraint messages_mode_check CHECK ((mode = ANY (ARRAY['moderation'::text, 'notification'::text]))),
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_reactivation_id_fkey FOREIGN KEY (reactivation_id) REFERENCES reactivations(id) ON DELETE SET NULL,
  constraint messages_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id) ON DELETE SET NULL,
  constraint messages_status_check CHECK ((status = ANY (ARRAY['drafting'::text, 'awaiting_approval'::text, 'waiting'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'unknown'::text, 'dead'::text, 'rejected'::text, 'expired'::text, 'skipped'::text, 'cancelled'::text]))),
  constraint messages_written_by_check CHECK ((written_by = ANY (ARRAY['claude'::text, 'fallback'::text, 'person'::text, 'fixed'::text])))
);

CREATE UNIQUE INDEX messages_attempt ON public.messages USING btree (reactivation_id, attempt) WHERE ((reactivation_id IS NOT NULL) AND (kind = 'template'::text));
CREATE INDEX messages_client ON public.messages USING btree (company_id, client_id, created_at DESC);
CREATE INDEX messages_company ON public.messages USING btree (company_id, created_at DESC);
CREATE INDEX messages_company_status ON public.messages USING btree (company_id, status, created_at DESC);
CREATE INDEX messages_open ON public.messages USING btree (id) WHERE (status = ANY (ARRAY['drafting'::text, 'awaiting_approval'::text, 'waiting'::text, 'queued'::text, 'sending'::text, 'unknown'::text, 'failed'::text]));
CREATE INDEX messages_phone_delivered ON public.messages USING btree (company_id, phone, delivered_at DESC) WHERE (delivered_at IS NOT NULL);
CREATE INDEX messages_phone_queued ON public.messages USING btree (company_id, phone, queued_at DESC) WHERE (queued_at IS NOT NULL);
CREATE UNIQUE INDEX messages_request ON public.messages USING btree (company_id, request_key) WHERE (request_key IS NOT NULL);

CREATE TRIGGER messages_raise_card AFTER UPDATE ON public.messages FOR EACH ROW WHEN (((((((old.status IS DISTINCT FROM new.status) OR (old.reason IS DISTINCT FROM new.reason)) OR (old.text IS DISTINCT FROM new.text)) OR (old.version IS DISTINCT FROM new.version)) OR (old.decision IS DISTINCT FROM new.decision)) OR (old.decided_by IS DISTINCT FROM new.decided_by))) EXECUTE FUNCTION raise_moderation_card();

create table moderation_cards (
  id bigint not null generated as identity,
  company_id integer not null,
  message_id bigint not null,
  callback_key text not null default replace((gen_random_uuid())::text, '-'::text, ''::text),
  chat_id bigint,
  telegram_message_id bigint,
  wanted_version integer not null default 1,
  shown_version integer not null default 0,
  shown_hash text,
  released_at timestamp with time zone,
  posting_at timestamp with time zone,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  last_error_code text,
  reminded_at timestamp with time zone,
  escalated_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint moderation_cards_callback_key_key UNIQUE (callback_key),
  constraint moderation_cards_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint moderation_cards_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint moderation_cards_message_id_key UNIQUE (message_id),
  constraint moderation_cards_pkey PRIMARY KEY (id)
);

CREATE INDEX moderation_cards_behind ON public.moderation_cards USING btree (next_attempt_at, id) WHERE (shown_version < wanted_version);
CREATE INDEX moderation_cards_company ON public.moderation_cards USING btree (company_id);

create table moderation_chats (
  company_id integer not null,
  chat_id bigint not null,
  dead_reason text,
  digest_message_id bigint,
  digest_shown text,
  digest_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  constraint moderation_chats_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint moderation_chats_pkey PRIMARY KEY (company_id)
);

CREATE INDEX moderation_chats_chat ON public.moderation_chats USING btree (chat_id);

create table moderation_decisions (
  id bigint not null generated as identity,
  company_id integer not null,
  message_id bigint not null,
  decision text not null,
  text text,
  variables jsonb,
  seen_version integer,
  actor_kind text not null,
  actor_id bigint,
  actor_label text not null,
  via text not null,
  once_key text,
  outcome text,
  created_at timestamp with time zone not null default now(),
  decided_at timestamp with time zone,
  constraint moderation_decisions_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint moderation_decisions_company_id_message_id_decision_once_ke_key UNIQUE (company_id, message_id, decision, once_key),
  constraint moderation_decisions_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'reject'::text, 'edit'::text, 'rewrite'::text]))),
  constraint moderation_decisions_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint moderation_decisions_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'too_late'::text, 'refused'::text]))),
  constraint moderation_decisions_pkey PRIMARY KEY (id),
  constraint moderation_decisions_via_check CHECK ((via = ANY (ARRAY['api'::text, 'telegram'::text])))
);

CREATE INDEX moderation_decisions_message ON public.moderation_decisions USING btree (message_id, id);

create table moderators (
  company_id integer not null,
  telegram_user_id bigint not null,
  name text not null,
  user_id integer,
  added_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  constraint moderators_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint moderators_pkey PRIMARY KEY (company_id, telegram_user_id),
  constraint moderators_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL
);

create table notices (
  id bigint not null generated as identity,
  company_id integer not null,
  workflow_id text not null,
  signal text not null,
  subject_id bigint not null,
  created_at timestamp with time zone not null default now(),
  delivered_at timestamp with time zone,
  outcome text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  constraint notices_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint notices_pkey PRIMARY KEY (id)
);

CREATE INDEX notices_open ON public.notices USING btree (next_attempt_at, id) WHERE (delivered_at IS NULL);

CREATE TRIGGER notices_wake AFTER INSERT ON public.notices FOR EACH STATEMENT EXECUTE FUNCTION wake_loop('reprise_notices');

create table opt_outs (
  company_id integer not null,
  phone text not null,
  source text not null,
  reason text,
  at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone,
  lifted_at timestamp with time zone,
  constraint opt_outs_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint opt_outs_pkey PRIMARY KEY (company_id, phone),
  constraint opt_outs_source_check CHECK ((source = ANY (ARRAY['word'::text, 'button'::text, 'user_preferences'::text, 'error_131050'::text, 'model'::text, 'person'::text, 'import'::text])))
);

create table outbox_messages (
  id bigint not null generated as identity,
  company_id integer not null,
  message_id bigint not null,
  phone_number_id text not null,
  client_id bigint not null,
  phone text not null,
  key uuid not null default gen_random_uuid(),
  is_answer boolean not null default false,
  skips_weekdays boolean not null default false,
  confirms_opt_out boolean not null default false,
  priority integer not null default 0,
  status text not null default 'queued'::text,
  wait_reason text,
  wait_until timestamp with time zone,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  good_until timestamp with time zone,
  slots_checked_at timestamp with time zone,
  epoch bigint not null default 0,
  leased_until timestamp with time zone,
  wamid text,
  spent_wamids text[] not null default '{}'::text[],
  last_error_code text,
  last_error_at timestamp with time zone,
  sending_at timestamp with time zone,
  unknown_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  failed_at timestamp with time zone,
  closed_by text,
  close_reason text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint outbox_messages_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint outbox_messages_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint outbox_messages_key_key UNIQUE (key),
  constraint outbox_messages_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint outbox_messages_message_id_key UNIQUE (message_id),
  constraint outbox_messages_phone_number_id_fkey FOREIGN KEY (phone_number_id) REFERENCES whatsapp_account_health(phone_number_id),
  constraint outbox_messages_pkey PRIMARY KEY (id),
  constraint outbox_messages_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'unknown'::text, 'dead'::text, 'cancelled'::text]))),
  constraint outbox_messages_wamid_key UNIQUE (wamid)
);

CREATE INDEX outbox_company ON public.outbox_messages USING btree (company_id, created_at DESC);
CREATE INDEX outbox_due ON public.outbox_messages USING btree (phone_number_id, priority DESC, next_attempt_at, id) WHERE (status = ANY (ARRAY['queued'::text, 'failed'::text]));
CREATE INDEX outbox_in_flight ON public.outbox_messages USING btree (phone_number_id, status) WHERE (status = ANY (ARRAY['sending'::text, 'unknown'::text]));
CREATE INDEX outbox_person ON public.outbox_messages USING btree (company_id, phone, sent_at DESC);
CREATE INDEX outbox_sent_recently ON public.outbox_messages USING btree (phone_number_id, sent_at) WHERE (sent_at IS NOT NULL);

CREATE TRIGGER outbox_queued AFTER INSERT ON public.outbox_messages FOR EACH ROW EXECUTE FUNCTION wake_sender();
CREATE TRIGGER outbox_requeued AFTER UPDATE ON public.outbox_messages FOR EACH ROW WHEN (((new.status = 'queued'::text) AND (old.status <> 'queued'::text))) EXECUTE FUNCTION wake_sender();

create table quarantined_records (
  id bigint not null generated as identity,
  company_id integer not null,
  collection text not null,
  external_id text not null,
  reason text not null,
  payload jsonb not null,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  resolved_at timestamp with time zone,
  constraint quarantined_records_company_id_collection_external_id_key UNIQUE (company_id, collection, external_id),
  constraint quarantined_records_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint quarantined_records_pkey PRIMARY KEY (id)
);

create table rate_turns (
  key text not null,
  next_free_at timestamp with time zone not null default now(),
  constraint rate_turns_pkey PRIMARY KEY (key)
);

create table reactivation_campaigns (
  id bigint not null generated as identity,
  reactivation_id bigint not null,
  company_id integer not null,
  client_phone text not null,
  client_id bigint,
  service_id bigint,
  attempt_number integer not null default 1,
  message_id bigint,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  message_text text,
  discount_offered integer,
  slots_offered jsonb,
  ai_prompt_used text,
  ai_generation_time_ms integer,
  personalization_data jsonb,
  response_received_at timestamp with time zone,
  response_type text,
  response_text text,
  booking_created boolean not null default false,
  booking_id bigint,
  conversion_time_hours integer,
  response_time_hours integer,
  next_attempt_scheduled_at timestamp with time zone,
  is_campaign_completed boolean not null default false,
  completion_reason text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint reactivation_campaigns_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES visits(id) ON DELETE SET NULL,
  constraint reactivation_campaigns_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint reactivation_campaigns_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint reactivation_campaigns_completion_reason_check CHECK ((completion_reason = ANY (ARRAY['converted'::text, 'max_attempts'::text, 'opted_out'::text, 'declined'::text, 'cancelled'::text, 'expired'::text]))),
  constraint reactivation_campaigns_pkey PRIMARY KEY (id),
  constraint reactivation_campaigns_reactivation_id_attempt_number_key UNIQUE (reactivation_id, attempt_number),
  constraint reactivation_campaigns_reactivation_id_fkey FOREIGN KEY (reactivation_id) REFERENCES reactivations(id) ON DELETE CASCADE,
  constraint reactivation_campaigns_response_type_check CHECK ((response_type = ANY (ARRAY['positive'::text, 'negative'::text, 'neutral'::text, 'no_response'::text, 'booking_created'::text]))),
  constraint reactivation_campaigns_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id) ON DELETE SET NULL
);

CREATE INDEX reactivation_campaigns_client ON public.reactivation_campaigns USING btree (company_id, client_id);
CREATE INDEX reactivation_campaigns_message ON public.reactivation_campaigns USING btree (message_id);

create table reactivation_runs (
  id bigint not null generated as identity,
  company_id integer not null,
  local_date date not null,
  workflow_id text not null,
  workflow_run_id text not null,
  status text not null default 'running'::text,
  started_by text not null,
  considered integer not null default 0,
  started integer not null default 0,
  skipped jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone not null default now(),
  alive_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  failure_code text,
  constraint reactivation_runs_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint reactivation_runs_company_id_local_date_key UNIQUE (company_id, local_date),
  constraint reactivation_runs_pkey PRIMARY KEY (id),
  constraint reactivation_runs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);

create table reactivation_settings (
  company_id integer not null,
  enabled boolean not null default false,
  enabled_changed_at timestamp with time zone,
  dry_run_seen_at timestamp with time zone,
  tone text not null default 'friendly'::text,
  delivery_mode text not null default 'moderation'::text,
  daily_limit_mode text not null default 'auto'::text,
  manual_daily_limit integer,
  manual_hourly_limit integer,
  manual_concurrent_limit integer,
  sending_hours jsonb not null default '{"end": 19, "start": 10}'::jsonb,
  sending_days integer[] not null default ARRAY[1, 2, 3, 4, 5],
  notify_admin_on_low_conversion boolean not null default true,
  conversion_threshold numeric(3,2) not null default 0.15,
  admin_notification_chat_id text,
  include_slots_in_message boolean not null default true,
  max_slots_to_offer integer not null default 3,
  prefer_favorite_staff boolean not null default true,
  hold_out_percent integer not null default 10,
  ranking text not null default 'classic'::text,
  sending_stopped_at timestamp with time zone,
  sending_stopped_reason text,
  sending_stopped_by text,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint reactivation_settings_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint reactivation_settings_daily_limit_mode_check CHECK ((daily_limit_mode = ANY (ARRAY['auto'::text, 'manual'::text]))),
  constraint reactivation_settings_delivery_mode_check CHECK ((delivery_mode = ANY (ARRAY['moderation'::text, 'notification'::text]))),
  constraint reactivation_settings_hold_out_percent_check CHECK (((hold_out_percent >= 0) AND (hold_out_percent <= 50))),
  constraint reactivation_settings_manual_concurrent_limit_check CHECK (((manual_concurrent_limit >= 1) AND (manual_concurrent_limit <= 100))),
  constraint reactivation_settings_manual_daily_limit_check CHECK (((manual_daily_limit >= 0) AND (manual_daily_limit <= 100000))),
  constraint reactivation_settings_manual_hourly_limit_check CHECK (((manual_hourly_limit >= 0) AND (manual_hourly_limit <= 100000))),
  constraint reactivation_settings_max_slots_to_offer_check CHECK (((max_slots_to_offer >= 0) AND (max_slots_to_offer <= 5))),
  constraint reactivation_settings_pkey PRIMARY KEY (company_id),
  constraint reactivation_settings_ranking_check CHECK ((ranking = ANY (ARRAY['classic'::text, 'expected_visits'::text]))),
  constraint reactivation_settings_tone_check CHECK ((tone = ANY (ARRAY['friendly'::text, 'professional'::text, 'casual'::text])))
);

create table reactivations (
  id bigint not null generated as identity,
  company_id integer not null,
  client_id bigint not null,
  phone text not null,
  service_id bigint not null,
  run_id bigint,
  workflow_id text not null,
  status text not null default 'running'::text,
  paused_until date,
  applied_reply_id bigint not null default 0,
  score numeric(10,4) not null,
  reasons jsonb not null default '[]'::jsonb,
  facts jsonb not null default '{}'::jsonb,
  ends_as text,
  booking_id bigint,
  converted_message_id bigint,
  converted_at timestamp with time zone,
  revenue_minor bigint,
  started_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  constraint reactivations_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES visits(id) ON DELETE SET NULL,
  constraint reactivations_check CHECK (((status = 'ended'::text) = (ends_as IS NOT NULL))),
  constraint reactivations_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint reactivations_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint reactivations_ends_as_check CHECK ((ends_as = ANY (ARRAY['converted'::text, 'max_attempts'::text, 'opted_out'::text, 'declined'::text, 'cancelled'::text, 'expired'::text]))),
  constraint reactivations_pkey PRIMARY KEY (id),
  constraint reactivations_run_id_fkey FOREIGN KEY (run_id) REFERENCES reactivation_runs(id) ON DELETE SET NULL,
  constraint reactivations_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id) ON DELETE CASCADE,
  constraint reactivations_status_check CHECK ((status = ANY (ARRAY['running'::text, 'paused'::text, 'ended'::text])))
);

CREATE INDEX reactivations_client ON public.reactivations USING btree (company_id, client_id, started_at DESC);
CREATE INDEX reactivations_company ON public.reactivations USING btree (company_id, started_at DESC);
CREATE UNIQUE INDEX reactivations_open ON public.reactivations USING btree (company_id, phone) WHERE (status <> 'ended'::text);

create table replies (
  id bigint not null generated as identity,
  company_id integer not null,
  conversation_id bigint not null,
  client_id bigint,
  message_id bigint,
  wamid text not null,
  kind text not null,
  text text,
  received_at timestamp with time zone not null,
  understood_as text,
  understood jsonb,
  handled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint replies_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint replies_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint replies_company_id_wamid_key UNIQUE (company_id, wamid),
  constraint replies_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint replies_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE SET NULL,
  constraint replies_pkey PRIMARY KEY (id),
  constraint replies_understood_as_check CHECK ((understood_as = ANY (ARRAY['positive'::text, 'neutral'::text, 'negative'::text, 'opted_out'::text, 'away'::text, 'unclear'::text])))
);

CREATE INDEX replies_client ON public.replies USING btree (company_id, client_id, received_at DESC);
CREATE INDEX replies_company ON public.replies USING btree (company_id, id DESC);
CREATE INDEX replies_open ON public.replies USING btree (conversation_id, id) WHERE (handled_at IS NULL);

create table service_reactivation_rules (
  id bigint not null generated as identity,
  company_id integer not null,
  service_id bigint not null,
  reactivation_interval_days integer not null default 30,
  retry_interval_days integer not null default 14,
  max_attempts integer not null default 3,
  is_active boolean not null default true,
  discount_progression integer[] not null default ARRAY[10, 15, 20],
  manual_interval integer,
  ai_suggested_interval integer,
  ai_suggestion_accepted boolean not null default false,
  calculated_avg_interval integer,
  active_interval_source text not null default 'default'::text,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  last_optimized_at timestamp with time zone,
  constraint service_reactivation_rules_active_interval_source_check CHECK ((active_interval_source = ANY (ARRAY['manual'::text, 'historical'::text, 'ai'::text, 'default'::text]))),
  constraint service_reactivation_rules_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint service_reactivation_rules_manual_interval_check CHECK (((manual_interval >= 1) AND (manual_interval <= 1000))),
  constraint service_reactivation_rules_max_attempts_check CHECK (((max_attempts >= 1) AND (max_attempts <= 10))),
  constraint service_reactivation_rules_pkey PRIMARY KEY (id),
  constraint service_reactivation_rules_reactivation_interval_days_check CHECK (((reactivation_interval_days >= 1) AND (reactivation_interval_days <= 1000))),
  constraint service_reactivation_rules_retry_interval_days_check CHECK (((retry_interval_days >= 1) AND (retry_interval_days <= 365))),
  constraint service_reactivation_rules_service_id_company_id_key UNIQUE (service_id, company_id),
  constraint service_reactivation_rules_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id) ON DELETE CASCADE
);

CREATE INDEX service_rules_company ON public.service_reactivation_rules USING btree (company_id) WHERE is_active;

create table services (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  title text not null,
  category_title text,
  price_min_minor bigint,
  duration_seconds integer,
  is_active boolean not null default true,
  is_deleted boolean not null default false,
  is_personal_training boolean,
  updated_at timestamp with time zone not null default now(),
  constraint services_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint services_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint services_pkey PRIMARY KEY (id)
);

create table sessions (
  token_hash bytea not null,
  user_id integer not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null default now(),
  user_agent text,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX sessions_user ON public.sessions USING btree (user_id);

create table sign_in_tries (
  key text not null,
  points integer not null default 0,
  expire bigint,
  constraint sign_in_tries_pkey PRIMARY KEY (key)
);

create table staff (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  name text not null,
  specialization text,
  phone text,
  is_fired boolean not null default false,
  is_hidden boolean not null default false,
  is_deleted boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  constraint staff_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint staff_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint staff_pkey PRIMARY KEY (id)
);

create table sync_cursors (
  company_id integer not null,
  collection text not null,
  changed_up_to timestamp with time zone,
  first_copy_page integer,
  first_copy_done_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  constraint sync_cursors_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_cursors_pkey PRIMARY KEY (company_id, collection)
);

create table sync_runs (
  id bigint not null generated as identity,
  company_id integer not null,
  kind text not null,
  workflow_run_id text,
  attempt integer not null default 1,
  started_at timestamp with time zone not null default now(),
  alive_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  outcome text,
  counts jsonb not null default '{}'::jsonb,
  failure_code text,
  constraint sync_runs_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_runs_kind_check CHECK ((kind = ANY (ARRAY['cycle'::text, 'rebuild'::text]))),
  constraint sync_runs_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'idle'::text, 'failed'::text]))),
  constraint sync_runs_pkey PRIMARY KEY (id)
);

CREATE INDEX sync_runs_company ON public.sync_runs USING btree (company_id, started_at DESC);
CREATE UNIQUE INDEX sync_runs_open ON public.sync_runs USING btree (company_id) WHERE (ended_at IS NULL);

create table users (
  id integer not null generated as identity,
  email text not null,
  name text not null,
  password_hash text not null,
  telegram_user_id bigint,
  language text not null default 'en'::text,
  created_at timestamp with time zone not null default now(),
  disabled_at timestamp with time zone,
  constraint users_email_check CHECK ((email = lower(email))),
  constraint users_email_key UNIQUE (email),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_telegram_user_id_key UNIQUE (telegram_user_id)
);

create table visit_positions (
  visit_id bigint not null,
  "position" smallint not null,
  company_id integer not null,
  service_id bigint,
  kind text not null,
  title text not null,
  cost_minor bigint not null default 0,
  constraint visit_positions_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'goods'::text]))),
  constraint visit_positions_pkey PRIMARY KEY (visit_id, "position"),
  constraint visit_positions_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id) ON DELETE SET NULL,
  constraint visit_positions_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visits(id) ON DELETE CASCADE
);

CREATE INDEX visit_positions_service ON public.visit_positions USING btree (company_id, service_id) WHERE (service_id IS NOT NULL);

create table visits (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  visit_external_id text,
  client_id bigint,
  staff_id bigint,
  starts_at timestamp with time zone not null,
  local_date date not null,
  local_time time without time zone,
  duration_seconds integer not null,
  attendance smallint not null,
  is_deleted boolean not null default false,
  cost_minor bigint not null default 0,
  api_id text,
  created_at_source timestamp with time zone,
  changed_at_source timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  constraint visits_attendance_check CHECK ((attendance = ANY (ARRAY['-1'::integer, 0, 1, 2]))),
  constraint visits_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint visits_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint visits_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint visits_pkey PRIMARY KEY (id),
  constraint visits_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE SET NULL
);

CREATE INDEX visits_api_id ON public.visits USING btree (company_id, api_id) WHERE (api_id IS NOT NULL);
CREATE INDEX visits_client ON public.visits USING btree (company_id, client_id, local_date);
CREATE INDEX visits_created ON public.visits USING btree (company_id, created_at_source);
CREATE INDEX visits_day ON public.visits USING btree (company_id, local_date);

create table webhook_inbox (
  id bigint not null generated as identity,
  company_id integer not null,
  system text not null default 'whatsapp'::text,
  kind text not null,
  wamid text not null,
  status text not null default ''::text,
  payload jsonb not null,
  occurred_at timestamp with time zone,
  received_at timestamp with time zone not null default now(),
  applied_at timestamp with time zone,
  problem text,
  constraint webhook_inbox_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint webhook_inbox_company_id_kind_wamid_status_key UNIQUE (company_id, kind, wamid, status),
  constraint webhook_inbox_pkey PRIMARY KEY (id)
);

CREATE INDEX webhook_inbox_open ON public.webhook_inbox USING btree (company_id, id) WHERE (applied_at IS NULL);

CREATE TRIGGER webhook_inbox_wake AFTER INSERT ON public.webhook_inbox FOR EACH STATEMENT EXECUTE FUNCTION wake_loop('reprise_statuses');

create table whatsapp_account_health (
  id integer not null generated as identity,
  company_id integer not null,
  phone_number_id text not null,
  display_phone text,
  account_created_at timestamp with time zone not null default now(),
  warmup_level text not null default 'cold'::text,
  tier_limit integer not null default 250,
  messages_per_second integer not null default 80,
  safe_sending_hours jsonb,
  safe_sending_days integer[],
  paused_at timestamp with time zone,
  paused_reason text,
  paused_until timestamp with time zone,
  spam_score numeric(3,2) not null default 0,
  last_ban_date timestamp with time zone,
  ban_count integer not null default 0,
  last_incident_date timestamp with time zone,
  last_incident_type text,
  epoch bigint not null default 0,
  next_send_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint whatsapp_account_health_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint whatsapp_account_health_company_id_key UNIQUE (company_id),
  constraint whatsapp_account_health_phone_number_id_key UNIQUE (phone_number_id),
  constraint whatsapp_account_health_pkey PRIMARY KEY (id),
  constraint whatsapp_account_health_warmup_level_check CHECK ((warmup_level = ANY (ARRAY['cold'::text, 'warm'::text, 'hot'::text])))
);

create view arrived_visits as
 SELECT company_id,
    client_id,
    visited_on,
    (sum(cost_minor))::bigint AS cost_minor,
    min(starts_at) AS starts_at,
    array_agg(id ORDER BY v.starts_at, id) AS record_ids
   FROM ( SELECT v_1.id,
            v_1.company_id,
            v_1.external_id,
            v_1.visit_external_id,
            v_1.client_id,
            v_1.staff_id,
            v_1.starts_at,
            v_1.local_date,
            v_1.local_time,
            v_1.duration_seconds,
            v_1.attendance,
            v_1.is_deleted,
            v_1.cost_minor,
            v_1.api_id,
            v_1.created_at_source,
            v_1.changed_at_source,
            v_1.updated_at,
                CASE
                    WHEN (v_1.visit_external_id IS NULL) THEN v_1.local_date
                    ELSE min(v_1.local_date) OVER (PARTITION BY v_1.company_id, v_1.client_id, v_1.visit_external_id)
                END AS visited_on
           FROM visits v_1
          WHERE ((v_1.attendance = 1) AND (NOT v_1.is_deleted) AND (v_1.client_id IS NOT NULL))) v
  GROUP BY company_id, client_id, visited_on;

CREATE OR REPLACE FUNCTION public.raise_moderation_card()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update moderation_cards set wanted_version = wanted_version + 1, updated_at = now() where message_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.wake_loop()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify(tg_argv[0], '');
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.wake_sender()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('reprise_outbox', new.phone_number_id);
  return null;
end $function$
;
