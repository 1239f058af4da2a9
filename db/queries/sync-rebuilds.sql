-- The rebuild under way and the newest that ended, newest first.
select b.id, b.started_at as "startedAt", b.ended_at as "endedAt", b.outcome, b.failure_code as "failureCode",
  b.is_paused as "isPaused",
  -- Between two stretches it is still reading; after ten seconds somebody else has the company.
  coalesce(r.ended_at is null or r.ended_at > clock_timestamp() - interval '10 seconds', false) as "isReading",
  b.progress as places, b.drift as found
from sync_rebuilds b
left join sync_runs r on r.id = b.run_id
where b.company_id = :companyId
order by b.started_at desc, b.id desc
limit 2
