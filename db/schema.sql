-- Made by `npm run schema` from the migrations; a test compares it. Do not edit.

create table admin_alerts (
  id bigint not null generated as identity,
  company_id integer not null,
  kind text not null,
  details jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  told_at timestamp with time zone,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  constraint admin_alerts_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint admin_alerts_pkey PRIMARY KEY (id)
);

CREATE INDEX admin_alerts_open ON public.admin_alerts USING btree (next_attempt_at, id) WHERE (told_at IS NULL);

create table ai_usage (
  id bigint not null generated as identity,
  company_id integer not null,
  purpose text not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cost_micros bigint not null,
  at timestamp with time zone not null,
  constraint ai_usage_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint ai_usage_pkey PRIMARY KEY (id)
);

CREATE INDEX ai_usage_company ON public.ai_usage USING btree (company_id, at) INCLUDE (cost_micros);

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

CREATE INDEX audit_log_action ON public.audit_log USING btree (company_id, action, at DESC);
CREATE INDEX audit_log_company ON public.audit_log USING btree (company_id, at DESC);
CREATE INDEX audit_log_search ON public.audit_log USING gin (lower(((((((actor_label || ' '::text) || action) || ' '::text) || subject_kind) || ' '::text) || COALESCE(subject_id, ''::text))) gin_trgm_ops);
CREATE INDEX audit_log_subject ON public.audit_log USING btree (company_id, subject_kind, subject_id);

create table books_clients (
  company_id integer not null,
  code text not null,
  number integer not null,
  constraint books_clients_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint books_clients_company_id_number_key UNIQUE (company_id, number),
  constraint books_clients_pkey PRIMARY KEY (company_id, code)
);

create table books_files (
  upload_id bigint not null,
  company_id integer not null,
  name text not null,
  content text not null,
  constraint books_files_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint books_files_pkey PRIMARY KEY (upload_id, name),
  constraint books_files_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES books_uploads(id) ON DELETE CASCADE
);

CREATE INDEX books_files_company ON public.books_files USING btree (company_id);

create table books_rows (
  id bigint not null generated as identity,
  company_id integer not null,
  collection text not null,
  external_id text not null,
  content jsonb not null,
  is_misfit boolean not null default false,
  is_gone boolean not null default false,
  changed_at timestamp with time zone not null,
  constraint books_rows_collection_check CHECK ((collection = ANY (ARRAY['staff'::text, 'services'::text, 'clients'::text, 'records'::text]))),
  constraint books_rows_company_id_collection_external_id_key UNIQUE (company_id, collection, external_id),
  constraint books_rows_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint books_rows_pkey PRIMARY KEY (id)
);

CREATE INDEX books_rows_changed ON public.books_rows USING btree (company_id, collection, changed_at) INCLUDE (is_gone, is_misfit);
CREATE INDEX books_rows_order ON public.books_rows USING btree (company_id, collection, id) INCLUDE (changed_at, is_gone, is_misfit);

create table books_uploads (
  id bigint not null generated as identity,
  company_id integer not null,
  request_key text,
  shift_days integer not null,
  counts jsonb not null,
  bad_lines integer not null,
  uploaded_at timestamp with time zone not null,
  uploaded_by text not null,
  constraint books_uploads_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint books_uploads_company_id_request_key_key UNIQUE (company_id, request_key),
  constraint books_uploads_pkey PRIMARY KEY (id)
);

CREATE INDEX books_uploads_company ON public.books_uploads USING btree (company_id, id DESC);

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

create table budget_alerts (
  company_id integer not null,
  month date not null,
  kind text not null,
  level text not null,
  at timestamp with time zone not null,
  constraint budget_alerts_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint budget_alerts_kind_check CHECK ((kind = ANY (ARRAY['ai'::text, 'messages'::text]))),
  constraint budget_alerts_level_check CHECK ((level = ANY (ARRAY['near'::text, 'used_up'::text]))),
  constraint budget_alerts_pkey PRIMARY KEY (company_id, month, kind, level)
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
  event_id bigint,
  constraint campaign_decisions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE,
  constraint campaign_decisions_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint campaign_decisions_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint campaign_decisions_decision_check CHECK ((decision = ANY (ARRAY['chosen'::text, 'skipped'::text, 'held_out'::text, 'waits'::text, 'approved'::text, 'rejected'::text, 'taken_back'::text, 'retried'::text, 'unknown'::text, 'dead'::text, 'closed'::text, 'expired'::text, 'cancelled'::text]))),
  constraint campaign_decisions_pkey PRIMARY KEY (id),
  constraint campaign_decisions_reactivation_id_fkey FOREIGN KEY (reactivation_id) REFERENCES reactivations(id) ON DELETE CASCADE,
  constraint campaign_decisions_run_id_fkey FOREIGN KEY (run_id) REFERENCES reactivation_runs(id) ON DELETE CASCADE
);

