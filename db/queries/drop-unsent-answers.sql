-- Which answers that nobody has approved yet are overtaken by newer words?
-- Their own workflows end them, which a decision may be racing. An accepted slot waits on unless the newer words undo it;
-- what a person wrote is theirs.
insert into notices (company_id, workflow_id, signal, subject_id)
select m.company_id, m.workflow_id, :signal, m.id
from messages m
where m.company_id = :companyId and m.conversation_id = :conversationId and m.scenario = 'answer'
  and m.status in ('drafting', 'awaiting_approval') and m.decision is distinct from 'approved'
  and coalesce(m.written_by, '') not in ('person', 'fixed')
  and (m.booking_slot is null or (:dropsBookings::boolean and m.booking_tried_at is null))
