-- Keeps what the stored rows of a company were computed for.
-- Settled: nothing of a first copy is still to come, memberships (which are read person by person) for all but a twentieth;
-- or a day is over since. Until then who is found in another segment has not moved, their books were only not all there.
insert into insight_state as i (company_id, as_of, clients, spenders, high_ltv_clients, high_ltv_threshold_minor, vip_threshold_minor,
  segment_order, refreshed_at, full_at, settled_at)
select co.id, :asOf, coalesce(:clients, 0), :spenders, :highLtvClients, :threshold, co.vip_threshold_minor, co.segment_order, :at, :at,
  -- Asked only until it is so: counting everybody at every refresh would cost more than the rest of this statement.
  case when exists (select from insight_state known where known.company_id = co.id and known.settled_at is not null) then null
    when not exists (select from sync_cursors c where c.company_id = co.id)
      or (not exists (select from sync_cursors c where c.company_id = co.id and c.first_copy_done_at is null)
        and 20 * (select count(*) from clients c
                  where c.company_id = co.id and c.memberships_read_at is null and c.phone is not null and not c.is_deleted)
          <= (select count(*) from clients c where c.company_id = co.id and not c.is_deleted))
    then cast(:at as timestamptz) end
from companies co
where co.id = :companyId
on conflict (company_id) do update set as_of = excluded.as_of, spenders = excluded.spenders,
  high_ltv_clients = excluded.high_ltv_clients,
  high_ltv_threshold_minor = excluded.high_ltv_threshold_minor, vip_threshold_minor = excluded.vip_threshold_minor,
  segment_order = excluded.segment_order, refreshed_at = excluded.refreshed_at, clients = coalesce(:clients, i.clients),
  full_at = case when :clients::integer is null then i.full_at else excluded.full_at end,
  -- Gaps that were counted before everybody was computed anew may be those of other books.
  intervals_as_of = case when :clients::integer is null then i.intervals_as_of end,
  settled_at = coalesce(i.settled_at, excluded.settled_at, case when excluded.as_of > i.as_of then excluded.refreshed_at end)
