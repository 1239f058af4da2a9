-- Merges the memberships of one phone: what is no longer listed for this person is taken back, and keeps its last form.
with told as (
  select * from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, title text, sold_on date, ends_on date, cost_minor bigint)
), saved as (
  insert into memberships as m (company_id, external_id, client_id, title, sold_on, ends_on, cost_minor)
  select :companyId, external_id, :clientId, title, sold_on, ends_on, cost_minor from told
  on conflict (company_id, external_id) do update set
    -- Two cards with one phone are given the same memberships; the card that had one first keeps it.
    client_id = case when m.is_deleted then excluded.client_id else coalesce(m.client_id, excluded.client_id) end,
    title = excluded.title, sold_on = excluded.sold_on, ends_on = excluded.ends_on, cost_minor = excluded.cost_minor,
    is_deleted = false, updated_at = now()
  where (m.title, m.sold_on, m.ends_on, m.cost_minor, m.is_deleted)
      is distinct from (excluded.title, excluded.sold_on, excluded.ends_on, excluded.cost_minor, false)
    or m.client_id is null
  returning m.id
), taken_back as (
  update memberships set is_deleted = true, updated_at = now()
  where company_id = :companyId and not is_deleted
    -- The list is the phone's, whichever of its cards had them.
    and client_id = any(array(
      select cast(:clientId as bigint)
      union
      select o.id from clients c join clients o on o.company_id = c.company_id and o.phone = c.phone
      where c.company_id = :companyId and c.id = :clientId))
    and external_id <> all(cast(:listed as text[]))
  returning id
)
select id from saved union all select id from taken_back