CREATE INDEX campaign_decisions_client ON public.campaign_decisions USING btree (company_id, client_id, created_at DESC);
CREATE INDEX campaign_decisions_company ON public.campaign_decisions USING btree (company_id, created_at DESC);
CREATE UNIQUE INDEX campaign_decisions_event ON public.campaign_decisions USING btree (event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX campaign_decisions_message ON public.campaign_decisions USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE UNIQUE INDEX campaign_decisions_once ON public.campaign_decisions USING btree (run_id, client_id, decision, reason) WHERE (run_id IS NOT NULL);
CREATE INDEX campaign_decisions_reason ON public.campaign_decisions USING btree (company_id, reason, created_at DESC);
CREATE INDEX campaign_decisions_run ON public.campaign_decisions USING btree (run_id, reason) WHERE (run_id IS NOT NULL);

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

create table card_retries (
  company_id integer not null,
  client_id bigint not null,
  kind text not null,
  tries integer not null default 1,
  next_try_at timestamp with time zone not null,
  failure_code text not null,
  constraint card_retries_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint card_retries_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint card_retries_kind_check CHECK ((kind = ANY (ARRAY['consent'::text, 'memberships'::text]))),
  constraint card_retries_pkey PRIMARY KEY (client_id, kind)
);

CREATE INDEX card_retries_company ON public.card_retries USING btree (company_id);

create table changed_clients (
  company_id integer not null,
  client_id bigint not null,
  changed_at timestamp with time zone not null default clock_timestamp()
);

CREATE INDEX changed_clients_company ON public.changed_clients USING btree (company_id, changed_at);

create table client_metrics (
  client_id bigint not null,
  company_id integer not null,
  visits integer not null,
  first_visit_on date,
  second_visit_on date,
  last_visit_on date,
  spend_minor bigint not null,
  visits_7d smallint not null,
  visits_30d smallint not null,
  visits_30d_before smallint not null,
  median_gap_days real,
  pt_visits integer not null,
  first_pt_on date,
  last_pt_on date,
  has_future_booking boolean not null,
  has_future_pt_booking boolean not null,
  first_membership_on date,
  came_thrice_in_thirty boolean not null,
  visited_months smallint[] not null,
  is_high_ltv boolean not null,
  loyalty text not null,
  updated_at timestamp with time zone not null default now(),
  constraint client_metrics_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint client_metrics_loyalty_check CHECK ((loyalty = ANY (ARRAY['VIP'::text, 'Gold'::text, 'Silver'::text, 'Bronze'::text, 'New'::text]))),
  constraint client_metrics_pkey PRIMARY KEY (client_id)
);

CREATE INDEX client_metrics_first_visit ON public.client_metrics USING btree (company_id, first_visit_on, client_id);
CREATE INDEX client_metrics_last_pt ON public.client_metrics USING btree (company_id, last_pt_on, client_id);
CREATE INDEX client_metrics_last_visit ON public.client_metrics USING btree (company_id, last_visit_on, client_id);
CREATE INDEX client_metrics_pt_visits ON public.client_metrics USING btree (company_id, pt_visits, client_id);
CREATE INDEX client_metrics_spend ON public.client_metrics USING btree (company_id, spend_minor, client_id);
CREATE INDEX client_metrics_visits ON public.client_metrics USING btree (company_id, visits, client_id);
CREATE INDEX client_metrics_visits_30d ON public.client_metrics USING btree (company_id, visits_30d, client_id);

create table client_segments (
  client_id bigint not null,
  company_id integer not null,
  segment text not null,
  since_on date not null,
  since_at timestamp with time zone not null,
  constraint client_segments_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint client_segments_pkey PRIMARY KEY (client_id),
  constraint client_segments_segment_check CHECK ((segment = ANY (ARRAY['pt_cancellations'::text, 'vip_members'::text, 'trial_dropoffs'::text, 'lost_clients'::text, 'nearly_lost'::text, 'going_silent'::text, 'at_risk'::text, 'regular_members'::text])))
);

CREATE INDEX client_segments_segment ON public.client_segments USING btree (company_id, segment, client_id);

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
  card jsonb not null default '{}'::jsonb,
  sort_name text not null default "left"(search_form(((name || ' '::text) || surname)), 200),
  search_text text not null default client_search(name, surname, phone, phone_raw),
  constraint clients_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint clients_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint clients_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
  constraint clients_pkey PRIMARY KEY (id),
  constraint clients_preferred_time_period_check CHECK ((preferred_time_period = ANY (ARRAY['morning'::text, 'afternoon'::text, 'evening'::text])))
);

CREATE INDEX clients_card_due ON public.clients USING btree (company_id, id) WHERE ((card_read_at IS NULL) AND (NOT is_deleted));
CREATE INDEX clients_listed ON public.clients USING btree (company_id, sort_name, id) WHERE (NOT is_deleted);
CREATE INDEX clients_memberships_due ON public.clients USING btree (company_id, id) WHERE ((memberships_read_at IS NULL) AND (NOT is_deleted));
CREATE INDEX clients_phone ON public.clients USING btree (company_id, phone);
CREATE INDEX clients_search ON public.clients USING gin (search_text gin_trgm_ops);

CREATE TRIGGER clients_insert AFTER INSERT ON public.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_cards();
CREATE TRIGGER clients_update AFTER UPDATE ON public.clients REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_cards();

create table collection_refusals (
  company_id integer not null,
  collection text not null,
  failure_code text not null,
  refused_at timestamp with time zone not null,
  asked_at timestamp with time zone not null,
  constraint collection_refusals_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint collection_refusals_pkey PRIMARY KEY (company_id, collection)
);

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
  booking_platform text not null default 'yclients'::text,
  segment_order text[],
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone,
  confirmed_by text,
  zone_changed_at timestamp with time zone,
  reread_wanted_at timestamp with time zone,
  constraint companies_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint companies_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint companies_external_id_key UNIQUE (external_id),
  constraint companies_pkey PRIMARY KEY (id),
  constraint companies_segment_order_check CHECK (((segment_order IS NULL) OR ((cardinality(segment_order) = 8) AND (segment_order @> ARRAY['pt_cancellations'::text, 'vip_members'::text, 'trial_dropoffs'::text, 'lost_clients'::text, 'nearly_lost'::text, 'going_silent'::text, 'at_risk'::text, 'regular_members'::text])))),
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
  ignored_at timestamp with time zone,
  ignored_by text,
  constraint conversations_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint conversations_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint conversations_company_id_phone_key UNIQUE (company_id, phone),
  constraint conversations_pkey PRIMARY KEY (id)
);

CREATE INDEX conversations_unmatched ON public.conversations USING btree (company_id, last_inbound_at DESC) WHERE (client_id IS NULL);

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

create table goods (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  title text not null,
  category_title text,
  price_minor bigint,
  unit text,
  is_deleted boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  constraint goods_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint goods_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint goods_pkey PRIMARY KEY (id)
);

create table goods_sales (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  client_id bigint,
  sold_on date not null,
  title text not null,
  cost_minor bigint not null default 0,
  is_deleted boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  good_external_id text,
  constraint goods_sales_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint goods_sales_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint goods_sales_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint goods_sales_pkey PRIMARY KEY (id)
);

CREATE INDEX goods_sales_client ON public.goods_sales USING btree (company_id, client_id) INCLUDE (sold_on, cost_minor) WHERE (NOT is_deleted);
CREATE INDEX goods_sales_sold ON public.goods_sales USING btree (company_id, sold_on);

CREATE TRIGGER goods_sales_delete AFTER DELETE ON public.goods_sales REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_purchases();
CREATE TRIGGER goods_sales_insert AFTER INSERT ON public.goods_sales REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_purchases();
CREATE TRIGGER goods_sales_update AFTER UPDATE ON public.goods_sales REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_purchases();

