-- Which goods on sale does the platform no longer list, now that its pages were read to their end?
-- Not those that came or changed since the reading began; and none when no page listed anybody: that is an accident.
select t.id
from goods t
where t.company_id = :companyId and not t.is_deleted
  and t.updated_at < cast(:beganAt as timestamptz)
  and exists (select 1 from sync_rebuild_pages p
              where p.rebuild_id = :rebuildId and p.collection = 'goods_catalogue' and cardinality(p.external_ids) > 0)
  and not exists (
    select 1
    from (select unnest(p.external_ids) as external_id from sync_rebuild_pages p
          where p.rebuild_id = :rebuildId and p.collection = 'goods_catalogue') listed
    where listed.external_id = t.external_id)
order by t.id
