-- Which records came back under another id? A new one that is the same visit of the same person with the same staff member
-- at the same time as one we hold already stands for it: nobody is twice in one chair. The old one counts as deleted.
update visits old set is_deleted = true, updated_at = now()
from visits new
where new.company_id = :companyId and new.id = any(cast(:added as bigint[])) and not new.is_deleted
  and old.company_id = new.company_id and old.client_id = new.client_id and old.local_date = new.local_date
  and old.visit_external_id = new.visit_external_id and old.staff_id = new.staff_id and old.starts_at = new.starts_at
  and not old.is_deleted and not (old.external_id = any(cast(:listed as text[])))
returning old.id