create table insight_staging (
  company_id integer not null,
  client_id bigint not null,
  visits integer not null,
  first_visit_on date,
  second_visit_on date,
  last_visit_on date,
  spend_minor bigint not null,
  visits_7d smallint not null,
  visits_30d smallint not null,
  visits_30d_before smallint not null,
  median_gap_days real,
  pt_visits integer not null,
  first_pt_on date,
  last_pt_on date,
  has_future_booking boolean not null,
  has_future_pt_booking boolean not null,
  first_membership_on date,
  came_thrice_in_thirty boolean not null,
  visited_months smallint[] not null
);

CREATE INDEX insight_staging_company ON public.insight_staging USING btree (company_id);

create table insight_state (
  company_id integer not null,
  as_of date not null,
  clients integer not null,
  spenders integer not null,
  high_ltv_threshold_minor double precision,
  vip_threshold_minor bigint,
  segment_order text[],
  refreshed_at timestamp with time zone not null,
  full_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  high_ltv_clients integer not null default 0,
  intervals_as_of date,
  constraint insight_state_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint insight_state_pkey PRIMARY KEY (company_id)
);

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
  is_deleted boolean not null default false,
  constraint memberships_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint memberships_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint memberships_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint memberships_pkey PRIMARY KEY (id)
);

CREATE INDEX memberships_client ON public.memberships USING btree (company_id, client_id) INCLUDE (sold_on, cost_minor) WHERE (NOT is_deleted);
CREATE INDEX memberships_sold ON public.memberships USING btree (company_id, sold_on);

CREATE TRIGGER memberships_delete AFTER DELETE ON public.memberships REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_purchases();
CREATE TRIGGER memberships_insert AFTER INSERT ON public.memberships REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_purchases();
CREATE TRIGGER memberships_update AFTER UPDATE ON public.memberships REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_purchases();

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

CREATE TRIGGER message_events_decide AFTER INSERT ON public.message_events FOR EACH ROW WHEN ((new.kind = ANY (ARRAY['created'::text, 'written'::text, 'waiting'::text, 'approved'::text, 'rejected'::text, 'taken_back'::text, 'failed'::text, 'retried'::text, 'unknown'::text, 'dead'::text, 'closed'::text, 'settled'::text, 'skipped'::text, 'expired'::text, 'cancelled'::text]))) EXECUTE FUNCTION keep_message_decision();

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
  reason text,
  refused_code text,
  quality text,
  parameter_format text not null default 'POSITIONAL'::text,
  status_since timestamp with time zone not null default now(),
  paused_until timestamp with time zone,
  told_at timestamp with time zone,
  checked_at timestamp with time zone,
  submitted_at timestamp with time zone,
  deleted_at timestamp with time zone,
  edited_at timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  wanted text,
  wanted_body text,
  wanted_by text,
  wanted_at timestamp with time zone,
  constraint message_templates_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint message_templates_company_id_name_language_key UNIQUE (company_id, name, language),
  constraint message_templates_parameter_format_check CHECK ((parameter_format = ANY (ARRAY['POSITIONAL'::text, 'NAMED'::text]))),
  constraint message_templates_pkey PRIMARY KEY (id),
  constraint message_templates_wanted_check CHECK ((wanted = ANY (ARRAY['submit'::text, 'edit'::text, 'delete'::text])))
);

CREATE INDEX message_templates_wanted ON public.message_templates USING btree (company_id) WHERE (wanted IS NOT NULL);

create table messages (
  id bigint not null generated as identity,
  company_id integer not null,
  client_id bigint,
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
  milestone integer,
  snoozed_until timestamp with time zone,
  snoozed_by text,
  translation text,
  translation_language text,
  translation_version integer,
  translation_problem text,
  ai_cost_micros bigint not null default 0,
  constraint messages_answers_reply_id_key UNIQUE (answers_reply_id),
  constraint messages_booked_visit_id_fkey FOREIGN KEY (booked_visit_id) REFERENCES visits(id) ON DELETE SET NULL,
  constraint messages_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE SET NULL,
  constraint messages_client CHECK (((client_id IS NOT NULL) OR (scenario = 'test'::text))),
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
CREATE INDEX messages_company ON public.messages USING btree (company_id, created_at DESC);
CREATE INDEX messages_company_status ON public.messages USING btree (company_id, status, created_at DESC);
CREATE INDEX messages_open ON public.messages USING btree (id) WHERE (status = ANY (ARRAY['drafting'::text, 'awaiting_approval'::text, 'waiting'::text, 'queued'::text, 'sending'::text, 'unknown'::text, 'failed'::text]));
CREATE INDEX messages_phone_delivered ON public.messages USING btree (company_id, phone, delivered_at DESC) WHERE (delivered_at IS NOT NULL);
CREATE INDEX messages_phone_queued ON public.messages USING btree (company_id, phone, queued_at DESC) WHERE (queued_at IS NOT NULL);
CREATE UNIQUE INDEX messages_request ON public.messages USING btree (company_id, request_key) WHERE (request_key IS NOT NULL);
CREATE INDEX messages_scenario ON public.messages USING btree (company_id, scenario, phone) WHERE (scenario = ANY (ARRAY['birthday'::text, 'milestone'::text, 'pt_dropout'::text, 'last_chance'::text, 'reactivation'::text]));
CREATE INDEX messages_snoozed ON public.messages USING btree (company_id, snoozed_until) WHERE ((snoozed_until IS NOT NULL) AND (status = 'awaiting_approval'::text));
CREATE INDEX messages_to_decide ON public.messages USING btree (company_id, ((snoozed_until IS NULL)), awaiting_since, id) WHERE (status = 'awaiting_approval'::text);

CREATE TRIGGER messages_cost BEFORE UPDATE ON public.messages FOR EACH ROW WHEN (((new.ai_input_tokens <> old.ai_input_tokens) OR (new.ai_output_tokens <> old.ai_output_tokens) OR (new.sent_at IS DISTINCT FROM old.sent_at) OR ((new.status = 'dead'::text) <> (old.status = 'dead'::text)))) EXECUTE FUNCTION cost_message();
CREATE TRIGGER messages_raise_card AFTER UPDATE ON public.messages FOR EACH ROW WHEN (((((((((old.status IS DISTINCT FROM new.status) OR (old.reason IS DISTINCT FROM new.reason)) OR (old.text IS DISTINCT FROM new.text)) OR (old.version IS DISTINCT FROM new.version)) OR (old.decision IS DISTINCT FROM new.decision)) OR (old.decided_by IS DISTINCT FROM new.decided_by)) OR (old.snoozed_until IS DISTINCT FROM new.snoozed_until)) OR (old.translation IS DISTINCT FROM new.translation))) EXECUTE FUNCTION raise_moderation_card();

create table metric_days (
  company_id integer not null,
  local_date date not null,
  books text not null,
  made_of text,
  made_at timestamp with time zone,
  constraint metric_days_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint metric_days_pkey PRIMARY KEY (company_id, local_date)
);

CREATE INDEX metric_days_missing ON public.metric_days USING btree (company_id, local_date) WHERE (made_of IS DISTINCT FROM books);

create table metric_snapshots (
  company_id integer not null,
  local_date date not null,
  key text not null,
  value double precision,
  is_final boolean not null,
  computed_at timestamp with time zone not null,
  constraint metric_snapshots_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint metric_snapshots_pkey PRIMARY KEY (company_id, key, local_date)
);

CREATE INDEX metric_snapshots_day ON public.metric_snapshots USING btree (company_id, local_date);

create table moderation_batch_items (
  company_id integer not null,
  batch_id bigint not null,
  "position" integer not null,
  message_id bigint not null,
  version integer not null,
  outcome text,
  constraint moderation_batch_items_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES moderation_batches(id) ON DELETE CASCADE,
  constraint moderation_batch_items_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint moderation_batch_items_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint moderation_batch_items_outcome_check CHECK ((outcome = ANY (ARRAY['approved'::text, 'changed'::text, 'decided'::text, 'failed'::text]))),
  constraint moderation_batch_items_pkey PRIMARY KEY (batch_id, "position")
);

CREATE INDEX moderation_batch_items_message ON public.moderation_batch_items USING btree (message_id);

create table moderation_batches (
  id bigint not null generated as identity,
  company_id integer not null,
  callback_key text not null default replace((gen_random_uuid())::text, '-'::text, ''::text),
  chat_id bigint not null,
  telegram_message_id bigint,
  state text not null default 'shown'::text,
  telegram_user_id bigint,
  actor_name text,
  working_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint moderation_batches_callback_key_key UNIQUE (callback_key),
  constraint moderation_batches_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint moderation_batches_pkey PRIMARY KEY (id),
  constraint moderation_batches_state_check CHECK ((state = ANY (ARRAY['shown'::text, 'confirmed'::text, 'done'::text, 'cancelled'::text])))
);

CREATE INDEX moderation_batches_open ON public.moderation_batches USING btree (id) WHERE (state = 'confirmed'::text);

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
  back_from timestamp with time zone,
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
  recorded_by text,
  lifted_by text,
  lifted_reason text,
  constraint opt_outs_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint opt_outs_pkey PRIMARY KEY (company_id, phone),
  constraint opt_outs_source_check CHECK ((source = ANY (ARRAY['word'::text, 'button'::text, 'user_preferences'::text, 'error_131050'::text, 'model'::text, 'person'::text, 'import'::text])))
);

