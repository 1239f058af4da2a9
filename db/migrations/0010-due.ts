/** How each scenario is set, and all that is known about where a rule's interval could come from. */

export const name = '0010-due';

export const up = `
-- A company without a row for a scenario has it on, with the cooldowns of definitions.md, "Scenarios".
create table scenario_settings (
  company_id integer not null references companies(id) on delete cascade,
  scenario text not null check (scenario in ('birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation')),
  is_on boolean not null default true,
  cooldown_days integer check (cooldown_days between 0 and 1000),
  -- {"vip_members": 90}: for people of that segment, before cooldown_days.
  cooldown_by_segment jsonb not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (company_id, scenario)
);

alter table service_reactivation_rules
  -- What history knew when it was last looked at: under 20 gaps it says nothing, but how many there are is worth showing.
  add column historical_gap_count integer not null default 0,
  add column historical_gap_median double precision,
  -- Why the model suggested its interval, in its own words, and when.
  add column ai_reasoning text check (length(ai_reasoning) <= 400),
  add column ai_suggested_at timestamptz,
  -- When it was last asked: a question that brought nothing is not repeated the next week.
  add column ai_asked_at timestamptz,
  add check (ai_suggested_interval between 1 and 1000);

-- Which milestones a person was congratulated on, and when they were last written to in a scenario.
alter table messages add column milestone integer;
create index messages_scenario on messages (company_id, scenario, phone) where scenario in
  ('birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation');
`;
