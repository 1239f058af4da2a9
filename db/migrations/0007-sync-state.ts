/** What the copying knows of itself: a refusal, the rebuilds with their drift, and how long a first copy is. */

export const name = '0007-sync-state';

export const up = `
-- How many pages the platform said a first copy has; null where it tells no total.
alter table sync_cursors add column first_copy_pages integer;

-- The copying of one company as a whole. No row: nothing ever happened to it.
create table sync_states (
  company_id integer primary key references companies(id) on delete cascade,
  -- The platform refused the credentials: no cycle until they change or somebody presses "try again".
  refused_at timestamptz,
  refused_code text,
  -- When the platform last told by itself that something changed.
  webhook_at timestamptz
);

-- A cycle that found the rebuild at work says so here; the rebuild makes room after its page.
alter table sync_runs add column room_asked_at timestamptz;

create table sync_rebuilds (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  -- Its row in sync_runs is opened for each stretch of pages and closed between them, so that cycles get in.
  run_id bigint references sync_runs(id) on delete set null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'failed')),
  failure_code text,
  is_paused boolean not null default false,
  -- Per collection how far it is: { page, pages, reading, isRead, isDone, beganAt }.
  progress jsonb not null default '{}',
  -- Per collection { missing, changed, gone }.
  drift jsonb not null default '{}'
);
create index sync_rebuilds_company on sync_rebuilds (company_id, started_at desc);
create unique index sync_rebuilds_open on sync_rebuilds (company_id) where ended_at is null;

-- Which rows each page of a running rebuild listed: whoever is on none of them is gone. One row a page, so that a page
-- read twice counts once. Emptied with the collection it belongs to.
create table sync_rebuild_pages (
  rebuild_id bigint not null references sync_rebuilds(id) on delete cascade,
  company_id integer not null references companies(id) on delete cascade,
  collection text not null,
  -- A second reading follows when the first did not list everybody.
  reading smallint not null,
  page integer not null,
  external_ids text[] not null,
  primary key (rebuild_id, collection, reading, page)
);
create index sync_rebuild_pages_company on sync_rebuild_pages (company_id);

-- A sale that came while a rebuild read is not gone because no page of it lists it.
alter table goods_sales add column created_at timestamptz not null default now();

create index quarantined_open on quarantined_records (company_id, last_seen_at desc, id desc) where resolved_at is null;
`;