CREATE INDEX opt_outs_company ON public.opt_outs USING btree (company_id, at DESC, phone);

create table outbox_messages (
  id bigint not null generated as identity,
  company_id integer not null,
  message_id bigint not null,
  phone_number_id text not null,
  client_id bigint,
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
  is_test boolean not null default false,
  price_micros bigint not null default 0,
  constraint outbox_client CHECK ((is_test OR (client_id IS NOT NULL))),
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

CREATE INDEX outbox_account_errors ON public.outbox_messages USING btree (phone_number_id, last_error_at) WHERE (last_error_at IS NOT NULL);
CREATE INDEX outbox_company ON public.outbox_messages USING btree (company_id, created_at DESC);
CREATE INDEX outbox_due ON public.outbox_messages USING btree (phone_number_id, priority DESC, next_attempt_at, id) WHERE (status = ANY (ARRAY['queued'::text, 'failed'::text]));
CREATE INDEX outbox_in_flight ON public.outbox_messages USING btree (phone_number_id, status) WHERE (status = ANY (ARRAY['sending'::text, 'unknown'::text]));
CREATE INDEX outbox_person ON public.outbox_messages USING btree (company_id, phone, sent_at DESC);
CREATE INDEX outbox_sent_recently ON public.outbox_messages USING btree (phone_number_id, sent_at) WHERE (sent_at IS NOT NULL);
CREATE INDEX outbox_spent ON public.outbox_messages USING btree (company_id, sent_at) INCLUDE (price_micros, status) WHERE (price_micros > 0);

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
  client_id bigint,
  last_tried_at timestamp with time zone,
  constraint quarantined_records_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint quarantined_records_company_id_collection_external_id_key UNIQUE (company_id, collection, external_id),
  constraint quarantined_records_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint quarantined_records_pkey PRIMARY KEY (id)
);

CREATE INDEX quarantined_client ON public.quarantined_records USING btree (client_id) WHERE (client_id IS NOT NULL);
CREATE INDEX quarantined_open ON public.quarantined_records USING btree (company_id, last_seen_at DESC, id DESC) WHERE (resolved_at IS NULL);
CREATE INDEX quarantined_settled ON public.quarantined_records USING btree (company_id, resolved_at) WHERE (resolved_at IS NOT NULL);

