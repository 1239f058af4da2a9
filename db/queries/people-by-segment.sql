-- How many people are in each segment, and how many came in the last 30 days, by the stored numbers? No row: never computed.
select jsonb_build_object('monthly_active', (select count(*) from client_metrics where company_id = s.company_id and visits_30d > 0))
    || coalesce((select jsonb_object_agg(segment, coalesce(g.clients, 0))
      from unnest(array['pt_cancellations', 'vip_members', 'trial_dropoffs', 'lost_clients', 'nearly_lost', 'going_silent', 'at_risk', 'regular_members']) as segment
      left join (select segment, count(*) as clients from client_segments where company_id = s.company_id group by segment) g using (segment)), '{}') as people
from insight_state s
where s.company_id = :companyId
