-- Begins one person's weeks for each of these; whoever has some running already is left out.
insert into reactivations (company_id, client_id, phone, service_id, run_id, workflow_id, score, reasons, facts, started_at, updated_at)
select cast(:companyId as integer), p."clientId", p.phone, p."serviceId", cast(:runId as bigint), p."workflowId", p.score, p.reasons,
       p.facts || jsonb_build_object('retryDays', coalesce(r.retry_interval_days, 14),
         'discounts', to_jsonb(coalesce(r.discount_progression, array[10, 15, 20]))),
       :at, :at
from jsonb_to_recordset(cast(:people as jsonb))
  as p("clientId" bigint, phone text, "serviceId" bigint, "workflowId" text, score numeric, reasons jsonb, facts jsonb)
left join service_reactivation_rules r on r.company_id = :companyId and r.service_id = p."serviceId"
on conflict (company_id, phone) where status <> 'ended' do nothing
returning id, client_id as "clientId"
