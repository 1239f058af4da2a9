/** What a manager can settle by hand: the company's place and money, how scenarios are set, and a declined suggestion. */

export const name = '0016-company-settings';

export const up = `
alter table companies
  add column version integer not null default 1,
  add column updated_at timestamptz not null default now(),
  -- When somebody said that zone, country and currency are right; null: they are still as the company began.
  add column confirmed_at timestamptz,
  add column confirmed_by text,
  -- The zone changed, and what fires and counts by its clock has not been told yet.
  add column zone_changed_at timestamptz;
-- A zone other than the one that every company without a platform begins with was chosen by somebody.
update companies set confirmed_at = now(), confirmed_by = 'start' where time_zone <> 'UTC';

alter table service_reactivation_rules
  -- A manager's no to the suggestion that is there; the next suggestion asks anew.
  add column ai_suggestion_declined_at timestamptz,
  add column ai_suggestion_declined_by text,
  add check (ai_suggestion_declined_at is null or not ai_suggestion_accepted);

-- "Who or what" of the audit log, by any part of a word.
create index audit_log_search on audit_log using gin
  (lower(actor_label || ' ' || action || ' ' || subject_kind || ' ' || coalesce(subject_id, '')) gin_trgm_ops);
create index audit_log_action on audit_log (company_id, action, at desc);
`;
