/** What the copies mean: days of visits, personal training, facts and segments per client, their moves, and daily snapshots. */

export const name = '0009-insight';

export const up = `
-- The glossary's "Personal-training words" as whole words, in any case; domain/insight/personal-training.ts has the same list.
create function has_pt_words(words text) returns boolean language sql immutable parallel safe as $$
  select ' ' || regexp_replace(lower(normalize(coalesce(words, ''))), '[^[:alnum:]]+', ' ', 'g') || ' ' ~
    ' (personal training|personal trainer|pt|персональная тренировка|персональный тренинг|пт|персональне тренування|osobní trénink|osobní trenér|персонална тренировка) '
$$;

-- The company's own mark, or else the words.
create function is_pt_service(mark boolean, category_title text, title text) returns boolean language sql immutable parallel safe as $$
  select coalesce(mark, has_pt_words(category_title) or has_pt_words(title))
$$;

alter table services add column counts_as_pt boolean not null
  generated always as (is_pt_service(is_personal_training, category_title, title)) stored;

-- Both are kept right by the triggers below, whoever writes; nobody else sets them.
-- visited_on: the day of the visit. Arrived records of one client with one platform visit id share the first of their
-- local dates; every other record keeps its own.
alter table visits add column visited_on date;
alter table visits add column is_pt boolean not null default false;

update visits v set visited_on = d.day
from (
  select id, case when visit_external_id is not null and attendance = 1 and not is_deleted and client_id is not null
    then min(local_date) filter (where attendance = 1 and not is_deleted)
           over (partition by company_id, client_id, visit_external_id)
    else local_date end as day
  from visits
) d
where d.id = v.id;
alter table visits alter column visited_on set not null;

update visits v set is_pt = true
where exists (
  select 1 from visit_positions p left join services s on s.id = p.service_id
  where p.visit_id = v.id and p.kind = 'service' and coalesce(s.counts_as_pt, has_pt_words(p.title))
);

-- All that a client's numbers need of the past, in the order they are counted in: read without the table.
create index visits_arrived on visits (company_id, client_id, visited_on) include (cost_minor, is_pt)
  where attendance = 1 and not is_deleted and client_id is not null;
create index visits_booked on visits (company_id, client_id, local_date) include (is_pt)
  where attendance in (0, 2) and not is_deleted and client_id is not null;
-- The same for what is bought beside visits.
drop index memberships_client;
create index memberships_client on memberships (company_id, client_id) include (sold_on, cost_minor);
drop index goods_sales_client;
create index goods_sales_client on goods_sales (company_id, client_id) include (sold_on, cost_minor);
create index visits_platform_visit on visits (company_id, visit_external_id) where visit_external_id is not null;

create or replace view arrived_visits as
select company_id, client_id, visited_on, sum(cost_minor)::bigint as cost_minor, min(starts_at) as starts_at,
       array_agg(id order by starts_at, id) as record_ids, bool_or(is_pt) as is_pt
from visits
where attendance = 1 and not is_deleted and client_id is not null
group by company_id, client_id, visited_on;

-- Whose numbers are to be computed again. Only ever appended to, so that no writer waits for another, nor for the refresh,
-- which takes away what it saw; a mark made meanwhile is another row and stays. No foreign keys: a deleted company's
-- visits leave marks too.
create table changed_clients (
  company_id integer not null,
  client_id bigint not null,
  changed_at timestamptz not null default clock_timestamp()
);
create index changed_clients_company on changed_clients (company_id, changed_at);

create function start_visit_day() returns trigger language plpgsql as $$
begin
  new.visited_on := new.local_date;
  return new;
end $$;

-- A statement's rows come as transition tables. Joins by index only: a plan made for one row is kept for a million.
-- What this function writes itself changes no group, so it does not go round.
create function note_changed_visits() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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
end $$;

create trigger visits_day_insert before insert on visits for each row execute function start_visit_day();
create trigger visits_day_update before update of local_date, visit_external_id, client_id, attendance, is_deleted on visits
  for each row when ((old.local_date, old.visit_external_id, old.client_id, old.attendance, old.is_deleted)
    is distinct from (new.local_date, new.visit_external_id, new.client_id, new.attendance, new.is_deleted))
  execute function start_visit_day();
create trigger visits_insert after insert on visits referencing new table as new_rows
  for each statement execute function note_changed_visits();
create trigger visits_update after update on visits referencing old table as old_rows new table as new_rows
  for each statement execute function note_changed_visits();
create trigger visits_delete after delete on visits referencing old table as old_rows
  for each statement execute function note_changed_visits();

-- A record is personal training when any of its services is; one that the platform no longer lists is read by its title.
create function settle_pt(visit_ids bigint[]) returns void language sql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  update visits v set is_pt = d.is_pt
  from (
    select t.visit_id, exists (
      select 1 from visit_positions p left join services s on s.id = p.service_id
      where p.visit_id = t.visit_id and p.kind = 'service' and coalesce(s.counts_as_pt, has_pt_words(p.title))
    ) as is_pt
    from unnest(visit_ids) as t(visit_id)
  ) d
  where v.id = d.visit_id and v.is_pt <> d.is_pt
$$;

create function note_changed_positions() returns trigger language plpgsql as $$
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
end $$;

create trigger visit_positions_insert after insert on visit_positions referencing new table as new_rows
  for each statement execute function note_changed_positions();
create trigger visit_positions_update after update on visit_positions referencing old table as old_rows new table as new_rows
  for each statement execute function note_changed_positions();
create trigger visit_positions_delete after delete on visit_positions referencing old table as old_rows
  for each statement execute function note_changed_positions();

create function note_changed_services() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  visit_ids bigint[];
begin
  select array_agg(distinct p.visit_id) into visit_ids
  from (select id, company_id, counts_as_pt from new_rows except select id, company_id, counts_as_pt from old_rows) s
  join visit_positions p on p.company_id = s.company_id and p.service_id = s.id;
  if visit_ids is not null then perform settle_pt(visit_ids); end if;
  return null;
end $$;

create trigger services_update after update on services referencing old table as old_rows new table as new_rows
  for each statement execute function note_changed_services();

-- Memberships, goods and cards: whoever has, had or is one. A card counts until it is deleted; its other columns are no numbers.
create function note_changed_purchases() returns trigger language plpgsql as $$
begin
  if tg_op <> 'DELETE' then
    insert into changed_clients (company_id, client_id) select distinct company_id, client_id from new_rows where client_id is not null;
  end if;
  if tg_op <> 'INSERT' then
    insert into changed_clients (company_id, client_id) select distinct company_id, client_id from old_rows where client_id is not null;
  end if;
  return null;
end $$;

create trigger memberships_insert after insert on memberships referencing new table as new_rows
  for each statement execute function note_changed_purchases();
create trigger memberships_update after update on memberships referencing old table as old_rows new table as new_rows
  for each statement execute function note_changed_purchases();
create trigger memberships_delete after delete on memberships referencing old table as old_rows
  for each statement execute function note_changed_purchases();
create trigger goods_sales_insert after insert on goods_sales referencing new table as new_rows
  for each statement execute function note_changed_purchases();
create trigger goods_sales_update after update on goods_sales referencing old table as old_rows new table as new_rows
  for each statement execute function note_changed_purchases();
create trigger goods_sales_delete after delete on goods_sales referencing old table as old_rows
  for each statement execute function note_changed_purchases();

create function note_changed_cards() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into changed_clients (company_id, client_id) select company_id, id from new_rows;
  else
    insert into changed_clients (company_id, client_id)
      select company_id, id from (select company_id, id, is_deleted from new_rows except select company_id, id, is_deleted from old_rows) t;
  end if;
  return null;
end $$;

-- A row that is deleted takes its numbers with it by their foreign keys.
create trigger clients_insert after insert on clients referencing new table as new_rows
  for each statement execute function note_changed_cards();
create trigger clients_update after update on clients referencing old table as old_rows new table as new_rows
  for each statement execute function note_changed_cards();

-- null: the order of definitions.md. Otherwise all eight, the highest priority first.
alter table companies add column segment_order text[] check (segment_order is null or (
  cardinality(segment_order) = 8
  and segment_order @> array['pt_cancellations', 'vip_members', 'trial_dropoffs', 'lost_clients', 'nearly_lost', 'going_silent', 'at_risk', 'regular_members']));

-- Facts of every card that is not deleted, as of the day in insight_state: rows do not repeat it, so that a new day
-- writes only those that it changes.
create table client_metrics (
  client_id bigint primary key references clients(id) on delete cascade,
  company_id integer not null references companies(id) on delete cascade,
  visits integer not null,
  first_visit_on date,
  second_visit_on date,
  last_visit_on date,
  spend_minor bigint not null,
  visits_7d smallint not null,
  visits_30d smallint not null,
  -- Days D-59 to D-30.
  visits_30d_before smallint not null,
  -- Between consecutive visits of the last 180 days; null with fewer than two of them.
  median_gap_days real,
  pt_visits integer not null,
  first_pt_on date,
  last_pt_on date,
  has_future_booking boolean not null,
  has_future_pt_booking boolean not null,
  -- The first one bought; null: never had a membership.
  first_membership_on date,
  -- Three visits within some 30 days, all of them at most 90 days after the first visit.
  came_thrice_in_thirty boolean not null,
  -- Months with a visit, counted from the month of the first: {0, 1, 3}.
  visited_months smallint[] not null,
  is_high_ltv boolean not null,
  loyalty text not null check (loyalty in ('VIP', 'Gold', 'Silver', 'Bronze', 'New')),
  updated_at timestamptz not null default now()
) with (fillfactor = 80);
create index client_metrics_last_visit on client_metrics (company_id, last_visit_on, client_id);
create index client_metrics_first_visit on client_metrics (company_id, first_visit_on, client_id);
create index client_metrics_visits on client_metrics (company_id, visits, client_id);
create index client_metrics_spend on client_metrics (company_id, spend_minor) where spend_minor > 0;

-- Facts on their way into client_metrics while a company is computed in full, written by two connections and read by a third.
-- Unlogged: what a crash leaves is of no use, and whoever fills it for a company begins by emptying it.
create unlogged table insight_staging (
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
create index insight_staging_company on insight_staging (company_id);

-- A client is in one segment or, without a row, in none.
create table client_segments (
  client_id bigint primary key references clients(id) on delete cascade,
  company_id integer not null references companies(id) on delete cascade,
  segment text not null check (segment in
    ('pt_cancellations', 'vip_members', 'trial_dropoffs', 'lost_clients', 'nearly_lost', 'going_silent', 'at_risk', 'regular_members')),
  -- The company-local day and the moment it was found; after a first fill, when that was.
  since_on date not null,
  since_at timestamptz not null
) with (fillfactor = 80);
create index client_segments_segment on client_segments (company_id, segment, client_id);

-- null: in no segment.
create table segment_moves (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  client_id bigint not null references clients(id) on delete cascade,
  from_segment text,
  to_segment text,
  moved_on date not null,
  at timestamptz not null,
  check (from_segment is distinct from to_segment)
);
create index segment_moves_company on segment_moves (company_id, at desc, id desc);
create index segment_moves_day on segment_moves (company_id, moved_on);
create index segment_moves_client on segment_moves (client_id, id);

-- What the stored rows of a company were computed for. No row: never yet.
create table insight_state (
  company_id integer primary key references companies(id) on delete cascade,
  as_of date not null,
  -- How many there were when everybody was computed last.
  clients integer not null,
  -- How many of the stored rows have spent anything: counting them at every refresh would read them all.
  spenders integer not null,
  -- The company's own, or else the 90th percentile of the clients who spent anything; null when nobody has.
  high_ltv_threshold_minor double precision,
  -- The settings the rows were computed with: others ask for a full computation.
  vip_threshold_minor bigint,
  segment_order text[],
  refreshed_at timestamptz not null,
  full_at timestamptz not null
);

-- One number of one company-local day; a day is final once it is over.
create table metric_snapshots (
  company_id integer not null references companies(id) on delete cascade,
  local_date date not null,
  key text not null,
  value double precision,
  is_final boolean not null,
  computed_at timestamptz not null,
  primary key (company_id, key, local_date)
);
create index metric_snapshots_day on metric_snapshots (company_id, local_date);
`;
