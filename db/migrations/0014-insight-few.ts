/** What a refresh of a few clients needs to cost little: no more to check, and to know how many are of high LTV. */

export const name = '0014-insight-few';

export const up = `
-- How many of the stored rows are of high LTV: where the next threshold is looked for.
alter table insight_state add column high_ltv_clients integer not null default 0;
update insight_state i set high_ltv_clients = (select count(*) from client_metrics m where m.company_id = i.company_id and m.is_high_ltv);

-- A client has a company, and these rows go with their client.
alter table client_metrics drop constraint client_metrics_company_id_fkey;
alter table client_segments drop constraint client_segments_company_id_fkey;
alter table segment_moves drop constraint segment_moves_company_id_fkey;
`;
