/** Which days of the past have a snapshot, of which books it was made, and the indexes that ask by day. */

export const name = '0012-insight-history';

export const up = `
create table metric_days (
  company_id integer not null references companies(id) on delete cascade,
  local_date date not null,
  -- A mark of everything the books said up to this day, when they were last looked through.
  books text not null,
  -- The mark the snapshot was made of; another one, or none: it is to be made (again).
  made_of text,
  made_at timestamptz,
  primary key (company_id, local_date)
);
create index metric_days_missing on metric_days (company_id, local_date) where made_of is distinct from books;

-- Windows of days, asked without the table.
create index visits_arrived_day on visits (company_id, visited_on) include (client_id, cost_minor)
  where attendance = 1 and not is_deleted and client_id is not null;
create index visits_missed_day on visits (company_id, local_date) include (client_id, attendance, is_deleted)
  where attendance = -1 or is_deleted;
create index memberships_sold on memberships (company_id, sold_on);
create index goods_sales_sold on goods_sales (company_id, sold_on);
`;
