-- Which rows of a collection of the books changed after a moment, and how many are there in all?
-- By id and not by time: an upload between two pages adds at the end, and changes nobody's place.
-- Both the counting and the walk to a late page stay in an index; only the page itself is read.
with asked as not materialized (
  select id
  from books_rows
  where company_id = :companyId and collection = :collection
    and changed_at > coalesce(cast(:changedAfter as timestamptz), '-infinity')
    -- A record that is no longer there is a deleted one; of all else the platform's lists would say nothing more.
    and (not is_gone or (collection = 'records' and not is_misfit))
),
page as (
  select r.* from (select id from asked order by id limit :limit offset :offset) a join books_rows r on r.id = a.id
)
select (select count(*) from asked)::integer as total, clock_timestamp() as "platformTime",
  coalesce((select jsonb_agg(jsonb_build_object('externalId', external_id, 'content', content, 'isMisfit', is_misfit,
    'isGone', is_gone, 'changedAt', changed_at) order by id) from page), '[]') as rows
