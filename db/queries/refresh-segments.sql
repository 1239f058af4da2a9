-- Puts some clients (or all) into the segment they now fit, and notes who moved from where to where.
-- Whoever is not in `standing` (a card that is gone) leaves its segment.
with standing as (:standing),
moves as materialized (
  select client_id, old.segment as from_segment, new.segment as to_segment
  from (select client_id, segment from client_segments where company_id = :companyId and :which) as old
  full join (select client_id, segment from standing where segment is not null) as new using (client_id)
  where old.segment is distinct from new.segment
), left_all as (
  delete from client_segments s using moves where s.client_id = moves.client_id and moves.to_segment is null
), entered as (
  insert into client_segments (client_id, company_id, segment, since_on, since_at)
  select client_id, :companyId, to_segment, cast(:asOf as date), cast(:at as timestamptz) from moves where to_segment is not null
  on conflict (client_id) do update set segment = excluded.segment, since_on = excluded.since_on, since_at = excluded.since_at
), noted as (
  -- The first computation moves nobody: where people were before is not known.
  insert into segment_moves (company_id, client_id, from_segment, to_segment, moved_on, at)
  select :companyId, client_id, from_segment, to_segment, cast(:asOf as date), cast(:at as timestamptz) from moves where not :isFirst
)
select count(*)::integer as moved from moves
