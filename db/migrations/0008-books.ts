/** Books (CSV) as a booking platform: what was uploaded, and the rows it came to. */

export const name = '0008-books';

export const up = `
-- Which adapter answers for this company: a line of integrations/booking/gateways.ts.
alter table companies add column booking_platform text not null default 'yclients';

-- Every import, the newest last. A new one is a new version of the whole.
create table books_uploads (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  -- The caller's Idempotency-Key: a repeat answers with the upload that is there.
  request_key text,
  -- By how many days all dates were moved; 0 keeps them as they are.
  shift_days integer not null,
  counts jsonb not null,
  bad_lines integer not null,
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  unique (company_id, request_key)
);
create index books_uploads_company on books_uploads (company_id, id desc);

-- The texts as they came; those of older uploads are let go.
create table books_files (
  upload_id bigint not null references books_uploads(id) on delete cascade,
  company_id integer not null references companies(id) on delete cascade,
  name text not null,
  content text not null,
  primary key (upload_id, name)
);
create index books_files_company on books_files (company_id);

-- The books hold codes and no phones: a number once given stays, whichever codes come later.
create table books_clients (
  company_id integer not null references companies(id) on delete cascade,
  code text not null,
  number integer not null,
  primary key (company_id, code),
  unique (company_id, number)
);

-- What the newest upload says, a row each, in the words of domain/sync/platform.ts: the books' adapter pages through these.
create table books_rows (
  id bigint generated always as identity primary key,
  company_id integer not null references companies(id) on delete cascade,
  collection text not null check (collection in ('staff', 'services', 'clients', 'records')),
  external_id text not null,
  content jsonb not null,
  -- A line that could not be read: it goes into quarantine with the page it is on.
  is_misfit boolean not null default false,
  -- The newest upload no longer has it.
  is_gone boolean not null default false,
  -- When an upload last changed it; unchanged rows keep their time, and are not copied again.
  changed_at timestamptz not null,
  unique (company_id, collection, external_id)
);
-- One counts what changed without reading it, the other walks page after page.
create index books_rows_changed on books_rows (company_id, collection, changed_at) include (is_gone, is_misfit);
create index books_rows_order on books_rows (company_id, collection, id) include (changed_at, is_gone, is_misfit);
`;
