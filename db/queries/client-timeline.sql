-- What happened with this client, from every table that knows them?
-- One shape for all kinds; the page is cut outside, which one person's few hundred rows allow.
select 'visit-' || v.id as key,
  case when v.is_deleted then 'cancelled_booking' when v.attendance = 1 then 'visit' when v.attendance = -1 then 'no_show' else 'booking' end as kind,
  v.starts_at as at,
  (select string_agg(p.title, ', ' order by p.position) from visit_positions p where p.visit_id = v.id) as title,
  null::text as text, null::text as status, null::text as reason, t.name as "by", v.cost_minor as "amountMinor",
  v.id as "subjectId", null::text as "workflowId"
from visits v left join staff t on t.id = v.staff_id
where v.company_id = :companyId and v.client_id = :clientId
union all
select 'membership-' || m.id, 'membership', (m.sold_on + time '12:00') at time zone c.time_zone, m.title,
  null, null, null, null, m.cost_minor, m.id, null
from memberships m join companies c on c.id = m.company_id
where m.company_id = :companyId and m.client_id = :clientId and not m.is_deleted
union all
-- A sale mostly tells what was sold; where it tells only an id, the list of goods knows its title.
select 'goods-' || g.id, 'goods', (g.sold_on + time '12:00') at time zone c.time_zone,
  coalesce(nullif(g.title, ''), (select k.title from goods k where k.company_id = g.company_id and k.external_id = g.good_external_id),
    '#' || g.good_external_id),
  null, null, null, null, g.cost_minor, g.id, null
from goods_sales g join companies c on c.id = g.company_id
where g.company_id = :companyId and g.client_id = :clientId and not g.is_deleted
union all
-- A message stands where the client met it; before that, where it was begun.
select 'message-' || m.id, 'message', coalesce(m.sent_at, m.created_at), m.scenario,
  m.text, m.status, m.reason, m.decided_by, null, m.id, m.workflow_id
from messages m
where m.company_id = :companyId and m.client_id = :clientId
union all
select 'reply-' || r.id, 'reply', r.received_at, null,
  r.text, r.understood_as, null, null, null, r.id, v.workflow_id
from replies r join conversations v on v.id = r.conversation_id
where r.company_id = :companyId and r.client_id = :clientId
union all
select 'reactivation-' || r.id, 'reactivation_started', r.started_at, s.title,
  null, r.status, null, null, null, r.id, r.workflow_id
from reactivations r join services s on s.id = r.service_id
where r.company_id = :companyId and r.client_id = :clientId
union all
select 'reactivation-' || r.id || '-end', 'reactivation_ended', r.ended_at, s.title,
  null, r.ends_as, null, null, r.revenue_minor, r.id, r.workflow_id
from reactivations r join services s on s.id = r.service_id
where r.company_id = :companyId and r.client_id = :clientId and r.ended_at is not null
union all
-- Being chosen is told by the reactivation itself, and what became of a message by the message.
select 'decision-' || d.id, 'decision', d.created_at, d.scenario,
  null, d.decision, d.reason, null, null, coalesce(d.reactivation_id, d.message_id), null
from campaign_decisions d
where d.company_id = :companyId and d.client_id = :clientId and d.decision <> 'chosen' and d.event_id is null
union all
select 'opt-out-' || c.id, 'opt_out', x.at, null,
  null, case when x.lifted_at is null then 'in_force' else 'lifted' end, x.reason, x.source, null, null, null
from clients c join opt_outs x on x.company_id = c.company_id and x.phone = c.phone
where c.company_id = :companyId and c.id = :clientId
union all
-- From `reason` to `status`; null is no segment.
select 'move-' || m.id, 'segment_move', m.at, null,
  null, m.to_segment, m.from_segment, null, null, null, null
from segment_moves m
where m.company_id = :companyId and m.client_id = :clientId
