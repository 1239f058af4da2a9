-- What does the schema look like, as text that a reviewer can read and a test can compare?
-- PostgreSQL's own catalogue is asked because the embedded server ships without pg_dump.
with columns as (
  select c.oid, c.relname,
    format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      case when a.attidentity <> '' then ' generated as identity'
           when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end) as line,
    a.attnum
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'schema_migrations%'
),
constraints as (
  select conrelid as oid, format('  constraint %I %s', conname, pg_get_constraintdef(oid)) as line, conname
  from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
),
tables as (
  select relname as name, format(E'create table %I (\n%s\n);', relname,
    string_agg(line, E',\n' order by attnum)
    || coalesce((select E',\n' || string_agg(k.line, E',\n' order by k.conname) from constraints k where k.oid = columns.oid), '')) as text
  from columns group by oid, relname
),
indexes as (
  select tablename as name, string_agg(indexdef || ';', E'\n' order by indexname) as text
  from pg_indexes i
  where schemaname = 'public' and tablename not like 'schema_migrations%'
    and not exists (select 1 from pg_constraint k where k.conname = i.indexname and k.connamespace = 'public'::regnamespace)
  group by tablename
),
triggers as (
  select c.relname as name, string_agg(pg_get_triggerdef(t.oid) || ';', E'\n' order by t.tgname) as text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where not t.tgisinternal and c.relnamespace = 'public'::regnamespace
  group by c.relname
),
views as (
  select viewname as name, format(E'create view %I as\n%s', viewname, definition) as text from pg_views where schemaname = 'public'
),
functions as (
  select p.proname as name, pg_get_functiondef(p.oid) || ';' as text
  from pg_proc p
  where p.pronamespace = 'public'::regnamespace
    and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
)
select text from (
  select 1 as kind, name, 1 as part, text from tables
  union all select 1, name, 2, text from indexes
  union all select 1, name, 3, text from triggers
  union all select 2, name, 1, text from views
  union all select 3, name, 1, text from functions
) all_parts
order by kind, name, part, text
