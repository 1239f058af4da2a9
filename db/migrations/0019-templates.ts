/** Templates as WhatsApp has them: their own components, why they are not approved, what a person wants done, and their history. */

export const name = '0019-templates';

export const up = `
alter table message_templates
  -- WhatsApp's word for the last refusal or pause, and our code when it refused what a person asked for.
  add column reason text,
  add column refused_code text,
  add column quality text,
  add column parameter_format text not null default 'POSITIONAL' check (parameter_format in ('POSITIONAL', 'NAMED')),
  add column status_since timestamptz not null default now(),
  add column paused_until timestamptz,
  -- By WhatsApp's clock: what is told later about an earlier moment changes nothing.
  add column told_at timestamptz,
  add column checked_at timestamptz,
  add column submitted_at timestamptz,
  add column deleted_at timestamptz,
  -- When it was edited while approved, for WhatsApp allows one in 24 hours and ten in 30 days.
  add column edited_at timestamptz[] not null default '{}',
  -- What a person asked for and WhatsApp has not been told yet.
  add column wanted text check (wanted in ('submit', 'edit', 'delete')),
  add column wanted_body text,
  add column wanted_by text,
  add column wanted_at timestamptz;
create index message_templates_wanted on message_templates (company_id) where wanted is not null;

-- Until now what was never submitted said the same as what is being reviewed.
update message_templates set status = 'NOT_SUBMITTED' where status = 'PENDING' and external_id is null;

create table template_events (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  template_id bigint not null references message_templates(id) on delete cascade,
  kind text not null check (kind in ('status', 'category', 'quality', 'text', 'flagged', 'asked', 'refused')),
  before text,
  after text,
  reason text,
  source text not null check (source in ('webhook', 'list', 'send', 'person')),
  actor_label text not null,
  at timestamptz not null
);
create index template_events_template on template_events (company_id, template_id, id desc);
`;