create table rate_turns (
  key text not null,
  next_free_at timestamp with time zone not null default now(),
  held_until timestamp with time zone,
  begun_at timestamp with time zone[] not null default '{}'::timestamp with time zone[],
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
  ai_budget_minor bigint,
  message_budget_minor bigint,
  ai_input_price_minor bigint,
  ai_output_price_minor bigint,
  message_prices jsonb not null default '[]'::jsonb,
  budget_version integer not null default 1,
  constraint reactivation_settings_ai_budget_minor_check CHECK ((ai_budget_minor >= 0)),
  constraint reactivation_settings_ai_input_price_minor_check CHECK ((ai_input_price_minor >= 0)),
  constraint reactivation_settings_ai_output_price_minor_check CHECK ((ai_output_price_minor >= 0)),
  constraint reactivation_settings_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint reactivation_settings_daily_limit_mode_check CHECK ((daily_limit_mode = ANY (ARRAY['auto'::text, 'manual'::text]))),
  constraint reactivation_settings_delivery_mode_check CHECK ((delivery_mode = ANY (ARRAY['moderation'::text, 'notification'::text]))),
  constraint reactivation_settings_hold_out_percent_check CHECK (((hold_out_percent >= 0) AND (hold_out_percent <= 50))),
  constraint reactivation_settings_manual_concurrent_limit_check CHECK (((manual_concurrent_limit >= 1) AND (manual_concurrent_limit <= 100))),
  constraint reactivation_settings_manual_daily_limit_check CHECK (((manual_daily_limit >= 0) AND (manual_daily_limit <= 100000))),
  constraint reactivation_settings_manual_hourly_limit_check CHECK (((manual_hourly_limit >= 0) AND (manual_hourly_limit <= 100000))),
  constraint reactivation_settings_max_slots_to_offer_check CHECK (((max_slots_to_offer >= 0) AND (max_slots_to_offer <= 5))),
  constraint reactivation_settings_message_budget_minor_check CHECK ((message_budget_minor >= 0)),
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

create table scenario_settings (
  company_id integer not null,
  scenario text not null,
  is_on boolean not null default true,
  cooldown_days integer,
  cooldown_by_segment jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint scenario_settings_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint scenario_settings_cooldown_days_check CHECK (((cooldown_days >= 0) AND (cooldown_days <= 1000))),
  constraint scenario_settings_pkey PRIMARY KEY (company_id, scenario),
  constraint scenario_settings_scenario_check CHECK ((scenario = ANY (ARRAY['birthday'::text, 'milestone'::text, 'pt_dropout'::text, 'last_chance'::text, 'reactivation'::text])))
);

create table segment_moves (
  id bigint not null generated as identity,
  company_id integer not null,
  client_id bigint not null,
  from_segment text,
  to_segment text,
  moved_on date not null,
  at timestamp with time zone not null,
  constraint segment_moves_check CHECK ((from_segment IS DISTINCT FROM to_segment)),
  constraint segment_moves_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE,
  constraint segment_moves_pkey PRIMARY KEY (id)
);

CREATE INDEX segment_moves_client ON public.segment_moves USING btree (client_id, id);
CREATE INDEX segment_moves_company ON public.segment_moves USING btree (company_id, at DESC, id DESC);
CREATE INDEX segment_moves_day ON public.segment_moves USING btree (company_id, moved_on);

create table service_categories (
  id bigint not null generated as identity,
  company_id integer not null,
  external_id text not null,
  title text not null,
  is_deleted boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  constraint service_categories_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint service_categories_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint service_categories_pkey PRIMARY KEY (id)
);

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
  historical_gap_count integer not null default 0,
  historical_gap_median double precision,
  ai_reasoning text,
  ai_suggested_at timestamp with time zone,
  ai_asked_at timestamp with time zone,
  ai_suggestion_declined_at timestamp with time zone,
  ai_suggestion_declined_by text,
  constraint service_reactivation_rules_active_interval_source_check CHECK ((active_interval_source = ANY (ARRAY['manual'::text, 'historical'::text, 'ai'::text, 'default'::text]))),
  constraint service_reactivation_rules_ai_reasoning_check CHECK ((length(ai_reasoning) <= 400)),
  constraint service_reactivation_rules_ai_suggested_interval_check CHECK (((ai_suggested_interval >= 1) AND (ai_suggested_interval <= 1000))),
  constraint service_reactivation_rules_check CHECK (((ai_suggestion_declined_at IS NULL) OR (NOT ai_suggestion_accepted))),
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
  category_id bigint,
  counts_as_pt boolean not null default is_pt_service(is_personal_training, category_title, title),
  constraint services_category_id_fkey FOREIGN KEY (category_id) REFERENCES service_categories(id) ON DELETE SET NULL,
  constraint services_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint services_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint services_pkey PRIMARY KEY (id)
);

CREATE TRIGGER services_update AFTER UPDATE ON public.services REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_services();

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

create table staff_schedules (
  company_id integer not null,
  staff_id bigint not null,
  local_date date not null,
  slots jsonb not null,
  constraint staff_schedules_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint staff_schedules_pkey PRIMARY KEY (company_id, staff_id, local_date),
  constraint staff_schedules_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

create table sync_cursors (
  company_id integer not null,
  collection text not null,
  changed_up_to timestamp with time zone,
  first_copy_page integer,
  first_copy_done_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  first_copy_pages integer,
  constraint sync_cursors_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_cursors_pkey PRIMARY KEY (company_id, collection)
);

create table sync_pace (
  company_id integer not null,
  requests_per_cycle real not null default 3,
  interval_seconds integer not null default 60,
  shared_by integer not null default 1,
  next_due_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  constraint sync_pace_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_pace_pkey PRIMARY KEY (company_id)
);

create table sync_rebuild_pages (
  rebuild_id bigint not null,
  company_id integer not null,
  collection text not null,
  reading smallint not null,
  page integer not null,
  external_ids text[] not null,
  constraint sync_rebuild_pages_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_rebuild_pages_pkey PRIMARY KEY (rebuild_id, collection, reading, page),
  constraint sync_rebuild_pages_rebuild_id_fkey FOREIGN KEY (rebuild_id) REFERENCES sync_rebuilds(id) ON DELETE CASCADE
);

CREATE INDEX sync_rebuild_pages_company ON public.sync_rebuild_pages USING btree (company_id);

create table sync_rebuilds (
  id bigint not null generated as identity,
  company_id integer not null,
  run_id bigint,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  failure_code text,
  is_paused boolean not null default false,
  progress jsonb not null default '{}'::jsonb,
  drift jsonb not null default '{}'::jsonb,
  constraint sync_rebuilds_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_rebuilds_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'failed'::text]))),
  constraint sync_rebuilds_pkey PRIMARY KEY (id),
  constraint sync_rebuilds_run_id_fkey FOREIGN KEY (run_id) REFERENCES sync_runs(id) ON DELETE SET NULL
);

CREATE INDEX sync_rebuilds_company ON public.sync_rebuilds USING btree (company_id, started_at DESC);
CREATE UNIQUE INDEX sync_rebuilds_open ON public.sync_rebuilds USING btree (company_id) WHERE (ended_at IS NULL);

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
  room_asked_at timestamp with time zone,
  constraint sync_runs_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_runs_kind_check CHECK ((kind = ANY (ARRAY['cycle'::text, 'rebuild'::text]))),
  constraint sync_runs_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'idle'::text, 'failed'::text]))),
  constraint sync_runs_pkey PRIMARY KEY (id)
);

