-- Merges a page of client cards: a row is written only when it differs, and never by an older state of itself.
-- Except by a rebuild, which reads what is so now: a platform whose clock went back stamps what is new with an older time.
-- What only the single card tells (agreements) stays in `card` beside what the list tells. A changed card is due to be read again (card_read_at): the list does not tell what became of the consent.
insert into clients as c (company_id, external_id, name, surname, phone_raw, phone, email, language, birth_date,
  platform_spent_minor, custom_fields, card, changed_at_source)
select :companyId, r.external_id, r.name, r.surname, r.phone_raw, r.phone, r.email, r.language, r.birth_date,
  r.platform_spent_minor, coalesce(r.custom_fields, '{}'), coalesce(r.card, '{}'), r.changed_at_source
from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, name text, surname text, phone_raw text, phone text, email text,
  language text, birth_date date, platform_spent_minor bigint, custom_fields jsonb, card jsonb,
  changed_at_source timestamptz)
on conflict (company_id, external_id) do update set
  name = excluded.name, surname = excluded.surname, phone_raw = excluded.phone_raw, phone = excluded.phone,
  email = excluded.email, language = coalesce(excluded.language, c.language), birth_date = excluded.birth_date,
  platform_spent_minor = excluded.platform_spent_minor,
  custom_fields = excluded.custom_fields, card = c.card || excluded.card, changed_at_source = excluded.changed_at_source, is_deleted = false,
  card_read_at = case when c.changed_at_source is distinct from excluded.changed_at_source then null else c.card_read_at end,
  -- Memberships are not in the list either, and are asked for by phone: another phone, another answer.
  memberships_read_at = case when c.phone is distinct from excluded.phone
      or c.changed_at_source is distinct from excluded.changed_at_source then null else c.memberships_read_at end,
  updated_at = now()
where (:isRebuild or c.changed_at_source is null or excluded.changed_at_source is null or excluded.changed_at_source >= c.changed_at_source)
  and (c.name, c.surname, c.phone_raw, c.phone, c.email, c.language, c.birth_date, c.platform_spent_minor,
       c.custom_fields, c.card, c.changed_at_source, c.is_deleted)
    is distinct from
      (excluded.name, excluded.surname, excluded.phone_raw, excluded.phone, excluded.email,
       coalesce(excluded.language, c.language), excluded.birth_date, excluded.platform_spent_minor,
       excluded.custom_fields, c.card || excluded.card, excluded.changed_at_source, false)
returning c.id
