/** What of a company waits while the rest of its copying goes on: cards that cannot be read, collections that are refused. */

export const name = '0022-sync-waits';

export const up = `
-- A single card or a phone's list that could not be read: asked for again later, so that those behind it have their turn.
create table card_retries (
  company_id integer not null references companies(id) on delete cascade,
  client_id bigint not null references clients(id) on delete cascade,
  -- "consent" or "memberships".
  kind text not null check (kind in ('consent', 'memberships')),
  tries integer not null default 1,
  next_try_at timestamptz not null,
  failure_code text not null,
  primary key (client_id, kind)
);
create index card_retries_company on card_retries (company_id);

-- The platform gives no right to one collection: it is asked for it now and then, and the others are copied.
create table collection_refusals (
  company_id integer not null references companies(id) on delete cascade,
  collection text not null,
  failure_code text not null,
  -- The first and the newest time, by the clock of whoever asked.
  refused_at timestamptz not null,
  asked_at timestamptz not null,
  primary key (company_id, collection)
);

-- Retrying all goes on with those that were not tried for longest.
alter table quarantined_records add column last_tried_at timestamptz;
`;