CREATE INDEX sync_runs_company ON public.sync_runs USING btree (company_id, started_at DESC);
CREATE UNIQUE INDEX sync_runs_open ON public.sync_runs USING btree (company_id) WHERE (ended_at IS NULL);

create table sync_states (
  company_id integer not null,
  refused_at timestamp with time zone,
  refused_code text,
  webhook_at timestamp with time zone,
  constraint sync_states_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint sync_states_pkey PRIMARY KEY (company_id)
);

create table template_events (
  id bigint not null generated as identity,
  company_id integer not null,
  template_id bigint not null,
  kind text not null,
  before text,
  after text,
  reason text,
  source text not null,
  actor_label text not null,
  at timestamp with time zone not null,
  constraint template_events_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint template_events_kind_check CHECK ((kind = ANY (ARRAY['status'::text, 'category'::text, 'quality'::text, 'text'::text, 'flagged'::text, 'asked'::text, 'refused'::text]))),
  constraint template_events_pkey PRIMARY KEY (id),
  constraint template_events_source_check CHECK ((source = ANY (ARRAY['webhook'::text, 'list'::text, 'send'::text, 'person'::text]))),
  constraint template_events_template_id_fkey FOREIGN KEY (template_id) REFERENCES message_templates(id) ON DELETE CASCADE
);

CREATE INDEX template_events_template ON public.template_events USING btree (company_id, template_id, id DESC);

create table test_numbers (
  company_id integer not null,
  phone text not null,
  name text not null,
  added_by text not null,
  added_at timestamp with time zone not null,
  constraint test_numbers_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint test_numbers_pkey PRIMARY KEY (company_id, phone)
);

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

CREATE TRIGGER visit_positions_delete AFTER DELETE ON public.visit_positions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_positions();
CREATE TRIGGER visit_positions_insert AFTER INSERT ON public.visit_positions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_positions();
CREATE TRIGGER visit_positions_update AFTER UPDATE ON public.visit_positions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_positions();

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
  visited_on date not null,
  is_pt boolean not null default false,
  constraint visits_attendance_check CHECK ((attendance = ANY (ARRAY['-1'::integer, 0, 1, 2]))),
  constraint visits_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE SET NULL,
  constraint visits_company_id_external_id_key UNIQUE (company_id, external_id),
  constraint visits_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint visits_pkey PRIMARY KEY (id),
  constraint visits_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE SET NULL
);

CREATE INDEX visits_api_id ON public.visits USING btree (company_id, api_id) WHERE (api_id IS NOT NULL);
CREATE INDEX visits_arrived ON public.visits USING btree (company_id, client_id, visited_on) INCLUDE (cost_minor, is_pt) WHERE ((attendance = 1) AND (NOT is_deleted) AND (client_id IS NOT NULL));
CREATE INDEX visits_arrived_day ON public.visits USING btree (company_id, visited_on) INCLUDE (client_id, cost_minor) WHERE ((attendance = 1) AND (NOT is_deleted) AND (client_id IS NOT NULL));
CREATE INDEX visits_booked ON public.visits USING btree (company_id, client_id, local_date) INCLUDE (is_pt) WHERE ((attendance = ANY (ARRAY[0, 2])) AND (NOT is_deleted) AND (client_id IS NOT NULL));
CREATE INDEX visits_client ON public.visits USING btree (company_id, client_id, local_date);
CREATE INDEX visits_created ON public.visits USING btree (company_id, created_at_source);
CREATE INDEX visits_day ON public.visits USING btree (company_id, local_date);
CREATE INDEX visits_missed_day ON public.visits USING btree (company_id, local_date) INCLUDE (client_id, attendance, is_deleted) WHERE ((attendance = '-1'::integer) OR is_deleted);
CREATE INDEX visits_platform_visit ON public.visits USING btree (company_id, visit_external_id) WHERE (visit_external_id IS NOT NULL);

CREATE TRIGGER visits_day_insert BEFORE INSERT ON public.visits FOR EACH ROW EXECUTE FUNCTION start_visit_day();
CREATE TRIGGER visits_day_update BEFORE UPDATE OF local_date, visit_external_id, client_id, attendance, is_deleted ON public.visits FOR EACH ROW WHEN ((((((old.local_date IS DISTINCT FROM new.local_date) OR (old.visit_external_id IS DISTINCT FROM new.visit_external_id)) OR (old.client_id IS DISTINCT FROM new.client_id)) OR (old.attendance IS DISTINCT FROM new.attendance)) OR (old.is_deleted IS DISTINCT FROM new.is_deleted))) EXECUTE FUNCTION start_visit_day();
CREATE TRIGGER visits_delete AFTER DELETE ON public.visits REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_visits();
CREATE TRIGGER visits_insert AFTER INSERT ON public.visits REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_visits();
CREATE TRIGGER visits_update AFTER UPDATE ON public.visits REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_visits();

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

create table whatsapp_account_events (
  id bigint not null generated as identity,
  company_id integer not null,
  kind text not null,
  at timestamp with time zone not null,
  details jsonb not null default '{}'::jsonb,
  by text not null,
  once_key text,
  constraint whatsapp_account_events_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint whatsapp_account_events_company_id_once_key_key UNIQUE (company_id, once_key),
  constraint whatsapp_account_events_pkey PRIMARY KEY (id)
);

CREATE INDEX whatsapp_account_events_company ON public.whatsapp_account_events USING btree (company_id, at DESC, id DESC);

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
  spam_score double precision not null default 0,
  last_ban_date timestamp with time zone,
  ban_count integer not null default 0,
  last_incident_date timestamp with time zone,
  last_incident_type text,
  epoch bigint not null default 0,
  next_send_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  spam_sent integer not null default 0,
  spam_opt_outs integer not null default 0,
  spam_errors integer not null default 0,
  spam_accepted double precision,
  quality text,
  paused_by text,
  looked_at timestamp with time zone,
  constraint whatsapp_account_health_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
  constraint whatsapp_account_health_company_id_key UNIQUE (company_id),
  constraint whatsapp_account_health_phone_number_id_key UNIQUE (phone_number_id),
  constraint whatsapp_account_health_pkey PRIMARY KEY (id),
  constraint whatsapp_account_health_warmup_level_check CHECK ((warmup_level = ANY (ARRAY['cold'::text, 'warm'::text, 'hot'::text])))
);

create view ai_prices as
 SELECT s.company_id,
    COALESCE(s.ai_input_price_minor, ((3 * COALESCE(r.minor_per_dollar, 100)))::bigint) AS input_minor,
    COALESCE(s.ai_output_price_minor, ((15 * COALESCE(r.minor_per_dollar, 100)))::bigint) AS output_minor
   FROM ((reactivation_settings s
     JOIN companies c ON ((c.id = s.company_id)))
     LEFT JOIN usual_rates r ON ((r.currency = c.currency)));

create view arrived_visits as
 SELECT company_id,
    client_id,
    visited_on,
    (sum(cost_minor))::bigint AS cost_minor,
    min(starts_at) AS starts_at,
    array_agg(id ORDER BY visits.starts_at, id) AS record_ids,
    bool_or(is_pt) AS is_pt
   FROM visits
  WHERE ((attendance = 1) AND (NOT is_deleted) AND (client_id IS NOT NULL))
  GROUP BY company_id, client_id, visited_on;

create view message_decisions as
 SELECT e.company_id,
    m.campaign_id,
    m.reactivation_id,
    e.message_id,
    m.client_id,
    m.scenario,
        CASE e.kind
            WHEN 'created'::text THEN 'chosen'::text
            WHEN 'written'::text THEN 'chosen'::text
            WHEN 'waiting'::text THEN 'waits'::text
            WHEN 'failed'::text THEN 'retried'::text
            WHEN 'settled'::text THEN 'closed'::text
            ELSE e.kind
        END AS decision,
        CASE e.kind
            WHEN 'created'::text THEN
            CASE
                WHEN (m.conversation_id IS NOT NULL) THEN 'answer'::text
                ELSE 'next_attempt'::text
            END
            WHEN 'written'::text THEN 'written_by_hand'::text
            WHEN 'approved'::text THEN 'by_person'::text
            WHEN 'rejected'::text THEN 'by_person'::text
            WHEN 'retried'::text THEN 'by_person'::text
            WHEN 'closed'::text THEN 'closed_by_person'::text
            ELSE COALESCE((e.details ->> 'reason'::text), (e.details ->> 'code'::text),
            CASE
                WHEN (e.kind = 'expired'::text) THEN 'not_decided'::text
                ELSE e.kind
            END)
        END AS reason,
    jsonb_strip_nulls(jsonb_build_object('attempt', m.attempt, 'until', (e.details -> 'until'::text), 'by', e.actor_label)) AS details,
    ((e.at AT TIME ZONE c.time_zone))::date AS decided_on,
    e.at AS created_at,
    e.id AS event_id
   FROM ((message_events e
     JOIN messages m ON ((m.id = e.message_id)))
     JOIN companies c ON ((c.id = e.company_id)))
  WHERE ((e.kind = ANY (ARRAY['created'::text, 'written'::text, 'waiting'::text, 'approved'::text, 'rejected'::text, 'taken_back'::text, 'failed'::text, 'retried'::text, 'unknown'::text, 'dead'::text, 'closed'::text, 'settled'::text, 'skipped'::text, 'expired'::text, 'cancelled'::text])) AND (m.client_id IS NOT NULL) AND (m.scenario <> 'test'::text) AND (NOT ((e.kind = 'created'::text) AND (m.reactivation_id IS NOT NULL) AND (m.conversation_id IS NULL) AND (m.attempt = 1))));

create view usual_message_prices as
 SELECT column1 AS prefix,
    column2 AS marketing_cents_per_thousand,
    column3 AS utility_cents_per_thousand
   FROM (VALUES (''::text,6040,770), ('+1'::text,2500,340), ('+7'::text,8020,4000), ('+420'::text,8600,2120), ('+421'::text,8600,2120), ('+359'::text,8600,2120), ('+380'::text,8600,2120), ('+48'::text,8600,2120), ('+36'::text,8600,2120), ('+40'::text,8600,2120), ('+49'::text,13650,5500), ('+33'::text,8590,3000), ('+44'::text,5290,2200), ('+39'::text,6910,3000), ('+34'::text,6150,2000), ('+31'::text,15970,5000), ('+43'::text,5920,1710), ('+41'::text,5920,1710), ('+972'::text,3530,530), ('+90'::text,1090,530), ('+971'::text,4990,1570)) "*VALUES*";

create view usual_rates as
 SELECT column1 AS currency,
    column2 AS minor_per_dollar
   FROM (VALUES ('USD'::text,100), ('EUR'::text,90), ('GBP'::text,77), ('CHF'::text,85), ('CAD'::text,138), ('AUD'::text,152), ('CZK'::text,2250), ('PLN'::text,385), ('BGN'::text,175), ('HUF'::text,36000), ('RON'::text,445), ('UAH'::text,4150), ('RUB'::text,8500), ('KZT'::text,52000), ('GEL'::text,272), ('AMD'::text,38800), ('AED'::text,367), ('ILS'::text,360), ('TRY'::text,3900), ('BYN'::text,310)) "*VALUES*";

CREATE OR REPLACE FUNCTION public.client_search(name text, surname text, phone text, phone_raw text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((' '::text || "left"(search_latin(((COALESCE(name, ''::text) || ' '::text) || COALESCE(surname, ''::text))), 200)) || ' '::text) || "left"(regexp_replace(COALESCE(phone, phone_raw, ''::text), '[^0-9]'::text, ''::text, 'g'::text), 40))
;

CREATE OR REPLACE FUNCTION public.cost_message()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.counted_spam_score(h whatsapp_account_health)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when h.spam_accepted is not null and h.spam_score <= h.spam_accepted then least(h.spam_score, 0.6) else h.spam_score end
$function$
;

CREATE OR REPLACE FUNCTION public.has_pt_words(words text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select ' ' || regexp_replace(lower(normalize(coalesce(words, ''))), '[^[:alnum:]]+', ' ', 'g') || ' ' ~
    ' (personal training|personal trainer|pt|персональная тренировка|персональный тренинг|пт|персональне тренування|osobní trénink|osobní trenér|персонална тренировка) '
$function$
;

CREATE OR REPLACE FUNCTION public.is_pt_service(mark boolean, category_title text, title text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(mark, has_pt_words(category_title) or has_pt_words(title))
$function$
;

CREATE OR REPLACE FUNCTION public.keep_message_decision()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into campaign_decisions (company_id, campaign_id, reactivation_id, message_id, client_id, scenario, decision, reason, details, decided_on, created_at, event_id)
  select company_id, campaign_id, reactivation_id, message_id, client_id, scenario, decision, reason, details, decided_on, created_at, event_id
  from message_decisions where event_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.message_price_micros(of_company integer, to_phone text, of_category text)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.month_spending(of_company integer, as_of timestamp with time zone)
 RETURNS TABLE(month_start timestamp with time zone, month_end timestamp with time zone, ai_cap_minor bigint, message_cap_minor bigint, ai_micros bigint, message_micros bigint)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.note_changed_cards()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into changed_clients (company_id, client_id) select company_id, id from new_rows;
  else
    insert into changed_clients (company_id, client_id)
      select company_id, id from (select company_id, id, is_deleted from new_rows except select company_id, id, is_deleted from old_rows) t;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_changed_positions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  visit_ids bigint[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct visit_id) into visit_ids from new_rows;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct visit_id) into visit_ids from old_rows;
  else
    select array_agg(distinct visit_id) into visit_ids from (
      (select visit_id, position, service_id, kind, title from new_rows
       except select visit_id, position, service_id, kind, title from old_rows)
      union all
      (select visit_id, position, service_id, kind, title from old_rows
       except select visit_id, position, service_id, kind, title from new_rows)
    ) t;
  end if;
  if visit_ids is not null then perform settle_pt(visit_ids); end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_changed_purchases()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op <> 'DELETE' then
    insert into changed_clients (company_id, client_id) select distinct company_id, client_id from new_rows where client_id is not null;
  end if;
  if tg_op <> 'INSERT' then
    insert into changed_clients (company_id, client_id) select distinct company_id, client_id from old_rows where client_id is not null;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_changed_services()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  visit_ids bigint[];
begin
  select array_agg(distinct p.visit_id) into visit_ids
  from (select id, company_id, counts_as_pt from new_rows except select id, company_id, counts_as_pt from old_rows) s
  join visit_positions p on p.company_id = s.company_id and p.service_id = s.id;
  if visit_ids is not null then perform settle_pt(visit_ids); end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_changed_visits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  companies integer[];
  platform_visits text[];
begin
  if tg_op = 'INSERT' then
    insert into changed_clients (company_id, client_id)
      select distinct company_id, client_id from new_rows where client_id is not null;
    select array_agg(company_id), array_agg(visit_external_id) into companies, platform_visits
      from (select distinct company_id, visit_external_id from new_rows
            where visit_external_id is not null and attendance = 1 and not is_deleted and client_id is not null) t;
  elsif tg_op = 'DELETE' then
    insert into changed_clients (company_id, client_id)
      select distinct company_id, client_id from old_rows where client_id is not null;
    select array_agg(company_id), array_agg(visit_external_id) into companies, platform_visits
      from (select distinct company_id, visit_external_id from old_rows
            where visit_external_id is not null and attendance = 1 and not is_deleted and client_id is not null) t;
  else
    insert into changed_clients (company_id, client_id)
      select distinct company_id, client_id from (
        (select id, company_id, client_id, visited_on, local_date, attendance, is_deleted, cost_minor, is_pt from new_rows
         except select id, company_id, client_id, visited_on, local_date, attendance, is_deleted, cost_minor, is_pt from old_rows)
        union all
        (select id, company_id, client_id, visited_on, local_date, attendance, is_deleted, cost_minor, is_pt from old_rows
         except select id, company_id, client_id, visited_on, local_date, attendance, is_deleted, cost_minor, is_pt from new_rows)
      ) t where client_id is not null;
    select array_agg(company_id), array_agg(visit_external_id) into companies, platform_visits
      from (select distinct company_id, visit_external_id from (
        (select id, company_id, client_id, visit_external_id, local_date, attendance = 1 and not is_deleted as counts from new_rows
         except select id, company_id, client_id, visit_external_id, local_date, attendance = 1 and not is_deleted from old_rows)
        union all
        (select id, company_id, client_id, visit_external_id, local_date, attendance = 1 and not is_deleted as counts from old_rows
         except select id, company_id, client_id, visit_external_id, local_date, attendance = 1 and not is_deleted from new_rows)
      ) d where visit_external_id is not null) t;
  end if;
  if companies is not null then
    update visits v set visited_on = d.day
    from (
      select w.id, case when w.attendance = 1 and not w.is_deleted and w.client_id is not null
        then min(w.local_date) filter (where w.attendance = 1 and not w.is_deleted)
               over (partition by w.company_id, w.client_id, w.visit_external_id)
        else w.local_date end as day
      from unnest(companies, platform_visits) as touched(company_id, visit_external_id)
      join visits w on w.company_id = touched.company_id and w.visit_external_id = touched.visit_external_id
    ) d
    where v.id = d.id and v.visited_on <> d.day;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.raise_moderation_card()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update moderation_cards set wanted_version = wanted_version + 1, updated_at = now() where message_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.search_form(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(regexp_replace(translate(regexp_replace(NORMALIZE(lower($1), NFD), '[\u0300-\u036f]'::text, ''::text, 'g'::text), 'łøđ'::text, 'lod'::text), '[''’ʼ`]'::text, ''::text, 'g'::text), '[-[:space:].,;:!\u003f()/_%"&*+=<>|\\]+'::text, ' '::text, 'g'::text))
;

CREATE OR REPLACE FUNCTION public.search_latin(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(replace(replace(replace(replace(replace(replace(replace(translate(search_form($1), 'абвгдезиклмнопрстуфыэіґєъь'::text, 'abvgdeziklmnoprstufyeige'::text), 'ж'::text, 'zh'::text), 'х'::text, 'kh'::text), 'ц'::text, 'ts'::text), 'ч'::text, 'ch'::text), 'ш'::text, 'sh'::text), 'щ'::text, 'shch'::text), 'ю'::text, 'yu'::text), 'я'::text, 'ya'::text)
;

CREATE OR REPLACE FUNCTION public.settle_pt(visit_ids bigint[])
 RETURNS void
 LANGUAGE sql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  update visits v set is_pt = d.is_pt
  from (
    select t.visit_id, exists (
      select 1 from visit_positions p left join services s on s.id = p.service_id
      where p.visit_id = t.visit_id and p.kind = 'service' and coalesce(s.counts_as_pt, has_pt_words(p.title))
    ) as is_pt
    from unnest(visit_ids) as t(visit_id)
  ) d
  where v.id = d.visit_id and v.is_pt <> d.is_pt
$function$
;

CREATE OR REPLACE FUNCTION public.start_visit_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.visited_on := new.local_date;
  return new;
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
